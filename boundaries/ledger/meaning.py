"""Which region a row speaks of, and what it lacks to speak of one."""

from __future__ import annotations

from imports.rows import Candidate

from ..roll import plain
from .said import Objection, row_finding
from .stage import Stage
from .units import Unit, is_persiapan
from .wishes import Wish

TITLES = {
    "name": ("nama", "the name"),
    "new_name": ("nama baru", "the new name"),
    "alias": ("nama lain", "the other name"),
    "code": ("kode", "the code"),
    "new_code": ("kode baru", "the new code"),
    "parent": ("kecamatan induk", "the parent kecamatan"),
    "origin": ("wilayah asal", "the region it comes out of"),
    "into": ("wilayah tujuan", "the region it goes into"),
}


def subject(stage: Stage, wish: Wish, *, ended: bool = False) -> Unit:
    """Return the region a row is about: chosen by a person, by its code or address, or by name below its parent."""
    chosen = stage.choices.matches.get(wish.number)
    if chosen is not None and chosen in stage.ledger.units:
        unit = stage.ledger.units[chosen]
    else:
        unit = unit_at(stage, wish, wish.code, "code") if wish.code else named(stage, wish)
    if not ended and not unit.lives_on(wish.day):
        refuse_ended(wish, unit)
    return unit


def named(stage: Stage, wish: Wish) -> Unit:
    """Return the region without a code that is meant by its name."""
    need(wish, "code" if wish.new_code or not wish.code else "name", bool(wish.name))
    parent = unit_at(stage, wish, wish.parent, "parent") if wish.parent else None
    within = stage.ledger.children(parent, wish.day) if parent else list(stage.ledger.units.values())
    found = [
        each
        for each in within
        if each.lives_on(wish.day) and is_persiapan(each, wish.day) and plain(wish.name) in each.names(wish.day)
    ]
    chosen = stage.choices.matches.get(wish.number)
    if len(found) > 1 and chosen not in {each.key for each in found}:
        raise _doubtful(stage, wish, found)
    if not found:
        raise _unknown(wish, wish.name, "name")
    return next((each for each in found if each.key == chosen), found[0])


def _doubtful(stage: Stage, wish: Wish, found: list[Unit]) -> Objection:
    listed = "; ".join(stage.ledger.label(each, wish.day) for each in found)
    return Objection(
        row_finding(
            wish.row,
            "wilayah.ragu",
            f"nama {wish.name!r} dipakai beberapa desa persiapan: {listed}",
            f"several desa persiapan are called {wish.name!r}: {listed}",
            "Isi kode kecamatan induknya, atau pilih salah satu.",
            "Fill in the code of its kecamatan, or choose one.",
            "name",
            tuple(Candidate(each.key, stage.ledger.label(each, wish.day)) for each in found),
        )
    )


def unit_at(stage: Stage, wish: Wish, address: str, column: str) -> Unit:
    unit = stage.ledger.at(address, wish.day)
    if unit is None or (column in ("parent", "into") and not unit.lives_on(wish.day)):
        raise _unknown(wish, address, column)
    return unit


def _unknown(wish: Wish, text: str, column: str) -> Objection:
    rule = "induk.tidak_dikenal" if column == "parent" else "wilayah.tidak_dikenal"
    return Objection(
        row_finding(
            wish.row,
            rule,
            f"{TITLES[column][0]} {text!r} tidak ada di daftar wilayah pada {wish.day}",
            f"{TITLES[column][1]} {text!r} is not in the register on {wish.day}",
            "Periksa kode dan tanggalnya; wilayah baru dibuat dahulu (tindakan buat), boleh di berkas yang sama.",
            "See whether code and day are right; a new region is made first (buat), in the same file if you like.",
            column,
        )
    )


def means(stage: Stage, wish: Wish, unit: Unit) -> bool:
    """Tell whether a region that bears the new code already is the one the row speaks of."""
    former = {each.code for each in unit.codes} | {state.slug for state in (unit.now, *unit.states)}
    if wish.new_code and wish.code:
        return wish.code in former or wish.code.rpartition("/p-")[2] in former
    return bool(wish.name) and plain(wish.name) in unit.names(wish.day)


def plain_code(wish: Wish, text: str, column: str) -> str:
    if not text or "/" in text:
        raise missing(wish, column)
    return text


def need(wish: Wish, column: str, there: bool) -> None:
    if not there:
        raise missing(wish, column)


def missing(wish: Wish, column: str) -> Objection:
    action = wish.action.value if wish.action else "daftar"
    return Objection(
        row_finding(
            wish.row,
            "tindakan.kurang",
            f"tindakan {action} memerlukan {TITLES[column][0]}",
            f"the action {action} needs {TITLES[column][1]}",
            "Isi kolomnya; kolom tiap tindakan ada di panduan mengubah daftar wilayah.",
            "Fill in the column; the guide on changing the register tells the columns of each action.",
            column,
        )
    )


def refuse_ended(wish: Wish, unit: Unit) -> None:
    if unit.lives_on(wish.day) and unit.valid.lower != wish.day:
        return
    since, until = unit.valid.lower, unit.valid.upper
    raise Objection(
        row_finding(
            wish.row,
            "tanggal.sebelum_ada",
            f"pada {wish.day} wilayah ini tidak ada (ada sejak {since or 'dahulu'} sampai {until or 'kini'})",
            f"on {wish.day} this region does not exist (it does from {since or 'long ago'} to {until or 'now'})",
            "Perbaiki tanggalnya.",
            "Correct the day.",
            "day",
        )
    )
