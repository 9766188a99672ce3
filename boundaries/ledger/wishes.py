"""What a row asks for, in plain values: the action, whom it is about, from which day, by which law."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from imports.rows import Choices, Finding, Row

from .. import codes
from ..facts import PERSIAPAN_PREFIX
from ..models import EventKind, Kind
from .said import Objection, row_finding

WORDS: dict[EventKind, tuple[str, ...]] = {
    EventKind.CREATE: ("buat", "baru", "bentuk", "pembentukan", "create"),
    EventKind.CODE: ("kode", "beri kode", "ganti kode", "definitif", "code"),
    EventKind.RENAME: ("ganti nama", "ubah nama", "perubahan nama", "rename"),
    EventKind.ALIAS: ("nama lain", "alias"),
    EventKind.MOVE: ("pindah", "pindah kecamatan", "move"),
    EventKind.SPLIT: ("pemekaran", "mekar", "split"),
    EventKind.MERGE: ("gabung", "penggabungan", "merge"),
    EventKind.END: ("berakhir", "hapus", "penghapusan", "end"),
}
ACTIONS = {word: kind for kind, words in WORDS.items() for word in words}
KINDS = {
    **{kind.value.replace("_", " "): kind for kind in Kind},
    "kab": Kind.KABUPATEN,
    "kec": Kind.KECAMATAN,
    "kel": Kind.KELURAHAN,
    "persiapan": Kind.DESA_PERSIAPAN,
}
LONGEST = {"name": 120, "new_name": 120, "alias": 120, "legal_basis": 200, "source": 200}
DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?")
SEVERAL = re.compile(r"[;|\n]+")


@dataclass(frozen=True)
class Wish:
    """A row in plain values. `action` is None where the row is one of a plain list; codes are dotted, or addresses."""

    row: Row
    action: EventKind | None
    day: date
    code: str = ""
    name: str = ""
    new_code: str = ""
    new_name: str = ""
    alias: str = ""
    parent: str = ""
    origins: tuple[str, ...] = ()
    into: str = ""
    kind: Kind | None = None
    legal_basis: str = ""
    source: str = ""

    @property
    def number(self) -> int:
        return self.row.number


def read_wish(row: Row, choices: Choices, today: date, mended: list[Finding]) -> Wish:
    """Read a row; raise Objection where a value cannot be read. Codes mended on the way are added to `mended`."""

    def place(name: str) -> str:
        return _address(row, name, mended)

    for name, most in LONGEST.items():
        if len(row.values.get(name, "")) > most:
            raise _too_long(row, name, most)
    return Wish(
        row=row,
        action=_action(row),
        code=place("code"),
        name=_name(row, "name"),
        new_code=place("new_code"),
        new_name=_name(row, "new_name"),
        alias=_name(row, "alias"),
        parent=place("parent"),
        origins=tuple(
            _read_address(row, "origin", text, mended)
            for text in SEVERAL.split(row.values.get("origin", ""))
            if text.strip()
        ),
        into=place("into"),
        kind=_kind(row),
        day=_day(row) or choices.effective or today,
        legal_basis=_name(row, "legal_basis") or choices.legal_basis,
        source=_name(row, "source") or choices.source,
    )


def _name(row: Row, column: str) -> str:
    return " ".join(row.values.get(column, "").split())


def _action(row: Row) -> EventKind | None:
    text = " ".join(re.sub(r"[_-]", " ", row.values.get("action", "")).lower().split())
    if not text:
        return None
    if text not in ACTIONS:
        known = ", ".join(kind.value for kind in EventKind)
        raise Objection(
            row_finding(
                row,
                "tindakan.tidak_dikenal",
                f"tindakan {text[:40]!r} tidak dikenal",
                f"action {text[:40]!r} is not known",
                f"Tulis salah satu: {known}.",
                f"Write one of: {known}.",
                "action",
            )
        )
    return ACTIONS[text]


def _kind(row: Row) -> Kind | None:
    text = " ".join(row.values.get("kind", "").replace("_", " ").lower().split())
    if not text:
        return None
    if text not in KINDS:
        known = ", ".join(kind.replace("_", " ") for kind in Kind)
        raise Objection(
            row_finding(
                row,
                "jenis.tidak_dikenal",
                f"jenis {text[:40]!r} tidak dikenal",
                f"kind {text[:40]!r} is not known",
                f"Tulis salah satu: {known}.",
                f"Write one of: {known}.",
                "kind",
            )
        )
    return KINDS[text]


def _address(row: Row, column: str, mended: list[Finding]) -> str:
    return _read_address(row, column, row.values.get(column, ""), mended)


def _read_address(row: Row, column: str, text: str, mended: list[Finding]) -> str:
    """Return a dotted code, or the address of a desa persiapan below one; the empty text for none."""
    above, slash, slug = text.strip().strip("/").partition(f"/{PERSIAPAN_PREFIX}")
    if not above:
        return ""
    try:
        code, repaired = codes.read(above)
    except ValueError as error:
        raise Objection(
            row_finding(
                row,
                "kode.bentuk",
                f"kode {above[:40]!r} bukan kode Kemendagri (contoh yang benar: 64.08.04.2001)",
                f"{above[:40]!r} is not a Kemendagri code (for example 64.08.04.2001)",
                "Perbaiki kodenya; di Excel, jadikan kolomnya teks dahulu.",
                "Correct the code; in Excel, make the column text first.",
                column,
            )
        ) from error
    if repaired:
        mended.append(_mended(row, column, above, code))
    return f"{code}{slash}{slug}"


def _mended(row: Row, column: str, text: str, code: str) -> Finding:
    return row_finding(
        row,
        "kode.angka",
        f"kode {text[:40]!r} dibaca sebagai {code}: lembar sebar menjadikannya angka",
        f"code {text[:40]!r} is read as {code}: a spreadsheet had made it a number",
        "Periksa kodenya; agar tidak terulang, jadikan kolom kode teks di Excel.",
        "See whether it is right; make the column text in Excel to keep it from happening again.",
        column,
    )


def _day(row: Row) -> date | None:
    text = row.values.get("day", "").strip()
    if not text:
        return None
    try:
        if found := ISO_DAY.fullmatch(text):
            return date.fromisoformat(found[1])
        if found := DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass  # a day that no month has is told like any other text
    raise Objection(
        row_finding(
            row,
            "tanggal.bentuk",
            f"tanggal {text[:40]!r} tidak dapat dibaca",
            f"the day {text[:40]!r} cannot be read",
            "Tulis tahun-bulan-hari (2026-01-31) atau hari/bulan/tahun (31/01/2026).",
            "Write year-month-day (2026-01-31) or day/month/year (31/01/2026).",
            "day",
        )
    )


def _too_long(row: Row, column: str, most: int) -> Objection:
    return Objection(
        row_finding(
            row,
            "isi.panjang",
            f"isi kolom lebih dari {most} huruf",
            f"what stands in the column is longer than {most} characters",
            "Persingkat.",
            "Make it shorter.",
            column,
        )
    )


def depth(wish: Wish) -> int:
    """Return how deep below the country the region of a row lies, as far as its code tells."""
    return (wish.code or wish.new_code or f"{wish.parent}.").count(".")


def listed(wishes: Sequence[Wish]) -> list[Wish]:
    """Return the rows that are of a plain list."""
    return [wish for wish in wishes if wish.action is None]
