"""The ledger while rows are acted out on it, and the events that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from imports.rows import Choices, Finding, Row

from ..models import EventKind
from ..roll import plain
from .units import Ledger, Unit, copied
from .wishes import Wish


@dataclass(frozen=True)
class Event:
    """A change as it was acted out; `before` is None where the region began with it."""

    kind: EventKind
    unit: Unit
    label: str
    day: date
    legal_basis: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    others: tuple[str, ...] = ()
    row: Row | None = None


@dataclass
class Stage:
    """The ledger while rows are acted out on it: regions as they were before, new keys, what there is to say."""

    ledger: Ledger
    choices: Choices
    before: dict[int, Unit | None] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)
    made: int = 0

    def touch(self, unit: Unit) -> None:
        """Remember a unit as it is, before it is changed for the first time."""
        self.before.setdefault(unit.key, copied(unit))

    def begin(self, unit: Unit) -> None:
        self.before[unit.key] = None
        self.ledger.add(unit)

    def next_key(self) -> int:
        self.made += 1
        return -self.made

    @cached_property
    def by_name(self) -> dict[str, list[Unit]]:
        """The regions that were there before the file, by the names they bear or bore."""
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.ledger.units.values():
            names = {each.name for each in (unit.now, *unit.states)} | {alias.name for alias in unit.aliases}
            for name in {plain(each) for each in names}:
                found[name].append(unit)
        return found

    def changed(
        self, kind: EventKind, unit: Unit, wish: Wish, change: Callable[[], None], others: tuple[Unit, ...] = ()
    ) -> Event:
        """Change a unit and note the event."""
        self.touch(unit)
        before, label = self.ledger.facts(unit, wish.day), self.ledger.label(unit, wish.day)
        change()
        self.ledger.note(unit)
        after, names = self.ledger.facts(unit, wish.day), self._labels(others, wish.day)
        return Event(kind, unit, label, wish.day, wish.legal_basis, before, after, names, wish.row)

    def began(self, kind: EventKind, unit: Unit, wish: Wish, others: tuple[Unit, ...] = ()) -> Event:
        facts, label = self.ledger.facts(unit, wish.day), self.ledger.label(unit, wish.day)
        return Event(
            kind, unit, label, wish.day, wish.legal_basis, None, facts, self._labels(others, wish.day), wish.row
        )

    def _labels(self, units: tuple[Unit, ...], day: date) -> tuple[str, ...]:
        return tuple(self.ledger.label(each, day) for each in units)
