"""Events in words, in both languages: for the difference of a file, region pages and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from imports.rows import Action

from ..models import EventKind
from .stage import Event

Facts = Mapping[str, Any]


class Told(NamedTuple):
    """One sentence in both languages."""

    id: str
    en: str


def sentence(kind: str, before: Facts | None, after: Facts, others: Sequence[str]) -> Told:
    """Tell what happened to a region, its name left out: "kode 64.08.04.2010 diberikan"."""
    return TELLERS[EventKind(kind)](before, after, ", ".join(others))


def _created(before: Facts | None, after: Facts, others: str) -> Told:
    kind = after["kind"].replace("_", " ")
    code = f" ({after['code']})" if after["code"] else ""
    below = f" di {after['parent_name']}" if after["parent_name"] else ""
    below_en = f" in {after['parent_name']}" if after["parent_name"] else ""
    return Told(f"dibentuk sebagai {kind}{code}{below}", f"made as a {kind}{code}{below_en}")


def _coded(before: Facts | None, after: Facts, others: str) -> Told:
    old = before["code"] if before else None
    renamed, renamed_en = _renaming(before, after)
    if old:
        return Told(
            f"kode berganti dari {old} menjadi {after['code']}{renamed}",
            f"its code changes from {old} to {after['code']}{renamed_en}",
        )
    kind = after["kind"].replace("_", " ")
    return Told(
        f"mendapat kode {after['code']} dan menjadi {kind}{renamed}",
        f"gets code {after['code']} and becomes a {kind}{renamed_en}",
    )


def _renaming(before: Facts | None, after: Facts) -> tuple[str, str]:
    if before is None or before["name"] == after["name"]:
        return "", ""
    return f", bernama {after['name']}", f", named {after['name']}"


def _renamed(before: Facts | None, after: Facts, others: str) -> Told:
    old = before["name"] if before else "-"
    return Told(f"berganti nama dari {old} menjadi {after['name']}", f"renamed from {old} to {after['name']}")


def _aliased(before: Facts | None, after: Facts, others: str) -> Told:
    known = set(before["aliases"]) if before else set()
    names = ", ".join(name for name in after["aliases"] if name not in known)
    return Told(f"dikenal juga sebagai {names}", f"also known as {names}")


def _moved(before: Facts | None, after: Facts, others: str) -> Told:
    old = before["parent_name"] if before else "-"
    code, code_en = "", ""
    if before and before["code"] != after["code"]:
        code, code_en = (
            f"; kode {before['code']} menjadi {after['code']}",
            f"; code {before['code']} becomes {after['code']}",
        )
    return Told(
        f"pindah dari {old} ke {after['parent_name']}{code}", f"moved from {old} to {after['parent_name']}{code_en}"
    )


def _split(before: Facts | None, after: Facts, others: str) -> Told:
    if before is None:
        made = _created(before, after, others)
        return Told(f"{made.id}, dimekarkan dari {others}", f"{made.en}, split from {others}")
    return Told(f"pemekaran: {others}", f"split: {others}")


def _merged(before: Facts | None, after: Facts, others: str) -> Told:
    if before is not None and after["valid_until"] and after["valid_until"] != before["valid_until"]:
        return Told(f"digabungkan ke {others}", f"merged into {others}")
    return Told(f"menerima gabungan {others}", f"{others} merged into it")


def _ended(before: Facts | None, after: Facts, others: str) -> Told:
    return Told("berakhir", "ends")


TELLERS = {
    EventKind.CREATE: _created,
    EventKind.CODE: _coded,
    EventKind.RENAME: _renamed,
    EventKind.ALIAS: _aliased,
    EventKind.MOVE: _moved,
    EventKind.SPLIT: _split,
    EventKind.MERGE: _merged,
    EventKind.END: _ended,
}


def note(events: Iterable[Event]) -> tuple[str, str]:
    """Return what a row does, for its line in the difference: the first event is the row's own."""
    event = next(iter(events))
    told = sentence(event.kind, event.before, event.after, event.others)
    basis = f"; {event.legal_basis}" if event.legal_basis else ""
    since = event.day.isoformat()
    return f"{told.id}, berlaku {since}{basis}", f"{told.en}, from {since}{basis}"


def action(event: Event) -> Action:
    if event.before is None:
        return "added"
    return "removed" if event.unit.valid.upper == event.day else "changed"


def without_row(event: Event) -> Event:
    """Return an event nobody's row asked for."""
    return replace(event, row=None)
