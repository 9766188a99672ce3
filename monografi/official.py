"""The rows of the official sheet, after the form of Permendagri 13/2012: lettered parts, numbered rows, every question asked
of a region whether it is answered or not. Drawn as PDF and workbook by `geoportal.monograph`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from boundaries.models import Kind

from .indicators import AGES, Indicator, age_codes, indicators, of_group
from .selectors import Sheet, Value

# The letters are those of the form; C (kewenangan) and F (trantib dan bencana) ask for what the portal does not keep.
PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("A", "Data umum", ("identitas", "wilayah", "orbitasi", "penduduk", "umur", "pendidikan", "pekerjaan", "agama")),
    ("B", "Data personil", ("pemerintahan",)),
    ("D", "Data keuangan", ("keuangan",)),
    ("E", "Data kelembagaan", ("lembaga",)),
    ("L", "Lampiran", ("sarana", "indeks")),
)
HEADINGS = {
    "penduduk": "Penduduk",
    "umur": "Penduduk menurut umur dan jenis kelamin",
    "pendidikan": "Penduduk menurut pendidikan",
    "pekerjaan": "Penduduk menurut pekerjaan",
    "agama": "Penduduk menurut agama",
    "identitas": "Identitas",
    "wilayah": "Wilayah dan penggunaan lahan",
    "orbitasi": "Orbitasi",
    "pemerintahan": "Pemerintahan",
    "lembaga": "Lembaga kemasyarakatan dan ekonomi",
    "sarana": "Sarana dan prasarana",
    "keuangan": "Pendapatan dan belanja (APBDes)",
    "indeks": "Indeks",
}


@dataclass(frozen=True)
class Line:
    """One question: its number in the part, the answer (None: not answered), and of how many desa where it is a sum."""

    number: int
    indicator: Indicator
    value: Value | None
    of: int | None = None


@dataclass(frozen=True)
class Band:
    """One band of ages with the people of both sexes; a sum only where both are known."""

    title: str
    men: Value | None
    women: Value | None

    @property
    def both(self) -> Decimal | None:
        return self.men + self.women if isinstance(self.men, Decimal) and isinstance(self.women, Decimal) else None


@dataclass(frozen=True)
class Table:
    """A group of questions under one heading. That of the ages has `bands` instead of lines."""

    title: str
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Part:
    letter: str
    title: str
    tables: tuple[Table, ...]


def parts_of(sheet: Sheet, kind: str) -> list[Part]:
    """Return the parts that concern a region of this kind; of a sum, only what adds up is asked."""
    return [part for part in (_part(sheet, kind, *each) for each in PARTS) if part.tables]


def unanswered(parts: Sequence[Part]) -> int:
    """Count the questions without an answer; a band of ages asks two."""
    tables = [table for part in parts for table in part.tables]
    lines = sum(line.value is None for table in tables for line in table.lines)
    return lines + sum((band.men, band.women).count(None) for table in tables for band in table.bands)


def left_out(kind: str) -> str:
    """Return the sentence that says which letters of the form are not there, and why."""
    kept_out = "Bagian C (kewenangan) dan F (ketenteraman, ketertiban dan bencana) tidak didata di portal ini."
    return f"Bagian D (keuangan desa) tidak berlaku bagi kelurahan. {kept_out}" if kind == Kind.KELURAHAN else kept_out


def _part(sheet: Sheet, kind: str, letter: str, title: str, groups: Sequence[str]) -> Part:
    return Part(letter, title, tuple(_tables(sheet, kind, groups)))


def _tables(sheet: Sheet, kind: str, groups: Sequence[str]) -> Iterator[Table]:
    number = 0
    for group in groups:
        asked = [each for each in of_group(group) if each.asked_of(kind) and (each.adds or not sheet.summed)]
        if asked and group == "umur":
            yield Table(HEADINGS[group], bands=tuple(_bands(sheet)))
        elif asked:
            lines = tuple(_line(sheet, number + place, each) for place, each in enumerate(asked, start=1))
            number += len(lines)
            yield Table(HEADINGS[group], lines)


def _line(sheet: Sheet, number: int, indicator: Indicator) -> Line:
    told = sheet.figures.get(indicator.code)
    return Line(number, indicator, told.value if told else None, told.of if told else None)


def _bands(sheet: Sheet) -> Iterator[Band]:
    for age, men, women in zip(AGES, age_codes("l"), age_codes("p"), strict=True):
        title = indicators()[men].title_id.rpartition(",")[0] or str(age)
        yield Band(title, sheet.number(men), sheet.number(women))
