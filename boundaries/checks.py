"""What only the register can know about the rows of a boundary file: codes, names, duplicates, doubtful rows.

Every rule says where, and what to do. Errors block publishing; warnings never do (`rules.py`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import shapely

from imports.rows import Choices, Finding, Row

from . import codes
from .matching import Doubtful, Matched
from .models import LegalStatus, Level
from .roll import Entry, Roll, plain

# The nearest code is looked for only as often as its proposal is shown.
MOST_GUESSES = 1_000
ELSEWHERE = "kode.luar_kabupaten"


def check_rows(rows: Sequence[Row], level: Level, matched: Matched) -> Iterator[Finding]:
    """Yield the findings of every rule, row by row, then those over all rows."""
    known = [(row, matched.entry(row)) for row in rows]
    yield from _check_unknown([row for row, entry in known if entry is None], level, matched)
    for row, entry in known:
        if entry is not None:
            yield from _check_name(row, entry, matched)
            yield from _check_parent_code(row, entry)
    yield from _check_duplicates(matched)


def _check_unknown(rows: Sequence[Row], level: Level, matched: Matched) -> Iterator[Finding]:
    """Yield why each row speaks of nobody: it is doubtful, has no code, or a wrong one."""
    doubtful = {each.row.number: each for each in matched.doubtful}
    for place, row in enumerate(rows):
        if row.number in doubtful:
            yield _doubtful(doubtful[row.number])
        else:
            yield from _check_code(row, level, matched.roll, guess=place < MOST_GUESSES)


def _doubtful(doubtful: Doubtful) -> Finding:
    row, name = doubtful.row, doubtful.row.values.get("name", "")
    called = (f" dan bernama {name!r}", f" and is called {name!r}") if name else ("", "")
    listed = "; ".join(f"{each.label}" + (f" ({each.share:.0%})" if each.share else "") for each in doubtful.candidates)
    first = doubtful.candidates[0].label.split(" ")[0]
    return Finding(
        rule="cocok.ragu",
        message_id=f"baris ini tanpa kode{called[0]}; calon wilayahnya: {listed}",
        message_en=f"this row has no code{called[1]}; it may be: {listed}",
        remedy_id=f"Pilih wilayahnya (--match {row.number}={first}), atau isi kolom kode.",
        remedy_en=f"Choose its region (--match {row.number}={first}), or fill the code column.",
        row=row.number,
        place=_place(row),
        candidates=doubtful.candidates,
    )


def _check_code(row: Row, level: Level, roll: Roll, *, guess: bool) -> Iterator[Finding]:
    text = row.values.get("code", "").strip()
    if not text:
        yield _no_code(row, roll)
        return
    meant = roll.like(text, row.values.get("name", "")) if guess else None
    try:
        code = codes.normalise(text)
    except ValueError:
        yield row_finding(
            row,
            "kode.bentuk",
            f"kode {text!r} bukan kode Kemendagri (contoh yang benar: 64.08.04.2001)",
            f"{text!r} is not a Kemendagri code (for example 64.08.04.2001)",
            *_remedy(meant),
        )
        return
    if codes.level(code) != level:
        yield row_finding(
            row,
            "kode.tingkat",
            f"kode {code} adalah kode {codes.level(code)}, bukan {level.value}",
            f"code {code} is one of a {codes.level(code)}, not of a {level.value}",
            "Pilih tingkat yang sesuai (--level).",
            "Choose the level that fits (--level).",
        )
    elif roll.elsewhere(code):
        yield row_finding(
            row,
            ELSEWHERE,
            f"kode {code} milik kabupaten lain",
            f"code {code} belongs to another regency",
            "Simpan baris kabupaten ini saja (QGIS: pilih menurut awal kode, ekspor yang terpilih), lalu kirim lagi.",
            "Keep the rows of this regency only (QGIS: select by how the code begins, export those), then send it again.",
        )
    elif code not in roll.entries:
        yield row_finding(
            row,
            "kode.tidak_dikenal",
            f"kode {code} tidak ada di daftar wilayah",
            f"code {code} is not in the register",
            *_remedy(meant),
        )


def _no_code(row: Row, roll: Roll) -> Finding:
    name = row.values.get("name", "").strip()
    entry = roll.like("", name)
    known = not name or entry is not None
    return row_finding(
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


def _check_name(row: Row, entry: Entry, matched: Matched) -> Iterator[Finding]:
    name, how = row.values.get("name", "").strip(), matched.by_row[row.number].how
    if how == "name":
        yield row_finding(
            row,
            "cocok.nama",
            f"tanpa kode; dicocokkan menurut nama dengan {entry.label}",
            f"no code; matched by its name with {entry.label}",
            "Periksa apakah memang itu yang dimaksud.",
            "See whether that is what was meant.",
        )
    elif name and plain(name) not in entry.names:
        yield row_finding(
            row,
            "nama.beda",
            f"nama {name!r} tidak sama dengan daftar untuk {entry.address}: {entry.name!r}",
            f"name {name!r} differs from the register's for {entry.address}: {entry.name!r}",
            "Periksa apakah kodenya benar; nama di daftar yang dipakai.",
            "See whether the code is right; the register's name is used.",
        )


def _check_parent_code(row: Row, entry: Entry) -> Iterator[Finding]:
    """Real files state the kecamatan's code beside the desa's, and now and then another one."""
    try:
        stated = codes.normalise(row.values.get("parent_code", ""))
    except ValueError:
        return
    if stated != entry.parent_code:
        yield row_finding(
            row,
            "kode.kecamatan_beda",
            f"{entry.label}: kolom kecamatan menyebut {stated}, kodenya milik {entry.parent_code}",
            f"{entry.label}: the column of the kecamatan says {stated}, the code is of {entry.parent_code}",
            "Periksa apakah kodenya benar; kode desa yang dipakai.",
            "See whether the code is right; the code of the desa is used.",
        )


def _check_duplicates(matched: Matched) -> Iterator[Finding]:
    rows: dict[int, list[Row]] = defaultdict(list)
    for match in matched.matches:
        rows[match.key].append(match.row)
    for region, same in rows.items():
        address = matched.roll.by_region[region].address
        for row in same[1:]:
            yield row_finding(
                row,
                "kode.ganda",
                f"kode {address} sudah dipakai di baris {same[0].number}",
                f"code {address} already stands in row {same[0].number}",
                "Gabungkan bagian-bagian satu wilayah menjadi satu baris, atau perbaiki kodenya.",
                "Join the parts of one region into one row, or correct the code.",
            )


def row_finding(row: Row, rule: str, message_id: str, message_en: str, remedy_id: str, remedy_en: str) -> Finding:
    return Finding(
        rule=rule,
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
