"""The workbook that goes out: a row a region with its code and the figures of its newest edition, headings locked, a guide."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from boundaries.facts import RegionFacts
from boundaries.models import Region

from .columns import GUIDE, SHEET, TITLES, WHOSE, Column, columns_for
from .indicators import WHOLE
from .models import Edition
from .periods import Period
from .selectors import Value, figures_of
from .soundness import carried_over

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOCKED, NOT_ASKED = PatternFill("solid", fgColor="E8E8E8"), PatternFill("solid", fgColor="BFBFBF")
LINE = Border(*(Side("thin", color="BBBBBB"),) * 4)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
STEPS = (
    (
        "Isi lembar Monografi: satu baris satu desa atau kelurahan.",
        "Fill in the sheet Monografi: a row a desa or kelurahan.",
    ),
    (
        "Angka edisi terakhir sudah terisi. Ganti yang berubah; kosongkan yang tidak diketahui "
        "(kosong: belum diketahui; 0: tidak ada).",
        "The figures of the newest edition are there. Change what changed; empty what is not known "
        "(empty: unknown; 0: none).",
    ),
    (
        "Kode, nama dan judul kolom dikunci: jangan diubah, dipindah atau dihapus.",
        "Codes, names and headings are locked: leave them as they are.",
    ),
    (
        "Tulis angka saja, tanpa satuan dan tanpa rumus. Jiwa, unit dan rupiah berupa bilangan bulat.",
        "Figures only, without units or formulas. People, things and rupiah are whole numbers.",
    ),
    (
        "Sel abu-abu tua tidak ditanyakan: kelurahan tidak mempunyai APBDes, BPD, BUMDes dan indeks desa.",
        "Dark cells are not asked: a kelurahan has no village budget, council, enterprise or index.",
    ),
    (
        "Keadaan pada: hari keadaan data, misalnya 31/12/2025. Sumber: siapa yang menyusun.",
        "As of: the day the figures are of, such as 31/12/2025. Source: who compiled them.",
    ),
    (
        "Semester: 1 atau 2 bila edisinya hanya setengah tahun; kosong bila setahun penuh.",
        "Semester: 1 or 2 where the edition is of half a year; empty for the whole year.",
    ),
    (
        "Kirim kembali di /unggah/. Setiap kesalahan disebut menurut selnya, misalnya F17; "
        "tidak ada yang terbit sebelum semuanya benar.",
        "Send it back at /unggah/. Every mistake is named by its cell, such as F17; "
        "nothing is published before all is right.",
    ),
)


def template(regions: Sequence[RegionFacts], period: Period) -> bytes:
    """Return the workbook for these regions and `period`, with the figures of each one's newest edition up to it."""
    book = Workbook()
    _guide(book.worksheets[0], period)
    sheet = book.create_sheet(SHEET)
    columns = columns_for({each.kind for each in regions})
    _headings(sheet, columns)
    known = figures_of(_newest(regions, period))
    for line, region in enumerate(regions, start=TITLES + 1):
        _row(sheet, line, region, columns, known.get(region.pk, {}), period)
    _choices(sheet, columns, TITLES + len(regions))
    _halves(sheet, columns, TITLES + len(regions))
    sheet.freeze_panes = "C3"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    book.active = 1
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _newest(regions: Sequence[RegionFacts], period: Period) -> QuerySet[Edition]:
    keys = Region.objects.filter(pk__in=[each.pk for each in regions])
    editions = Edition.objects.published().filter(region__in=keys).up_to(period)
    return editions.order_by("region", "-year", "-semester", "-pk").distinct("region")


def _guide(sheet: Worksheet, period: Period) -> None:
    sheet.title = GUIDE
    half = f"semester {period.semester} " if period.semester else ""
    sheet.append([f"Monografi desa dan kelurahan, {half}tahun {period.year}"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, (text, english) in enumerate(STEPS, start=1):
        sheet.append([f"{number}. {text}"])
        sheet.append([english])
        sheet.cell(sheet.max_row, 1).font = Font(italic=True, color="555555")
    sheet.column_dimensions["A"].width = 110
    for (cell,) in sheet.iter_rows(max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True


def _headings(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.append([each.code for each in columns])
    sheet.append([each.title_id for each in columns])
    sheet.row_dimensions[TITLES].height = 48
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 24 if column.code in ("nama", "sumber") else 15
        for line in (1, TITLES):
            cell = sheet.cell(line, place)
            cell.fill, cell.border = LOCKED, LINE
            cell.font = Font(
                bold=line == TITLES, color="000000" if line == TITLES else "777777", size=11 if line == TITLES else 8
            )
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(TITLES, place).comment = Comment(column.title_en, "Geoportal")


def _row(
    sheet: Worksheet,
    line: int,
    region: RegionFacts,
    columns: Sequence[Column],
    known: Mapping[str, Value],
    period: Period,
) -> None:
    for place, (column, value) in enumerate(zip(columns, _cells(region, columns, known, period), strict=True), start=1):
        cell = sheet.cell(line, place, value)
        cell.border = LINE
        asked = column.indicator is None or column.indicator.asked_of(region.kind)
        locked = place <= 2 or not asked
        cell.protection = Protection(locked=locked)
        if locked:
            cell.fill = LOCKED if asked else NOT_ASKED
        if column.code == "keadaan" or (column.indicator is not None and not column.indicator.numeric):
            cell.number_format = "@"
        elif column.indicator is not None and column.indicator.kind in WHOLE:
            cell.number_format = "#,##0"


def _cells(region: RegionFacts, columns: Sequence[Column], known: Mapping[str, Value], period: Period) -> Iterator[Any]:
    yield from (region.code, region.name, period.year, period.semester, None, None)
    for column in columns[len(WHOSE) :]:
        value = known.get(column.code) if carried_over(column.code, period.year) else None
        if value is None or isinstance(value, str):
            yield f"'{value}" if value and value.startswith(FORMULA) else value
        else:
            yield int(value) if value == value.to_integral_value() else float(value)


def _halves(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    letter = get_column_letter([each.code for each in columns].index("semester") + 1)
    offered = DataValidation("list", formula1='"1,2"', allow_blank=True)
    offered.add(f"{letter}{TITLES + 1}:{letter}{last}")
    sheet.add_data_validation(offered)


def _choices(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Offer the words of each choice as a list in its cells."""
    for place, column in enumerate(columns, start=1):
        if column.indicator is not None and column.indicator.choices:
            offered = DataValidation("list", formula1=f'"{",".join(column.indicator.choices)}"', allow_blank=True)
            letter = get_column_letter(place)
            offered.add(f"{letter}{TITLES + 1}:{letter}{last}")
            sheet.add_data_validation(offered)
