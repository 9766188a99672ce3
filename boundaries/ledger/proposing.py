"""What a row of a plain list (the Kepmendagri's, say) asks for: its difference from the register."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from imports.rows import Candidate, Finding

from .. import codes
from ..models import EventKind, Level
from ..roll import PREFIXES, plain
from .meaning import missing
from .said import row_finding
from .stage import Stage
from .units import Unit, is_persiapan
from .wishes import Wish

# Words for the kind that lists write before a name; the register keeps the name alone.
KIND_WORDS = {
    Level.PROVINSI: r"^(provinsi|prov\.)\s+",
    Level.KABUPATEN: r"^(kabupaten|kab\.)\s+",
    Level.KECAMATAN: r"^(kecamatan|kec\.)\s+",
    Level.DESA: r"^(desa|ds\.|kelurahan|kel\.)\s+",
}


def propose(stage: Stage, wish: Wish, named_in_list: frozenset[str]) -> Wish | None:
    """Return the row with the action it stands for; None where the register says the same."""
    if not wish.code:
        raise missing(wish, "code")
    if not wish.name:
        raise missing(wish, "name")
    wish = replace(wish, name=_bare(wish.name, Level(codes.level(wish.code))))
    chosen = stage.choices.matches.get(wish.number)
    if chosen is not None and chosen in stage.ledger.units:
        return _another_code(stage, wish, stage.ledger.units[chosen])
    bearer = stage.ledger.bearer(wish.code, wish.day)
    if bearer is None:
        return _new(stage, wish, named_in_list)
    name = bearer.state(wish.day).name
    if plain(name) != plain(wish.name):
        return replace(wish, action=EventKind.RENAME, new_name=wish.name)
    if _spelling(name) != _spelling(wish.name):
        stage.notes.append(_spelled(wish, name))
    return None


def _bare(name: str, level: Level) -> str:
    return re.sub(KIND_WORDS[level], "", name, flags=re.IGNORECASE)


def _spelling(name: str) -> str:
    return " ".join(re.sub(PREFIXES, "", name.lower().strip()).split())


def _new(stage: Stage, wish: Wish, named_in_list: frozenset[str]) -> Wish:
    """Take a code nobody bears for a new region, or for the first code of a desa persiapan of that name."""
    above = codes.parent(wish.code)
    parent = stage.ledger.bearer(above, wish.day) if above else None
    same = stage.ledger.named(wish.name, parent, wish.day) if parent else []
    waiting = [each for each in same if is_persiapan(each, wish.day) and not each.code(wish.day)]
    if len(waiting) == 1:
        label = stage.ledger.label(waiting[0], wish.day)
        stage.notes.append(
            row_finding(
                wish.row,
                "daftar.persiapan_berkode",
                f"{label} mendapat kode {wish.code} dan menjadi definitif",
                f"{label} gets code {wish.code} and is a desa persiapan no more",
                "Bila bukan desa itu, buat dengan tindakan buat.",
                "If it is another desa, ask for a new one (buat).",
                "code",
            )
        )
        return replace(wish, action=EventKind.CODE, parent=above or "")
    _note_lookalikes(stage, wish, named_in_list)
    return replace(wish, action=EventKind.CREATE)


def _note_lookalikes(stage: Stage, wish: Wish, named_in_list: frozenset[str]) -> None:
    """Say which region of the same name and kabupaten is missing in the list: perhaps it only has another code."""
    found = [
        unit
        for unit in stage.by_name.get(plain(wish.name), [])
        if unit.lives_on(wish.day)
        and unit.level == codes.level(wish.code)
        and plain(wish.name) in unit.names(wish.day)
        and (code := unit.code(wish.day))
        and code not in named_in_list
        and code[:5] == wish.code[:5]
    ]
    if found:
        listed = "; ".join(stage.ledger.label(each, wish.day) for each in found)
        stage.notes.append(
            row_finding(
                wish.row,
                "daftar.mungkin_sama",
                f"kode {wish.code} baru, tetapi bernama sama dengan yang tidak ada di daftar ini: {listed}",
                f"code {wish.code} is new, but its name is that of a region the list lacks: {listed}",
                "Pilih wilayahnya bila hanya kodenya yang berubah; tanpa pilihan dibuat wilayah baru.",
                "Choose the region if only its code changed; without a choice a new region is made.",
                "code",
                tuple(Candidate(each.key, stage.ledger.label(each, wish.day)) for each in found),
            )
        )


def _another_code(stage: Stage, wish: Wish, unit: Unit) -> Wish | None:
    if unit.code(wish.day) == wish.code:
        return None
    parent = stage.ledger.parent(unit, wish.day)
    below = parent is not None and parent.code(wish.day) == codes.parent(wish.code)
    address = stage.ledger.address(unit, wish.day)
    action = EventKind.CODE if below else EventKind.MOVE
    return replace(wish, action=action, code=address, new_code=wish.code)


def _spelled(wish: Wish, name: str) -> Finding:
    return row_finding(
        wish.row,
        "nama.penulisan",
        f"ditulis {wish.name!r}, di daftar wilayah {name!r}; tidak dianggap ganti nama",
        f"written {wish.name!r}, in the register {name!r}; not taken for a renaming",
        "Bila penulisannya memang berganti, tulis tindakan ganti nama.",
        "If the spelling has changed, ask for a renaming (ganti nama).",
        "name",
    )


def absent(stage: Stage, wishes: Sequence[Wish], day: date) -> Iterator[Unit]:
    """Yield the coded regions a list leaves out, the deepest last.

    A list speaks of what lies below a unit where it names two regions there: one of a single kecamatan says nothing of
    the others. What lies below a region of which it speaks, named or left out, belongs to it as well.
    """
    mentioned = {wish.code for wish in wishes}
    siblings = Counter(codes.parent(code) for code in mentioned)
    scope = {above for code in mentioned if (above := codes.parent(code)) and siblings[above] > 1}
    living = (unit for unit in stage.ledger.units.values() if unit.lives_on(day) and unit.valid.lower != day)
    coded = [(unit.code(day), unit) for unit in living]
    for code, unit in sorted(coded, key=lambda each: (each[0].count("."), each[0])):
        if code and codes.parent(code) in scope:
            scope.add(code)
            if code not in mentioned:
                yield unit
