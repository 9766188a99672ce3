"""The rows of a filled sheet as what regions tell for a year, and everything that is wrong with them, cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from boundaries.names import dotted, plain
from imports.formats.tables import letters
from imports.rows import Finding, Row
from imports.rules import remedy_of

from . import numbers
from .columns import SHEET, WHOSE, all_columns, columns_for
from .indicators import Indicator, indicators
from .models import EARLIEST, Figure
from .periods import Period
from .selectors import Value
from .soundness import mismatches, outside

LONGEST_TEXT: int = Figure._meta.get_field("text").max_length or 0
LONGEST_SHOWN = 40
ENOUGH = 0.5  # a file with fewer of the template's columns is another sheet


@dataclass
class Entry:
    """What one row tells of its region; `region` None where its code is not known."""

    row: Row
    region: RegionFacts | None = None
    year: int | None = None
    semester: int | None = None
    compiled_on: date | None = None
    source: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether the row says anything, readable or not, under an indicator."""
        return any(self.row.values.get(code) for code in indicators())

    @property
    def told(self) -> bool:
        return self.region is not None and self.year is not None and bool(self.values)

    @property
    def period(self) -> Period | None:
        return Period(self.year, self.semester) if self.year is not None else None

    def cell(self, code: str) -> str:
        return self.row.cell(self.row.columns.get(code, code))

    def note(self, rule: str, code: str, message_id: str, message_en: str) -> None:
        self.findings.append(_named(rule, self.cell(code), message_id, message_en, row=self.row.number))


def _named(rule: str, cell: str, message_id: str, message_en: str, *, row: int | None = None) -> Finding:
    """Return a finding that begins with its cell; the way out is that of its rule."""
    remedy_id, remedy_en = remedy_of(rule)
    return Finding(
        rule,
        message_id=f"{cell}: {message_id}",
        message_en=f"{cell}: {message_en}",
        remedy_id=remedy_id,
        remedy_en=remedy_en,
        row=row,
        column=cell,
    )


def known_regions() -> dict[str, RegionFacts]:
    """Return every desa and kelurahan by its code. One query."""
    standing = Region.objects.existing_on(timezone.localdate()).filter(level=Level.DESA)
    return {each.code: each for each in listed(standing.exclude(kind=Kind.DESA_PERSIAPAN)) if each.code}


def read(rows: Sequence[Row]) -> list[Entry]:
    """Return the entries of a sheet in its order, the line of words below the heading left out. One query."""
    known = known_regions()
    return [_entry(row, known) for row in rows if not is_titles(row)]


def is_titles(row: Row) -> bool:
    return row.number == 1 and plain(row.values.get("kode", "")) == plain(WHOSE[0].title_id)


def _entry(row: Row, known: dict[str, RegionFacts]) -> Entry:
    entry = Entry(row)
    _whose(entry, known)
    _of_when(entry)
    for indicator in indicators().values():
        text = row.values.get(indicator.code, "")
        if text:
            _take(entry, indicator, text)
    if entry.told and entry.year is not None:
        _together(entry, entry.year)
    return entry


def _whose(entry: Entry, known: dict[str, RegionFacts]) -> None:
    code, name = entry.row.values.get("kode", ""), entry.row.values.get("nama", "")
    if code.startswith("="):
        return _formula(entry, "kode")
    entry.region = known.get(dotted(code)) if code.isascii() else None
    if entry.region is None:
        said = _shown(code) or "kosong"
        entry.note("monografi.kode", "kode", f"kode {said} tidak dikenal", f"no desa bears the code {said}")
    elif "nama" in entry.row.columns and plain(name) != plain(entry.region.name):
        entry.note(
            "monografi.nama",
            "nama",
            f"kode {code} adalah {entry.region.name}, tetapi namanya tertulis {_shown(name) or 'kosong'}",
            f"the code {code} is {entry.region.name}, but the name says {_shown(name) or 'nothing'}",
        )
    return None


def _of_when(entry: Entry) -> None:
    year, day = entry.row.values.get("tahun", ""), entry.row.values.get("keadaan", "")
    latest = timezone.localdate().year + 1
    if year.isascii() and year.isdigit() and EARLIEST <= int(year) <= latest:
        entry.year = int(year)
    elif "tahun" in entry.row.columns:
        said = _shown(year) or "kosong"
        entry.note(
            "monografi.tahun",
            "tahun",
            f"tahun {said} bukan antara {EARLIEST} dan {latest}",
            f"the year {said} is not between {EARLIEST} and {latest}",
        )
    _of_half(entry)
    entry.compiled_on = _day(day) if day else None
    if day and entry.compiled_on is None:
        entry.note("monografi.tanggal", "keadaan", f"tanggal {_shown(day)} tidak terbaca", f"{_shown(day)} is no day")
    strange = outside(entry.compiled_on, entry.period) if entry.period else None
    if strange is not None:
        entry.note("monografi.hari", "keadaan", *strange)
    entry.source = entry.row.values.get("sumber", "")[:LONGEST_TEXT]


HALVES = {"": None, "1": 1, "2": 2, "i": 1, "ii": 2}


def _of_half(entry: Entry) -> None:
    said = entry.row.values.get("semester", "")
    half = plain(said).removeprefix("semester").strip()
    if half in HALVES:
        entry.semester = HALVES[half]
    else:
        entry.note(
            "monografi.semester",
            "semester",
            f"semester {_shown(said)} bukan 1 atau 2",
            f"{_shown(said)} is no semester",
        )


def _day(text: str) -> date | None:
    """Read 2025-12-31 or 31/12/2025 (also with dots or dashes)."""
    parts = text[:10].replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = (int(part) for part in (parts if len(parts[0]) == 4 else reversed(parts)))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _take(entry: Entry, indicator: Indicator, text: str) -> None:
    """Note one cell, as a value or as what is wrong with it."""
    code = indicator.code
    if text.startswith("="):
        _formula(entry, code)
    elif entry.region is not None and not indicator.asked_of(entry.region.kind):
        entry.note(
            "monografi.tidak_ditanya",
            code,
            f"{indicator.title_id} tidak ditanyakan dari {entry.region.kind} {entry.region.name}",
            f"{indicator.title_en} is not asked of the {entry.region.kind} {entry.region.name}",
        )
    elif indicator.numeric:
        _take_number(entry, indicator, text)
    elif indicator.choices:
        _take_choice(entry, indicator, text)
    elif len(text) > LONGEST_TEXT:
        entry.note(
            "monografi.panjang",
            code,
            f"{indicator.title_id} {len(text)} huruf; paling panjang {LONGEST_TEXT}",
            f"{indicator.title_en} has {len(text)} letters; {LONGEST_TEXT} are the most",
        )
    else:
        entry.values[code] = text.removeprefix("'") if text[1:2] in "=+-@" else text


def _formula(entry: Entry, code: str) -> None:
    text = _shown(entry.row.values.get(code, ""))
    entry.note("monografi.rumus", code, f"berisi rumus {text}", f"holds the formula {text}")


WORDS = {
    "teks": ("bukan angka", "is no number"),
    "negatif": ("negatif", "is negative"),
    "pecahan": ("bukan bilangan bulat", "is not a whole number"),
    "besar": ("di luar yang mungkin", "is beyond what can be"),
}


def _take_number(entry: Entry, indicator: Indicator, text: str) -> None:
    code, said = indicator.code, _shown(text)
    try:
        number = numbers.read(text, indicator, sheet=True)
    except numbers.NotANumber as refused:
        why_id, why_en = WORDS[str(refused)]
        comma_id, comma_en = (
            (" (ada koma)", " (it has a comma)") if "," in text and str(refused) == "pecahan" else ("", "")
        )
        entry.note(
            f"monografi.{refused}",
            code,
            f"{indicator.title_id} {said} {why_id}{comma_id}",
            f"{indicator.title_en} {said} {why_en}{comma_en}",
        )
        return
    entry.values[code] = number
    if "," in text or numbers.GROUPED.fullmatch(text):
        read_as = numbers.as_typed(number)
        entry.note(
            "monografi.koma",
            code,
            f"{indicator.title_id} tertulis {said} sebagai teks; dibaca {read_as}",
            f"{indicator.title_en} is written {said} as text; read as {read_as}",
        )


def _take_choice(entry: Entry, indicator: Indicator, text: str) -> None:
    found = next((each for each in indicator.choices if plain(each) == plain(text)), None)
    if found is not None:
        entry.values[indicator.code] = found
        return
    offered = ", ".join(indicator.choices)
    entry.note(
        "monografi.pilihan",
        indicator.code,
        f"{indicator.title_id} {_shown(text)} bukan salah satu dari: {offered}",
        f"{indicator.title_en} {_shown(text)} is none of: {offered}",
    )


def _together(entry: Entry, year: int) -> None:
    for found in mismatches(entry.values, year):
        cells = ", ".join(entry.cell(code) for code in found.codes[:3])
        entry.note(
            "monografi.jumlah" if found.grave else "monografi.tidak_cocok",
            found.codes[0],
            f"{found.message_id} ({cells})",
            f"{found.message_en} ({cells})",
        )


def _shown(text: str) -> str:
    return f"“{text[:LONGEST_SHOWN]}”" if text else ""


def check(rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield everything that is wrong with a sheet, its columns first."""
    if not rows:
        return
    if _is_another(rows[0]):
        yield _named(
            "monografi.lembar",
            "A1",
            f"lembar {SHEET} dengan kolom kode, nama, tahun dan isian tidak ada",
            f"there is no sheet {SHEET} with columns kode, nama, tahun and figures",
        )
        return
    entries = read(rows)
    yield from _check_columns(rows[0], {entry.region.kind for entry in entries if entry.region})
    if is_titles(rows[0]):
        yield from _check_titles(rows[0])
    for entry in entries:
        yield from entry.findings
    yield from _check_twins(entries)
    yield from _check_silent(entries)


def _is_another(row: Row) -> bool:
    mapped = sum(each.code in row.columns for each in all_columns())
    return "kode" not in row.columns and mapped < ENOUGH * len(all_columns())


def _check_columns(row: Row, kinds: set[str]) -> Iterator[Finding]:
    """Tell columns the template has and the file lacks, and those nobody knows; one in the place of another once."""
    heading = (row.line or 1) - row.number or 1
    used = set(row.columns.values())
    strange = {row.letters.get(name, ""): name for name in row.attributes if name not in used}
    for place, column in enumerate(columns_for(kinds)):
        letter = letters(place)
        if column.code in row.columns or column.optional:
            continue
        if letter in strange:
            said = _shown(strange.pop(letter))
            yield _named(
                "monografi.judul",
                f"{letter}{heading}",
                f"judul kolom {said}, seharusnya {column.code} ({column.title_id})",
                f"the heading is {said}, should be {column.code} ({column.title_en})",
            )
        else:
            yield _named(
                "monografi.kolom",
                f"{letter}{heading}",
                f"kolom {column.code} ({column.title_id}) hilang",
                f"the column {column.code} ({column.title_en}) is missing",
            )
    for letter, name in strange.items():
        yield _named(
            "monografi.judul",
            f"{letter}{heading}",
            f"kolom {_shown(name)} tidak dikenal",
            f"the column {_shown(name)} is not known",
        )


def _check_titles(row: Row) -> Iterator[Finding]:
    for column in all_columns():
        said = row.values.get(column.code, "")
        if column.code in row.columns and plain(said) != plain(column.title_id):
            yield _named(
                "monografi.judul",
                row.cell(row.columns[column.code]),
                f"judul {_shown(said) or 'kosong'}, seharusnya {column.title_id}",
                f"the heading is {_shown(said) or 'empty'}, should be {column.title_id}",
            )


def _check_twins(entries: Sequence[Entry]) -> Iterator[Finding]:
    first: dict[tuple[int, Period | None], Entry] = {}
    for entry in entries:
        if entry.region is None:
            continue
        earlier = first.setdefault((entry.region.pk, entry.period), entry)
        if earlier is not entry:
            cell = earlier.cell("kode")
            yield _named(
                "monografi.ganda",
                entry.cell("kode"),
                f"{entry.region.name} sudah ada di {cell}",
                f"{entry.region.name} stands in {cell} already",
                row=entry.row.number,
            )


def not_of(rows: Sequence[Row], kept: Collection[int]) -> Iterator[Finding]:
    """Yield the rows with figures of other regions than those `kept`; a row without any changes nothing."""
    for entry in read(rows):
        region = entry.region
        if region is not None and region.pk not in kept and entry.filled:
            yield _named(
                "monografi.bukan_wilayah_anda",
                entry.cell("kode"),
                f"{region.name} ({region.code}) di luar wilayah yang Anda kelola",
                f"{region.name} ({region.code}) is outside the regions you keep",
                row=entry.row.number,
            )


def _check_silent(entries: Sequence[Entry]) -> Iterator[Finding]:
    for entry in entries:
        if entry.region is not None and not entry.filled:
            yield _named(
                "monografi.kosong",
                entry.cell("kode"),
                f"{entry.region.name} tanpa angka; dilewati",
                f"{entry.region.name} has no figures; passed over",
                row=entry.row.number,
            )
