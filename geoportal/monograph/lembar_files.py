"""The official sheet as a tagged PDF and as a workbook: the same rows, always in Indonesian, for it is a form of the state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from boundaries.facts import RegionFacts
from boundaries.models import Kind
from monografi.official import Line, Part, Table, left_out, parts_of, unanswered
from monografi.selectors import Sheet, Value

from .figures import figure_text, written

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = "–"
SIGNS = {
    Kind.DESA: "Kepala Desa {name}",
    Kind.DESA_ADAT: "Kepala Desa Adat {name}",
    Kind.DESA_PERSIAPAN: "Penjabat Kepala Desa Persiapan {name}",
    Kind.KELURAHAN: "Lurah {name}",
    Kind.KECAMATAN: "Camat {name}",
    Kind.KABUPATEN: "Bupati {name}",
}
# A cell that begins like this would be run by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (7, 46, 26, 14, 12)


@dataclass(frozen=True)
class Lembar:
    """What the sheet is made of; `address` is the page with the same figures."""

    region: RegionFacts
    sheet: Sheet
    office_address: str
    address: str

    @cached_property
    def parts(self) -> list[Part]:
        return parts_of(self.sheet, self.region.kind)

    @cached_property
    def unanswered(self) -> int:
        return unanswered(self.parts)

    @property
    def letterhead(self) -> list[str]:
        """The authorities from the regency down to the region, as on its own paper."""
        kind, name, above = str(Kind(self.region.kind)), self.region.name, self.region.parent_name
        between = [f"Kecamatan {above}"] if self.region.level == "desa" and above else []
        own = [] if kind == Kind.KABUPATEN else [f"{Kind(kind).value.replace('_', ' ')} {name}"]
        return [line.upper() for line in ("Pemerintah Kabupaten Kutai Timur", *between, *own)]

    @property
    def title(self) -> str:
        what = "Rekapitulasi monografi" if self.sheet.summed else "Monografi"
        return f"{what} {Kind(self.region.kind).value.replace('_', ' ')} {self.region.name}"

    @property
    def period(self) -> str:
        half = f"Semester {self.sheet.semester}, tahun" if self.sheet.semester else "Tahun"
        return f"{half} {self.sheet.year}"

    @property
    def day(self) -> date | None:
        return self.sheet.compiled_on

    @property
    def source(self) -> str:
        if self.sheet.summed:
            return f"jumlah dari {self.sheet.told} di antara {self.sheet.asked} desa dan kelurahan yang melapor"
        return self.sheet.source or "tidak disebut"

    @property
    def notes(self) -> list[str]:
        """What is said below the tables, one sentence each."""
        silent = [f"{UNKNOWN} belum diisi: {self.unanswered} isian."] if self.unanswered else []
        sums = ["Hanya yang dapat dijumlahkan dimuat di rekapitulasi."] if self.sheet.summed else []
        copied = (
            [f"{self.sheet.copied} isian disalin dari edisi sebelumnya dan belum diperiksa."]
            if self.sheet.copied
            else []
        )
        return [f"Sumber: {self.source.rstrip('.')}.", *silent, *copied, *sums, left_out(self.region.kind)]

    @property
    def signer(self) -> str:
        return SIGNS.get(Kind(self.region.kind), "{name}").format(name=self.region.name)

    @property
    def signer_name(self) -> str:
        told = self.sheet.figures.get("kepala")
        return str(told.value) if told is not None and told.value else ""


def as_pdf(lembar: Lembar) -> bytes:
    with override("id"):
        page = render_to_string("monograph/lembar_pdf.html", {"lembar": lembar, "parts": list(_told(lembar))})
    from weasyprint import HTML  # 21 MB and half a second, which few processes need

    made = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    assert made is not None  # it is written to no file
    return made


def _told(lembar: Lembar) -> Iterator[tuple[Part, list[dict[str, Any]]]]:
    """Yield the parts with their cells as text."""
    for part in lembar.parts:
        yield (
            part,
            [
                {
                    "title": table.title,
                    "lines": [(line, _text(line), _unit(line, lembar)) for line in table.lines],
                    "bands": [(band.title, *map(_count, (band.men, band.women, band.both))) for band in table.bands],
                }
                for table in part.tables
            ],
        )


def _text(line: Line) -> str:
    return figure_text(line.indicator, line.value) or UNKNOWN


def _unit(line: Line, lembar: Lembar) -> str:
    unit = "" if line.indicator.unit == "Rp" else line.indicator.unit
    some = line.of is not None and lembar.sheet.asked is not None and line.of < lembar.sheet.asked
    return f"{unit} ({line.of} dari {lembar.sheet.asked})".strip() if some else unit


def _count(value: Value | None) -> str:
    return UNKNOWN if value is None else written(value) if isinstance(value, Decimal) else value


def as_xlsx(lembar: Lembar) -> bytes:
    with override("id"):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Monografi"
        for row in _rows(lembar):
            sheet.append(row.cells)
            for cell in sheet[sheet.max_row]:
                row.dress(cell)
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@dataclass(frozen=True)
class _Row:
    cells: list[Any]
    bold: bool = False
    filled: bool = False

    def dress(self, cell: Any) -> None:
        cell.font = Font(bold=self.bold)
        cell.alignment = Alignment(wrap_text=cell.column > 1 and not self.bold, vertical="top")
        if self.filled:
            cell.fill = PatternFill("solid", fgColor="E8E8E8")


def _rows(lembar: Lembar) -> Iterator[_Row]:
    yield from (_Row([text], bold=True) for text in (*lembar.letterhead, lembar.title.upper(), lembar.period))
    if lembar.sheet.sample:
        yield _Row(["DATA CONTOH, bukan data resmi"], bold=True)
    for part in lembar.parts:
        yield from (_Row([]), _Row([f"{part.letter}. {part.title}".upper()], bold=True))
        for table in part.tables:
            yield from _table(table, lembar)
    yield _Row([])
    yield from (_Row([note]) for note in (*lembar.notes, lembar.address))
    day = date_format(lembar.day, "j F Y") if lembar.day else "…………………"
    name = _harmless(lembar.signer_name) or "………………………"
    yield _Row([])
    yield from (_Row(["", "", text]) for text in (f"{lembar.region.name}, {day}", lembar.signer, f"({name})"))


def _table(table: Table, lembar: Lembar) -> Iterator[_Row]:
    if table.bands:
        yield _Row(["", table.title, "Laki-laki", "Perempuan", "Jumlah"], bold=True, filled=True)
        for band in table.bands:
            yield _Row(["", band.title, *map(_cell, (band.men, band.women, band.both))])
        return
    yield _Row(["No.", table.title, "Isi", "Satuan"], bold=True, filled=True)
    for line in table.lines:
        unit = _unit(line, lembar) or line.indicator.unit
        yield _Row([line.number, line.indicator.title_id, _cell(line.value), unit])


def _cell(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return UNKNOWN if value is None else _harmless(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
