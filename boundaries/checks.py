"""What only the register can know about a boundary file: codes, names, duplicates, declared areas, parents.

Every rule says where, and what to do. Errors block publishing; warnings never do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from imports.geodesy import area_m2
from imports.rows import Choices, Finding, Row

from . import codes
from .actions import from_geos
from .models import Boundary, LegalStatus, Level
from .roll import Entry, Roll, plain

AREA_TOLERANCE = 0.05  # declared areas differ from shapes so often that less is noise
INSIDE_PARENT = 0.9  # share of a desa that should lie in its kecamatan


def check_rows(rows: Sequence[Row], level: Level, roll: Roll) -> Iterator[Finding]:
    """Yield the findings of every rule, row by row, then those over all rows."""
    for row in rows:
        yield from _check_code(row, level, roll)
        entry = roll.entry(row.values.get("code", ""))
        if entry is not None:
            yield from _check_name(row, entry)
        yield from _check_area(row)
    yield from _check_duplicates(rows, roll)
    if level == Level.DESA:
        yield from _check_parents(rows, roll)


def _check_code(row: Row, level: Level, roll: Roll) -> Iterator[Finding]:
    text = row.values.get("code", "").strip()
    if not text:
        yield _no_code(row, roll)
        return
    try:
        code = codes.normalise(text)
    except ValueError:
        yield _finding(
            row,
            "kode.bentuk",
            f"kode {text!r} bukan kode Kemendagri (contoh yang benar: 64.08.04.2001)",
            f"{text!r} is not a Kemendagri code (for example 64.08.04.2001)",
            *_remedy(roll.like(text, row.values.get("name", ""))),
        )
        return
    if codes.level(code) != level:
        yield _finding(
            row,
            "kode.tingkat",
            f"kode {code} adalah kode {codes.level(code)}, bukan {level.value}",
            f"code {code} is one of a {codes.level(code)}, not of a {level.value}",
            "Pilih tingkat yang sesuai (--level).",
            "Choose the level that fits (--level).",
        )
    elif code not in roll.entries:
        yield _finding(
            row,
            "kode.tidak_dikenal",
            f"kode {code} tidak ada di daftar wilayah",
            f"code {code} is not in the register",
            *_remedy(roll.like(code, row.values.get("name", ""))),
        )


def _no_code(row: Row, roll: Roll) -> Finding:
    name = row.values.get("name", "").strip()
    entry = roll.like("", name)
    known = not name or entry is not None
    return _finding(
        row,
        "kode.kosong",
        "kode kosong" if known else f"kode kosong, dan nama {name!r} tidak ada di daftar wilayah",
        "the code is empty" if known else f"the code is empty, and no region of the register is called {name!r}",
        *_remedy(entry),
    )


def check_choices(choices: Choices) -> Iterator[Finding]:
    """Yield what is wrong with the answers that go with a file."""
    if choices.legal_status and choices.legal_status not in LegalStatus.values:
        known = ", ".join(LegalStatus.values)
        yield Finding(
            rule="pilihan.status_hukum",
            level="galat",
            message_id=f"status hukum {choices.legal_status!r} tidak dikenal",
            message_en=f"legal status {choices.legal_status!r} is unknown",
            remedy_id=f"Pilih salah satu: {known}.",
            remedy_en=f"Choose one of: {known}.",
        )


def check_register(roll: Roll) -> Iterator[Finding]:
    """Yield one error where no region of this level is known at all."""
    if not roll.entries:
        yield Finding(
            rule="daftar.kosong",
            level="galat",
            message_id=f"daftar wilayah belum memuat satu pun {roll.level}",
            message_en=f"the register holds no {roll.level} yet",
            remedy_id="Muat daftarnya dahulu: boundaries_register, lalu ulangi.",
            remedy_en="Load it first: boundaries_register, then repeat.",
        )


def _remedy(entry: Entry | None) -> tuple[str, str]:
    if entry is None:
        return (
            "Isi kolom kode dengan kode dari daftar Kemendagri; wilayah di luar kabupaten tidak diterima.",
            "Fill the code column from the Kemendagri list; regions outside the regency are not accepted.",
        )
    return (
        f"Mungkin {entry.code} ({entry.name})? Perbaiki kolom kode.",
        f"Perhaps {entry.code} ({entry.name})? Correct the code column.",
    )


def _check_name(row: Row, entry: Entry) -> Iterator[Finding]:
    name = row.values.get("name", "").strip()
    if name and plain(name) not in entry.names:
        yield _finding(
            row,
            "nama.beda",
            f"nama {name!r} tidak sama dengan daftar untuk {entry.code}: {entry.name!r}",
            f"name {name!r} differs from the register's for {entry.code}: {entry.name!r}",
            "Periksa apakah kodenya benar; nama di daftar yang dipakai.",
            "See whether the code is right; the register's name is used.",
            level="peringatan",
        )


def _check_area(row: Row) -> Iterator[Finding]:
    declared = _number(row.values.get("area", ""))
    if not declared or row.geom is None:
        return
    measured = area_m2(row.geom) / 1e6
    # RBI files give hectares in some editions and km² in others; what fits either is left alone.
    if any(abs(each - measured) <= AREA_TOLERANCE * measured for each in (declared, declared / 100)):
        return
    yield _finding(
        row,
        "luas.beda",
        f"luas tertulis {declared:g} tidak sesuai dengan luas bentuk {measured:.2f} km²",
        f"the declared area {declared:g} does not fit the shape's {measured:.2f} km²",
        "Tidak menghalangi; kedua luas ditampilkan dengan sumbernya.",
        "This does not block; both areas are shown with their sources.",
        level="peringatan",
    )


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _check_duplicates(rows: Sequence[Row], roll: Roll) -> Iterator[Finding]:
    places: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        entry = roll.entry(row.values.get("code", ""))
        if entry is not None:
            places[entry.code].append(row)
    for code, same in places.items():
        for row in same[1:]:
            yield _finding(
                row,
                "kode.ganda",
                f"kode {code} sudah dipakai di baris {same[0].number}",
                f"code {code} already stands in row {same[0].number}",
                "Gabungkan bagian-bagian satu wilayah menjadi satu baris, atau perbaiki kodenya.",
                "Join the parts of one region into one row, or correct the code.",
            )


def _check_parents(rows: Sequence[Row], roll: Roll) -> Iterator[Finding]:
    parents = _published_parents()
    for row in rows:
        entry = roll.entry(row.values.get("code", ""))
        parent = parents.get(entry.parent_code) if entry is not None else None
        if entry is None or parent is None or row.geom is None or not row.geom.is_valid or row.geom.area == 0:
            continue
        inside = row.geom.intersection(parent).area / row.geom.area
        if inside < INSIDE_PARENT:
            yield _finding(
                row,
                "letak.luar_kecamatan",
                f"{entry.code} {entry.name}: hanya {inside:.0%} luasnya di dalam kecamatan {entry.parent_code}",
                f"{entry.code} {entry.name}: only {inside:.0%} of it lies in kecamatan {entry.parent_code}",
                "Periksa apakah kode dan bentuknya cocok, atau terbitkan batas kecamatan yang baru lebih dahulu.",
                "See whether code and shape belong together, or publish the new kecamatan boundary first.",
                level="peringatan",
            )


def _published_parents() -> dict[str, BaseGeometry]:
    rows = Boundary.objects.of_level(Level.KECAMATAN).current().filter(sample=False)
    found = rows.filter(region__codes__scheme="kemendagri").values_list("region__codes__code", "geom")
    shapes = {code: from_geos(geom) for code, geom in found}
    for shape in shapes.values():
        shapely.prepare(shape)
    return shapes


def _finding(
    row: Row, rule: str, message_id: str, message_en: str, remedy_id: str, remedy_en: str, level: str = "galat"
) -> Finding:
    return Finding(
        rule=rule,
        level=level,  # type: ignore[arg-type]
        message_id=message_id,
        message_en=message_en,
        remedy_id=remedy_id,
        remedy_en=remedy_en,
        row=row.number,
        place=_place(row),
    )


def _place(row: Row) -> tuple[float, float] | None:
    if row.geom is None or row.geom.is_empty:
        return None
    point = shapely.point_on_surface(row.geom)
    return (point.x, point.y)
