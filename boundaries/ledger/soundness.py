"""What must hold once every row is acted out: one region a code, codes below their parents', nobody below what ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from psycopg.types.range import DateRange

from imports.rows import Finding, Row

from .. import codes
from ..models import Boundary, Kind, Scheme
from .acts import code_taken
from .said import row_finding
from .stage import Event, Stage
from .units import Code, Ledger, Unit, is_persiapan


def check(stage: Stage, events: Iterable[Event]) -> Iterator[Finding]:
    """Yield what is wrong with the units the events touched, each with the row that touched it last."""
    touched: dict[int, Event] = {}
    for event in events:
        touched[event.unit.key] = event
    for event in touched.values():
        yield from _codes_alone(stage.ledger, event)
        yield from _below_parent(stage.ledger, event)
        yield from _outlived(stage.ledger, event)
        yield from _same_address(stage.ledger, event)
    yield from _still_bordered(stage.ledger, touched.values())


def _own(unit: Unit) -> Iterator[Code]:
    return (each for each in unit.codes if each.scheme == Scheme.KEMENDAGRI)


def _codes_alone(ledger: Ledger, event: Event) -> Iterator[Finding]:
    for code in _own(event.unit):
        for other in ledger.bearers(code.code):
            if other.key == event.unit.key:
                continue
            if any(each.code == code.code and overlap(each.valid, code.valid) for each in _own(other)):
                yield code_taken(event.row, code.code, f"{code.code} {other.now.name}").finding


def overlap(one: DateRange, two: DateRange) -> bool:
    """Tell whether two periods share a day."""
    return _begins(one) < _ends(two) and _begins(two) < _ends(one)


def _begins(valid: DateRange) -> date:
    return valid.lower or date.min


def _ends(valid: DateRange) -> date:
    return valid.upper or date.max


def _below_parent(ledger: Ledger, event: Event) -> Iterator[Finding]:
    """A code begins with that of the region above; whoever changes one code changes those below with it."""
    for unit in (event.unit, *ledger.children(event.unit, event.day)):
        code, parent = unit.code(event.day), ledger.parent(unit, event.day)
        if not code or parent is None or not unit.lives_on(event.day):
            continue
        above = parent.code(event.day)
        if above != codes.parent(code):
            yield row_finding(
                event.row,
                "kode.induk",
                f"kode {code} ({unit.state(event.day).name}) tidak berada di bawah kode induknya {above or '-'}",
                f"code {code} ({unit.state(event.day).name}) does not lie below its parent's, {above or '-'}",
                "Beri kode yang berawalan kode induknya di berkas yang sama; bila induknya berganti, pakai pindah.",
                "Give a code that begins with the parent's in the same file; where the parent changes, use pindah.",
                "code",
            )


def _outlived(ledger: Ledger, event: Event) -> Iterator[Finding]:
    """Nobody lives on below a region that ended, nor below one that had not begun."""
    unit = event.unit
    last = unit.valid.upper
    if last is not None:
        left = [each for each in ledger.children(unit, last) if each.key != unit.key]
        if left:
            yield _inhabited(event.row, event.label, left, last)
    parent = ledger.parent(unit, event.day)
    if parent is not None and unit.lives_on(event.day) and _ends(parent.valid) < _ends(unit.valid):
        yield _inhabited(event.row, parent.now.name, [unit], _ends(parent.valid))


def _inhabited(row: Row | None, label: str, left: list[Unit], day: date) -> Finding:
    names = ", ".join(each.state(day).name for each in left[:5]) + (", …" if len(left) > 5 else "")
    return row_finding(
        row,
        "akhir.berpenghuni",
        f"{label} berakhir pada {day}, sedangkan {len(left)} wilayah di bawahnya masih ada: {names}",
        f"{label} ends on {day}, while {len(left)} regions below it go on: {names}",
        "Pindahkan, gabungkan atau akhiri dahulu yang di bawahnya, boleh di berkas yang sama.",
        "Move, merge or end those below first, in the same file if you like.",
        "code",
    )


def _same_address(ledger: Ledger, event: Event) -> Iterator[Finding]:
    """Desa persiapan are told apart by their names below a kecamatan."""
    unit, day = event.unit, event.day
    parent = ledger.parent(unit, day)
    if parent is None or not is_persiapan(unit, day):
        return
    slug = unit.state(day).slug
    for other in ledger.ever_below(parent):
        waiting = {each.slug for each in (other.now, *other.states) if each.kind == Kind.DESA_PERSIAPAN}
        if other.key != unit.key and slug in waiting:
            yield row_finding(
                event.row,
                "nama.dipakai",
                f"di kecamatan ini sudah ada desa persiapan dengan alamat p-{slug}",
                f"this kecamatan already has a desa persiapan at the address p-{slug}",
                "Bedakan namanya.",
                "Give it a name that differs.",
                "name",
            )


def _still_bordered(ledger: Ledger, events: Iterable[Event]) -> Iterator[Finding]:
    """Ending a region leaves its border to the layer of borders, which has releases of its own. One query at most."""
    ended = {event.unit.key: event for event in events if event.unit.valid.upper == event.day}
    if not ended:
        return
    live = Boundary.objects.current().filter(region__in=list(ended)).order_by("region", "valid")
    for row in live:
        event = ended[row.region_id]
        if event.day in row.valid:
            yield row_finding(
                event.row,
                "wilayah.masih_berbatas",
                f"{event.label} berakhir, tetapi batasnya masih terbit di lapisan {row.level}",
                f"{event.label} ends, but its border is still published in the layer {row.level}",
                f"Terbitkan batas penggantinya ke lapisan {row.level}, dengan yang tidak disebut berakhir.",
                f"Publish the borders that replace it into the layer {row.level}, letting what is not mentioned end.",
                "code",
            )
