"""The eight changes a row can ask for, acted out on the ledger. Doing one again changes nothing and notes no event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.text import slugify

from imports.rows import Row

from .. import codes
from ..models import EventKind, Kind, Level
from ..roll import plain
from .meaning import means, missing, named, need, plain_code, refuse_ended, subject, unit_at
from .said import Objection, row_finding
from .stage import Event, Stage
from .units import Alias, Origin, Unit, is_persiapan, new_unit
from .wishes import Wish


def create(stage: Stage, wish: Wish) -> list[Event]:
    unit, new = _made(stage, wish)
    return [stage.began(EventKind.CREATE, unit, wish)] if new else []


def split(stage: Stage, wish: Wish) -> list[Event]:
    """Make a region out of others, which go on unless another row ends them."""
    need(wish, "origin", bool(wish.origins))
    origins = tuple(unit_at(stage, wish, each, "origin") for each in wish.origins)
    unit, new = _made(stage, wish)
    known = {each.predecessor for each in unit.origins}
    fresh = tuple(each for each in origins if each.key not in known and each.key != unit.key)
    if not fresh:
        return [stage.began(EventKind.CREATE, unit, wish)] if new else []
    stage.touch(unit)
    unit.origins = (*unit.origins, *(Origin(each.key, wish.day, wish.legal_basis) for each in fresh))
    own = (
        stage.began(EventKind.SPLIT, unit, wish, fresh)
        if new
        else stage.changed(EventKind.SPLIT, unit, wish, _nothing, fresh)
    )
    return [own, *(stage.changed(EventKind.SPLIT, each, wish, _nothing, (unit,)) for each in fresh)]


def give_code(stage: Stage, wish: Wish) -> list[Event]:
    """Give another code, or the first: a desa persiapan is then a desa or kelurahan."""
    code = plain_code(wish, wish.new_code or wish.code, "new_code")
    bearer = stage.ledger.bearer(code, wish.day)
    if bearer is not None and bearer.code(wish.day) == code and means(stage, wish, bearer):
        return []
    unit = subject(stage, wish) if wish.new_code else named(stage, wish)
    _refuse_other_level(stage, wish, unit, code)

    def change() -> None:
        unit.bears_from(wish.day, code)
        kind = _kind_of(wish, code)
        if unit.state(wish.day).kind != kind:
            unit.is_from(wish.day, kind=kind)
        if wish.new_name:
            _called(unit, wish, wish.new_name)

    return [stage.changed(EventKind.CODE, unit, wish, change)]


def rename(stage: Stage, wish: Wish) -> list[Event]:
    """Give another name; the old one is kept as another name, so that a search finds it."""
    name = wish.new_name or wish.name
    need(wish, "new_name", bool(name))
    unit = subject(stage, wish)
    if unit.state(wish.day).name == name:
        return []
    return [stage.changed(EventKind.RENAME, unit, wish, lambda: _called(unit, wish, name))]


def _called(unit: Unit, wish: Wish, name: str) -> None:
    old = unit.state(wish.day).name
    unit.is_from(wish.day, name=name, slug=slugify(name)[:120])
    if plain(old) not in {plain(name), *(plain(alias.name) for alias in unit.aliases)}:
        unit.aliases = (*unit.aliases, Alias(old, wish.legal_basis or wish.source or "nama sebelumnya"))


def add_alias(stage: Stage, wish: Wish) -> list[Event]:
    name = wish.alias or wish.new_name or wish.name
    need(wish, "alias", bool(name))
    unit = subject(stage, wish)
    if name == unit.state(wish.day).name or name in {alias.name for alias in unit.aliases}:
        return []

    def change() -> None:
        unit.aliases = (*unit.aliases, Alias(name, wish.source or wish.legal_basis))

    return [stage.changed(EventKind.ALIAS, unit, wish, change)]


def move(stage: Stage, wish: Wish) -> list[Event]:
    """Let a desa belong to another kecamatan of its kabupaten, under another code; the old code leads to the new one."""
    code = plain_code(wish, wish.new_code, "new_code") if wish.new_code else ""
    above = wish.parent or (codes.parent(code) if code else "") or ""
    need(wish, "parent", bool(above))
    bearer = stage.ledger.bearer(code, wish.day) if code else None
    if bearer is not None and means(stage, wish, bearer):
        return []
    unit, parent = subject(stage, wish), unit_at(stage, wish, above, "parent")
    _refuse_far(stage, wish, unit, parent)
    if unit.state(wish.day).parent == parent.key and not code:
        return []
    need(wish, "new_code", bool(code) or not unit.code(wish.day))

    def change() -> None:
        unit.is_from(wish.day, parent=parent.key)
        if code:
            unit.bears_from(wish.day, code)

    return [stage.changed(EventKind.MOVE, unit, wish, change)]


def merge(stage: Stage, wish: Wish) -> list[Event]:
    """Let a region end in another, which its old code leads to."""
    need(wish, "into", bool(wish.into))
    unit, into = subject(stage, wish, ended=True), unit_at(stage, wish, wish.into, "into")
    if into.key == unit.key:
        raise missing(wish, "into")
    if unit.valid.upper == wish.day and unit.key in {each.predecessor for each in into.origins}:
        return []
    refuse_ended(wish, unit)

    def receive() -> None:
        if unit.key not in {each.predecessor for each in into.origins}:  # it may once have come out of it
            into.origins = (*into.origins, Origin(unit.key, wish.day, wish.legal_basis))

    ended = stage.changed(EventKind.MERGE, unit, wish, lambda: unit.ends_on(wish.day), (into,))
    received = stage.changed(EventKind.MERGE, into, wish, receive)
    return [ended, replace(received, others=(ended.label,))]


def end(stage: Stage, wish: Wish) -> list[Event]:
    unit = subject(stage, wish, ended=True)
    if unit.valid.upper == wish.day:
        return []
    refuse_ended(wish, unit)
    return [stage.changed(EventKind.END, unit, wish, lambda: unit.ends_on(wish.day))]


ACTS: dict[EventKind, Callable[[Stage, Wish], list[Event]]] = {
    EventKind.CREATE: create,
    EventKind.CODE: give_code,
    EventKind.RENAME: rename,
    EventKind.ALIAS: add_alias,
    EventKind.MOVE: move,
    EventKind.SPLIT: split,
    EventKind.MERGE: merge,
    EventKind.END: end,
}


def _nothing() -> None:
    """Change nothing: the event is all there is to a region that goes on."""


def _made(stage: Stage, wish: Wish) -> tuple[Unit, bool]:
    """Return the region a row makes, and whether it is new: the same row again finds it there."""
    name, text = wish.name or wish.new_name, wish.code or wish.new_code
    need(wish, "name", bool(name))
    code = plain_code(wish, text, "code") if text else ""
    above = wish.parent or (codes.parent(code) if code else "") or ""
    if not code or codes.parent(code):
        need(wish, "parent", bool(above))
    parent = unit_at(stage, wish, above, "parent") if above else None
    there = _there(stage, wish, code, name, parent)
    if there is not None:
        return there, False
    _refuse_without_code(wish, code, parent)
    _note_doubts(stage, wish, code, name, parent)
    unit = new_unit(
        stage.next_key(),
        level=codes.level(code) if code else Level.DESA,
        name=name,
        kind=_kind_of(wish, code) if code else Kind.DESA_PERSIAPAN,
        parent=parent.key if parent else None,
        day=wish.day,
        code=code,
        basis=wish.legal_basis,
    )
    stage.begin(unit)
    return unit, True


def _there(stage: Stage, wish: Wish, code: str, name: str, parent: Unit | None) -> Unit | None:
    if code:
        found = stage.ledger.bearer(code, wish.day)
        if found is None or not found.lives_on(wish.day) or found.code(wish.day) != code:
            return None
        if plain(name) in found.names(wish.day):
            return found
        raise code_taken(wish.row, code, stage.ledger.label(found, wish.day))
    same = stage.ledger.named(name, parent, wish.day) if parent else []
    return next((each for each in same if is_persiapan(each, wish.day) and not each.code(wish.day)), None)


def code_taken(row: Row | None, code: str, label: str) -> Objection:
    return Objection(
        row_finding(
            row,
            "kode.dipakai",
            f"kode {code} pada masa itu dipakai {label}",
            f"code {code} is borne by {label} at that time",
            "Perbaiki kode atau tanggalnya; bila wilayah yang sama, tulis tindakan ganti nama.",
            "Correct the code or the day; if it is the same region, ask for a renaming (ganti nama).",
            "code",
        )
    )


def _refuse_without_code(wish: Wish, code: str, parent: Unit | None) -> None:
    wanted = wish.kind or Kind.DESA_PERSIAPAN
    if code or (wanted == Kind.DESA_PERSIAPAN and parent is not None and parent.level == Level.KECAMATAN):
        return
    raise Objection(
        row_finding(
            wish.row,
            "kode.perlu",
            "hanya desa persiapan di bawah kecamatan yang boleh tanpa kode",
            "only a desa persiapan below a kecamatan may go without a code",
            "Isi kodenya, atau jenis desa persiapan dengan kode kecamatan induknya.",
            "Fill in the code, or the kind desa persiapan with the code of its kecamatan.",
            "code",
        )
    )


def _note_doubts(stage: Stage, wish: Wish, code: str, name: str, parent: Unit | None) -> None:
    former = next(iter(stage.ledger.bearers(code)), None) if code else None
    if former is not None:
        stage.notes.append(
            row_finding(
                wish.row,
                "kode.bekas",
                f"kode {code} pernah dipakai {former.now.name}; alamat lamanya akan menunjuk wilayah baru ini",
                f"code {code} was once borne by {former.now.name}; its old address will lead to this new region",
                "Periksa kodenya; kode yang berakhir biasanya tidak dipakai lagi.",
                "See whether the code is right; a code that ended is usually not used again.",
                "code",
            )
        )
    for same in stage.ledger.named(name, parent, wish.day) if parent else []:
        stage.notes.append(
            row_finding(
                wish.row,
                "nama.kembar",
                f"di induk yang sama sudah ada {stage.ledger.label(same, wish.day)}",
                f"{stage.ledger.label(same, wish.day)} is already there below the same parent",
                "Bila wilayah yang sama, tulis tindakan kode atau ganti nama.",
                "If it is the same region, ask for a code (kode) or a renaming (ganti nama).",
                "name",
            )
        )


def _kind_of(wish: Wish, code: str) -> Kind:
    level = codes.level(code)
    found = Kind(codes.village_kind(code) or "desa_persiapan") if level == Level.DESA else Kind(level)
    if found == Kind.DESA_PERSIAPAN or wish.kind not in (None, found):
        raise Objection(
            row_finding(
                wish.row,
                "kode.jenis",
                f"kode {code} bukan kode {(wish.kind or Kind.DESA).value.replace('_', ' ')}",
                f"code {code} is not one of a {(wish.kind or Kind.DESA).value}",
                "Angka pertama bagian terakhir: 1 kelurahan, 2 desa, 3 desa adat.",
                "The first digit of the last part: 1 kelurahan, 2 desa, 3 desa adat.",
                "code",
            )
        )
    return found


def _refuse_other_level(stage: Stage, wish: Wish, unit: Unit, code: str) -> None:
    if codes.level(code) != unit.level:
        label = stage.ledger.label(unit, wish.day)
        raise Objection(
            row_finding(
                wish.row,
                "kode.tingkat",
                f"kode {code} adalah kode {codes.level(code)}, sedangkan {label} {unit.level}",
                f"code {code} is one of a {codes.level(code)}, while {label} is a {unit.level}",
                "Isi kode dari tingkat yang sama.",
                "Fill in a code of the same level.",
                "new_code",
            )
        )


def _refuse_far(stage: Stage, wish: Wish, unit: Unit, parent: Unit) -> None:
    """Only a desa moves, and only inside its kabupaten: anything else is a law of its own."""
    old = stage.ledger.parent(unit, wish.day)
    above = stage.ledger.parent(old, wish.day) if old else None
    if unit.level == Level.DESA and parent.level == Level.KECAMATAN and above is stage.ledger.parent(parent, wish.day):
        return
    label, aim = stage.ledger.label(unit, wish.day), stage.ledger.label(parent, wish.day)
    raise Objection(
        row_finding(
            wish.row,
            "pindah.kabupaten",
            f"{label} tidak dapat pindah ke {aim}: hanya desa yang pindah, dan hanya ke kecamatan di kabupatennya",
            f"{label} cannot move to {aim}: only a desa moves, and only to a kecamatan of its kabupaten",
            "Periksa kode induknya; pindah kabupaten adalah wilayah baru (buat) dan akhir yang lama (berakhir).",
            "See whether the parent is right; into another kabupaten it is a new region (buat) and the end of the old.",
            "parent",
        )
    )


def act(stage: Stage, wish: Wish) -> list[Event]:
    """Act one row out; raise Objection, with nothing changed, where it cannot be."""
    assert wish.action is not None
    return ACTS[wish.action](stage, wish)
