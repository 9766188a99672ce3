"""Releases that open by themselves: a border or a code that begins or ends on a day changes what the layer says.

A release speaks for the day it was opened (`as_of`), so its bytes stay the same afterwards; the new state needs the next
number.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from layers.models import Release
from layers.releases import current_release, lock_layer, open_release

from .actions import remake_levels
from .ledger.settling import settle
from .models import Boundary, Level, Region, RegionCode, RegionState
from .register import REGISTER

REASON = "Masa berlaku berganti pada {day}"


def due_days(level: Level, *, today: date | None = None) -> list[date]:
    """Return the days since the newest release on which something of the layer began or ended. Five queries at most."""
    newest = current_release(level)
    if newest is None:
        return []
    since, until = newest.as_of, today or timezone.localdate()
    borders = Boundary.objects.of_level(level).current()
    codes = RegionCode.objects.filter(region__in=borders.values("region"))
    return sorted({*_bounds(borders, since, until), *_bounds(codes, since, until)})


def _bounds(rows: QuerySet[Any], since: date, until: date) -> Iterable[date]:
    for edge in ("valid__startswith", "valid__endswith"):
        within = {f"{edge}__gt": since, f"{edge}__lte": until}
        yield from rows.filter(**within).values_list(edge, flat=True).order_by().distinct()


def _register_rows() -> list[QuerySet[Any]]:
    return [Region.objects.all(), RegionCode.objects.all(), RegionState.objects.all()]


def turned(since: date, until: date) -> bool:
    """Tell whether anything of the regions or their borders began or ended after `since` and up to `until`, whether or not
    its release is open yet. Eight queries at most, none for one day.
    """
    if since >= until:
        return False
    rows: list[QuerySet[Any]] = [Boundary.objects.current(), *_register_rows()]
    return any(True for each in rows for _day in _bounds(each, since, until))


def open_due_releases(*, by: User, today: date | None = None) -> list[Release]:
    """Open a release for every such day, oldest first, missed days too; doing it again opens none."""
    return [*_turn_register(by, today), *(release for level in Level for release in _open_for(level, by, today))]


@transaction.atomic
def _turn_register(by: User, today: date | None) -> list[Release]:
    """Bring names, kinds and parents in line with what holds today, and open the register's releases for days that turned."""
    lock_layer(REGISTER)
    newest, until = current_release(REGISTER), today or timezone.localdate()
    if newest is None:
        return []
    days = sorted({day for rows in _register_rows() for day in _bounds(rows, newest.as_of, until)})
    opened = [open_release(layer=REGISTER, by=by, as_of=day, reason=REASON.format(day=day.isoformat())) for day in days]
    if opened:
        regions, numbers = settle(until), [release.number for release in opened]
        audit.record(
            by=by, action="register.validity_turned", subject=f"layer:{REGISTER}", releases=numbers, regions=regions
        )
    return opened


@transaction.atomic
def _open_for(level: Level, by: User, today: date | None) -> list[Release]:
    lock_layer(level)
    opened = [
        open_release(layer=level, by=by, as_of=day, reason=REASON.format(day=day.isoformat()))
        for day in due_days(level, today=today)
    ]
    if opened:
        # Neighbours that hold on one day share one simplified border; who the neighbours are has changed.
        remake_levels(level=level, release=opened[-1].number)
        numbers = [release.number for release in opened]
        audit.record(by=by, action="boundaries.validity_turned", subject=f"layer:{level}", releases=numbers)
    return opened
