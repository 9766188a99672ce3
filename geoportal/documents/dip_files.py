"""The DIP as a workbook and as a tagged PDF: the rows of the page, nothing else."""

from io import BytesIO

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from documents.dip import COLUMNS, EXCLUDED_COLUMNS, Dip

HEADINGS = ("No.", "Kelas", *COLUMNS, "Tautan")
WIDTHS = (6, 14, 60, 28, 30, 28, 22, 30, 44)


def link_to(key: str, base: str) -> str:
    return f"{base}{reverse('documents:list')}{key}/"


def as_xlsx(dip: Dip, base: str) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "DIP"
    sheet.append(HEADINGS)
    for row in dip.rows:
        sheet.append([row.number, row.ppid_class, *row.cells, link_to(row.key, base)])
    for width, column in zip(WIDTHS, sheet.columns, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    beside = book.create_sheet("Dikecualikan")
    beside.append(EXCLUDED_COLUMNS)
    for told in dip.excluded:
        beside.append(told)
    for each in (sheet, beside):
        each.freeze_panes = "A2"
        for cell in each[1]:
            cell.font = Font(bold=True)
        _say_as_text(each)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _say_as_text(sheet: Worksheet) -> None:
    """Let nothing in a sheet be run: what begins with "=" is what somebody wrote, word for word."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def as_pdf(dip: Dip, base: str) -> bytes:
    rows = [(row, link_to(row.key, base)) for row in dip.rows]
    with override("id"):
        context = {
            "dip": dip,
            "rows": rows,
            "columns": COLUMNS,
            "excluded_columns": EXCLUDED_COLUMNS,
            "day": timezone.localdate(),
        }
        page = render_to_string("documents/dip_pdf.html", context)
    from weasyprint import HTML  # 21 MB and half a second, which few processes need

    made = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    assert made is not None  # it is written to no file
    return made
