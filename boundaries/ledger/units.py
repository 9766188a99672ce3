"""A copy of the register in memory, which can be changed without touching a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils.text import slugify
from psycopg.types.range import DateRange

from ..facts import PERSIAPAN_PREFIX
from ..models import Kind, Region, RegionAlias, RegionCode, RegionState, Scheme, Succession
from ..periods import period, split_at, until_next
from ..roll import plain


@dataclass(frozen=True)
class Code:
    scheme: str
    code: str
    valid: DateRange
    pk: int | None = None


@dataclass(frozen=True)
class State:
    name: str
    slug: str
    kind: str
    parent: int | None
    valid: DateRange
    pk: int | None = None


@dataclass(frozen=True)
class Alias:
    name: str
    source: str
    pk: int | None = None


@dataclass(frozen=True)
class Origin:
    """A region this one came out of."""

    predecessor: int
    on: date
    legal_basis: str
    pk: int | None = None


@dataclass
class Unit:
    """A region; `key` is its primary key, below zero for one that is not written yet. Its lists are replaced, never changed."""

    key: int
    level: str
    valid: DateRange
    legal_basis: str
    now: State  # its own columns, which hold where no state does
    codes: tuple[Code, ...] = ()
    states: tuple[State, ...] = ()
    aliases: tuple[Alias, ...] = ()
    origins: tuple[Origin, ...] = ()

    def lives_on(self, day: date) -> bool:
        return day in self.valid

    def state(self, day: date) -> State:
        return next((each for each in self.states if day in each.valid), self.now)

    def code(self, day: date, scheme: str = Scheme.KEMENDAGRI) -> str:
        """Return the code on a day; the empty text where there is none."""
        return next((each.code for each in self.codes if each.scheme == scheme and day in each.valid), "")

    def names(self, day: date) -> frozenset[str]:
        """Return the name and other names, for comparing."""
        return frozenset({plain(self.state(day).name), *(plain(alias.name) for alias in self.aliases)})

    def is_from(self, day: date, **changes: Any) -> None:
        """Let name, slug, kind or parent be otherwise from `day` until the next change that is known."""
        states = self.states or (replace(self.now, valid=period(), pk=None),)
        held = next(each for each in states if day in each.valid)
        before, after = split_at(held.valid, day)
        kept = [replace(held, valid=before)] if before is not None else []
        others = [each for each in states if each is not held]
        changed = replace(held, valid=after, pk=None if kept else held.pk, **changes)
        self.states = tuple(sorted((*others, *kept, changed), key=lambda each: each.valid.lower or date.min))

    def bears_from(self, day: date, code: str) -> None:
        """Let it bear another Kemendagri code from `day` until the next code that is known."""
        own = [each for each in self.codes if each.scheme == Scheme.KEMENDAGRI]
        others = [each for each in self.codes if each.scheme != Scheme.KEMENDAGRI]
        held = next((each for each in own if day in each.valid), None)
        if held is None:
            valid = until_next(day, [each.valid for each in own])
            self.codes = (*others, *own, Code(Scheme.KEMENDAGRI, code, valid))
            return
        before, after = split_at(held.valid, day)
        kept = [replace(held, valid=before)] if before is not None else []
        rest = [each for each in own if each is not held]
        self.codes = (*others, *rest, *kept, Code(Scheme.KEMENDAGRI, code, after, None if kept else held.pk))

    def ends_on(self, day: date) -> None:
        """Let the region and its codes hold until the day before `day`."""
        self.valid = period(self.valid.lower, day)
        self.codes = tuple(
            _until(each, day) for each in self.codes if each.valid.lower is None or each.valid.lower < day
        )


def _until(code: Code, day: date) -> Code:
    upper = code.valid.upper
    return code if upper is not None and upper <= day else replace(code, valid=period(code.valid.lower, day))


@dataclass
class Ledger:
    """All regions, with the ways to find one. Found by code on a day: who bore it the day before, or begins with it."""

    units: dict[int, Unit] = field(default_factory=dict)
    _bearers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _below: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def load(cls) -> Ledger:
        """Read the register. Five queries."""
        ledger = cls()
        parts: dict[str, dict[int, list[Any]]] = {
            "codes": _by_region(RegionCode, "region", ("scheme", "code", "valid", "pk"), Code),
            "states": _by_region(RegionState, "region", ("name", "slug", "kind", "parent", "valid", "pk"), State),
            "aliases": _by_region(RegionAlias, "region", ("name", "source", "pk"), Alias),
            "origins": _by_region(Succession, "successor", ("predecessor", "on", "legal_basis", "pk"), Origin),
        }
        columns = ("pk", "level", "valid", "legal_basis", "name", "slug", "kind", "parent")
        for pk, level, valid, basis, name, slug, kind, parent in Region.objects.order_by("pk").values_list(*columns):
            own = {part: tuple(found.get(pk, ())) for part, found in parts.items()}
            ledger.add(Unit(pk, level, valid, basis, State(name, slug, kind, parent, period()), **own))
        return ledger

    def add(self, unit: Unit) -> None:
        self.units[unit.key] = unit
        self.note(unit)

    def note(self, unit: Unit) -> None:
        """Make a unit findable by the codes and parents it has now."""
        for code in unit.codes:
            if code.scheme == Scheme.KEMENDAGRI:
                self._bearers[code.code].add(unit.key)
        for state in (unit.now, *unit.states):
            if state.parent is not None:
                self._below[state.parent].add(unit.key)

    def bearers(self, code: str) -> Iterator[Unit]:
        """Yield whoever bears, bore or will bear a code."""
        yield from (self.units[key] for key in sorted(self._bearers.get(code, ())))

    def bearer(self, code: str, day: date) -> Unit | None:
        """Return who bears a code on `day`, before the changes of that day where there are any."""
        eve = day - timedelta(days=1) if day > date.min else day
        for when in (eve, day):
            for unit in self.bearers(code):
                if unit.lives_on(when) and unit.code(when) == code:
                    return unit
        return None

    def children(self, unit: Unit, day: date) -> list[Unit]:
        """Return the regions below that live on `day`."""
        below = (self.units[key] for key in sorted(self._below.get(unit.key, ())))
        return [each for each in below if each.lives_on(day) and each.state(day).parent == unit.key]

    def ever_below(self, unit: Unit) -> list[Unit]:
        """Return the regions that are, were or will be below."""
        return [self.units[key] for key in sorted(self._below.get(unit.key, ()))]

    def named(self, name: str, parent: Unit, day: date) -> list[Unit]:
        """Return the regions below `parent` on a day that bear a name or other name."""
        return [each for each in self.children(parent, day) if plain(name) in each.names(day)]

    def parent(self, unit: Unit, day: date) -> Unit | None:
        key = unit.state(day).parent
        return self.units[key] if key is not None else None

    def address(self, unit: Unit, day: date) -> str:
        if code := unit.code(day):
            return code
        parent = self.parent(unit, day)
        return f"{parent.code(day) if parent else '-'}/{PERSIAPAN_PREFIX}{unit.state(day).slug}"

    def label(self, unit: Unit, day: date) -> str:
        return f"{self.address(unit, day)} {unit.state(day).name}"

    def at(self, address: str, day: date) -> Unit | None:
        """Return the region at an address as a link names it: a dotted code, or that of a desa persiapan."""
        above, _, slug = address.partition(f"/{PERSIAPAN_PREFIX}")
        found = self.bearer(above, day)
        if not slug or found is None:
            return found
        same = [each for each in self.children(found, day) if each.state(day).slug == slug and not each.code(day)]
        return same[0] if same else None

    def facts(self, unit: Unit, day: date) -> dict[str, Any]:
        """Return what people read of a region on a day, as an event keeps it."""
        state, parent = unit.state(day), self.parent(unit, day)
        return {
            "name": state.name,
            "kind": state.kind,
            "code": unit.code(day) or None,
            "parent_code": (parent.code(day) or None) if parent else None,
            "parent_name": parent.state(day).name if parent else None,
            "valid_from": unit.valid.lower.isoformat() if unit.valid.lower else None,
            "valid_until": unit.valid.upper.isoformat() if unit.valid.upper else None,
            "aliases": sorted(alias.name for alias in unit.aliases),
        }


def new_unit(
    key: int, *, level: str, name: str, kind: str, parent: int | None, day: date, code: str, basis: str
) -> Unit:
    state = State(name, slugify(name)[:120], kind, parent, period())
    codes = (Code(Scheme.KEMENDAGRI, code, period(day)),) if code else ()
    return Unit(key, level, period(day), basis, state, codes)


def copied(unit: Unit) -> Unit:
    """Return the unit as it is; its parts are never changed in place."""
    return replace(unit)


def is_persiapan(unit: Unit, day: date) -> bool:
    return unit.state(day).kind == Kind.DESA_PERSIAPAN


def _by_region(model: Any, region: str, columns: Iterable[str], make: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, *values in model.objects.order_by("pk").values_list(region, *columns):
        found[key].append(make(*values))
    return found
