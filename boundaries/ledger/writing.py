"""A plan into the database, and back. Every function runs inside the caller's transaction.

The rows of a region (its own, codes, states, other names, origins) are kept whole before and after a run, so that undoing
puts back the same rows under the same keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import ForeignKey, Model, ProtectedError
from psycopg.types.range import DateRange, Range

from accounts.models import User
from imports.models import Run
from imports.targets import UndoRefused
from layers.models import Release
from layers.releases import open_release

from ..models import Level, Region, RegionAlias, RegionCode, RegionState, RegisterEvent, Succession
from ..periods import period
from ..register import REGISTER
from .plan import Plan
from .settling import settle
from .stage import Event
from .units import Unit

# What hangs on a region, and by which column. Rows come back in this order, and leave in the other.
PARTS: tuple[tuple[type[Model], str], ...] = (
    (RegionState, "region_id"),
    (RegionCode, "region_id"),
    (RegionAlias, "region_id"),
    (Succession, "successor_id"),
)
# Columns of a region that a day changes by itself where it has states (`settling`).
SETTLED = ("name", "slug", "kind", "parent_id")
BATCH = 500
Rows = dict[str, list[dict[str, Any]]]


def publish(plan: Plan, *, run: Run, by: User, reason: str = "") -> Release:
    """Write what the plan changed as the register's next release, with an event for every change."""
    release = open_release(layer=REGISTER, by=by, reason=reason)
    touched = [plan.stage.ledger.units[key] for key in plan.stage.before]
    before = rows_of([unit.key for unit in touched if unit.key > 0])
    keys = _write_regions(touched)
    _write_parts(touched, keys)
    regions = sorted(set(keys.values()))
    settle(plan.today, regions)
    after = rows_of(regions)
    _write_events(plan.events, keys, before, after, release.number, run)
    return release


def _write_regions(units: Sequence[Unit]) -> dict[int, int]:
    """Write the regions, parents first; return key in the ledger -> key in the table."""
    keys = {unit.key: unit.key for unit in units if unit.key > 0}
    for unit in units:
        if unit.key > 0:
            Region.objects.filter(pk=unit.key).update(valid=unit.valid, legal_basis=unit.legal_basis)
    for level in Level:
        new = [unit for unit in units if unit.key < 0 and unit.level == level]
        made = Region.objects.bulk_create([_region(unit, keys) for unit in new], batch_size=BATCH)
        keys.update(zip((unit.key for unit in new), (region.pk for region in made), strict=True))
    return keys


def _region(unit: Unit, keys: Mapping[int, int]) -> Region:
    parent = unit.now.parent
    return Region(
        level=unit.level,
        kind=unit.now.kind,
        name=unit.now.name,
        slug=unit.now.slug,
        parent_id=keys.get(parent, parent) if parent is not None else None,
        valid=unit.valid,
        legal_basis=unit.legal_basis,
    )


def _write_parts(units: Sequence[Unit], keys: Mapping[int, int]) -> None:
    def key(of: int | None) -> int | None:
        return keys.get(of, of) if of is not None else None

    wanted: dict[type[Model], list[Model]] = {model: [] for model, _column in PARTS}
    for unit in units:
        region = keys[unit.key]
        wanted[RegionCode] += [
            RegionCode(pk=each.pk, region_id=region, scheme=each.scheme, code=each.code, valid=each.valid)
            for each in unit.codes
        ]
        wanted[RegionState] += [
            RegionState(
                pk=each.pk,
                region_id=region,
                name=each.name,
                slug=each.slug,
                kind=each.kind,
                parent_id=key(each.parent),
                valid=each.valid,
            )
            for each in unit.states
        ]
        wanted[RegionAlias] += [
            RegionAlias(pk=each.pk, region_id=region, name=each.name, source=each.source) for each in unit.aliases
        ]
        wanted[Succession] += [
            Succession(
                pk=each.pk,
                predecessor_id=key(each.predecessor) or 0,
                successor_id=region,
                on=each.on,
                legal_basis=each.legal_basis,
            )
            for each in unit.origins
        ]
    for model, column in PARTS:
        _replace(model, column, [keys[unit.key] for unit in units], wanted[model])


def _replace(model: type[Model], column: str, regions: Sequence[int], wanted: Sequence[Model]) -> None:
    """Bring a table in line with the rows wanted for these regions: rows keep their keys, unchanged ones are not written."""
    rows = model._default_manager
    there = {row.pk: row for row in rows.filter(**{f"{column}__in": regions})}
    kept = {row.pk for row in wanted if row.pk is not None}
    rows.filter(pk__in=[pk for pk in there if pk not in kept]).delete()
    for row in wanted:
        if row.pk in there and _values(row) != _values(there[row.pk]):
            row.save(force_update=True)
    rows.bulk_create([row for row in wanted if row.pk not in there], batch_size=BATCH)


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _write_events(
    events: Iterable[Event],
    keys: Mapping[int, int],
    before: Mapping[int, Rows],
    after: Mapping[int, Rows],
    release: int,
    run: Run,
) -> None:
    told: set[int] = set()
    made = []
    for event in events:
        region = keys[event.unit.key]
        rows = None if region in told else {"before": before.get(region), "after": after[region]}
        told.add(region)
        made.append(
            RegisterEvent(
                region_id=region,
                kind=event.kind,
                label=event.label[:200],
                day=event.day,
                legal_basis=event.legal_basis,
                before=event.before,
                after=event.after,
                others=list(event.others),
                rows=rows,
                run=run,
                since=release,
            )
        )
    RegisterEvent.objects.bulk_create(made, batch_size=BATCH)


def rows_of(regions: Sequence[int]) -> dict[int, Rows]:
    """Return all rows of these regions as JSON keeps them. Five queries."""
    found: dict[int, Rows] = {
        row.pk: {_name(Region): [_as_json(row)]} for row in Region.objects.filter(pk__in=regions).order_by("pk")
    }
    for model, column in PARTS:
        for rows in found.values():
            rows[_name(model)] = []
        for row in model._default_manager.filter(**{f"{column}__in": regions}).order_by("pk"):
            found[getattr(row, column)][_name(model)].append(_as_json(row))
    return found


def undo(release: Release, *, undoing: Run, by: User) -> Release:
    """Put back the rows as they were before `release`; raise UndoRefused where they say something else since.

    Where the release was an undoing itself, what it took back is said again.
    """
    events = RegisterEvent.objects.exclude(rows=None).order_by("pk")
    said, unsaid = events.current().filter(since=release.number), events.filter(until=release.number)
    pairs = {
        **{event.region_id: (_kept(event, "after"), _kept(event, "before")) for event in said},
        **{event.region_id: (_kept(event, "before"), _kept(event, "after")) for event in unsaid},
    }
    now = rows_of(list(pairs))
    if any(_without_settled(now.get(key)) != _without_settled(expected) for key, (expected, _wanted) in pairs.items()):
        raise UndoRefused(_later_runs(list(pairs), release))
    new = open_release(layer=REGISTER, by=by, reason=f"Pembatalan rilis {release.number}")
    _put_back({key: wanted for key, (_expected, wanted) in pairs.items()}, set(now), release)
    _say_again(release.number, undoing, new.number)
    RegisterEvent.objects.current().filter(since=release.number).update(until=new.number)
    settle(new.as_of, list(pairs))
    return new


def _kept(event: RegisterEvent, when: str) -> Rows | None:
    rows: dict[str, Rows | None] = event.rows or {}
    return rows[when]


def _put_back(wanted: Mapping[int, Rows | None], there: Collection[int], release: Release) -> None:
    rows = {key: each for key, each in sorted(wanted.items()) if each is not None}
    own = {key: _from_json(Region, each[_name(Region)][0]) for key, each in rows.items()}
    for key, region in own.items():
        if key not in there:
            region.save(force_insert=True)
    for model, column in PARTS:
        parts = [_from_json(model, row) for each in rows.values() for row in each[_name(model)]]
        _replace(model, column, list(wanted), parts)
    for key, region in own.items():
        if key in there:
            region.save(force_update=True)
    try:
        # Whoever has begun to use a region that goes keeps it: a border, a mandate, a region below.
        for key in sorted(set(wanted) - set(rows), reverse=True):
            Region.objects.get(pk=key).delete()
    except ProtectedError as error:
        raise UndoRefused(_runs_behind(error, release)) from error


def _say_again(number: int, undoing: Run, new: int) -> None:
    """Say the events again that release `number` took back, as copies."""
    events = list(RegisterEvent.objects.filter(until=number).order_by("pk"))
    for event in events:
        event.pk, event.run, event.since, event.until = None, undoing, new, None
    RegisterEvent.objects.bulk_create(events, batch_size=BATCH)


def _later_runs(regions: Sequence[int], release: Release) -> list[int]:
    later = RegisterEvent.objects.current().filter(region__in=regions, since__gt=release.number)
    return sorted(set(later.values_list("run", flat=True)), reverse=True)


def _runs_behind(error: ProtectedError, release: Release) -> list[int]:
    """Return the runs that wrote what keeps a region from going, newest first."""
    runs = {getattr(each, "run_id", None) for each in error.protected_objects}
    regions = [each.pk for each in error.protected_objects if isinstance(each, Region)]
    return sorted({*(run for run in runs if run), *_later_runs(regions, release)}, reverse=True)


def _without_settled(rows: Rows | None) -> Rows | None:
    """Return rows for comparing: where there are states, the region's own columns are what a day makes of them."""
    if rows is None or not rows[_name(RegionState)]:
        return rows
    own = [{name: value for name, value in row.items() if name not in SETTLED} for row in rows[_name(Region)]]
    return {**rows, _name(Region): own}


def _name(model: type[Model]) -> str:
    return str(model._meta.model_name)


def _as_json(row: Model) -> dict[str, Any]:
    return {name: _value(value) for name, value in _values(row).items()}


def _value(value: Any) -> Any:
    if isinstance(value, Range):
        return [_value(value.lower), _value(value.upper)]
    return value.isoformat() if isinstance(value, date) else value


def _from_json(model: type[Model], kept: Mapping[str, Any]) -> Model:
    values = {name: _read(value) if name == "valid" else value for name, value in kept.items()}
    return model(**{_argument(model, name): value for name, value in values.items()})


def _argument(model: type[Model], column: str) -> str:
    field = next(each for each in model._meta.concrete_fields if each.attname == column)
    return column if isinstance(field, ForeignKey) else field.name


def _read(valid: Sequence[str | None]) -> DateRange:
    lower, upper = (date.fromisoformat(text) if text else None for text in valid)
    return period(lower, upper)
