"""Reads across keepers and mandates. Each states how many queries it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may
from boundaries.facts import RegionFacts, depth
from boundaries.models import Level, Region

from . import contacts
from .backends import held_by
from .models import Keeper, KeeperState
from .roles import MAY


@dataclass(frozen=True)
class Keeping:
    """Who looks after a region's page, as anybody may know it. `own` False: who keeps the region above (`region`) does."""

    region: int
    region_name: str
    state: str
    unit: str
    contact: str
    since: date
    sample: bool
    own: bool = True

    @property
    def handed_over(self) -> bool:
        return self.state == KeeperState.HANDED_OVER

    @property
    def state_name(self) -> str:
        return str(KeeperState(self.state).label)

    @property
    def contact_text(self) -> str:
        return contacts.written(self.contact)

    @property
    def contact_url(self) -> str:
        return contacts.link_to(self.contact)


def keeper_of(region: RegionFacts, *, day: date | None = None) -> Keeping | None:
    """Return who keeps a region's page on `day` (today): its own keeper, else the nearest above. One query."""
    above = Region.objects.filter(pk=region.pk).values
    candidates = Q(region__in=[region.pk, region.parent_pk])
    for path in ("parent__parent", "parent__parent__parent"):
        candidates |= Q(region__in=above(path))
    rows = Keeper.objects.on(day or timezone.localdate()).filter(candidates).select_related("region")
    nearest = max(rows, key=lambda row: list(Level).index(Level(row.region.level)), default=None)
    return _keeping(nearest, own=nearest.region_id == region.pk) if nearest else None


def keepers_of(regions: Iterable[RegionFacts], *, day: date | None = None) -> dict[int, Keeping]:
    """Return who keeps each region's page; one without a keeper of its own or above is left out. One query.

    The regions above are looked at only where they are among `regions`.
    """
    rows = Keeper.objects.on(day or timezone.localdate()).select_related("region")
    found = {row.region_id: _keeping(row) for row in rows}
    kept: dict[int, Keeping] = {}
    for region in sorted(regions, key=depth):
        own, above = found.get(region.pk), kept.get(region.parent_pk or 0)
        if own:
            kept[region.pk] = own
        elif above:
            kept[region.pk] = Keeping(**{**vars(above), "own": False})
    return kept


def _keeping(row: Keeper, *, own: bool = True) -> Keeping:
    return Keeping(
        region=row.region_id,
        region_name=row.region.name,
        state=row.state,
        unit=row.unit,
        contact=row.contact,
        since=row.valid.lower,
        sample=row.sample,
        own=own,
    )


def regions_where(user: User, *actions: str) -> QuerySet[Region]:
    """Narrow to the regions of today in which a person may do one of `actions`. One query before it is read."""
    standing = Region.objects.existing_on(timezone.localdate())
    if any(may(user, action) for action in actions):
        return standing
    granting = [each for each in held_by(user) if MAY[each.role].intersection(actions) and not each.layer]
    roots = [each.region_id for each in granting if each.region_id]
    if not user.is_active or not roots:
        return standing.none()
    paths = ("pk", "parent", "parent__parent", "parent__parent__parent")
    inside: Any = Q()
    for path in paths:
        inside |= Q(**{f"{path}__in": roots})
    return standing.filter(inside)


def keepers_over_time(region: int) -> list[Keeper]:
    """Return everybody who kept a region's own page, or will, the newest first. One query."""
    return list(Keeper.objects.filter(region=region).select_related("set_by").order_by("-valid"))


def handed_since(regions: Iterable[int], moment: datetime) -> list[Keeper]:
    """Return the pages among `regions` that were handed over or taken back since, the last first. One query."""
    states = (KeeperState.HANDED_OVER, KeeperState.TAKEN_BACK)
    found = Keeper.objects.filter(region__in=list(regions), state__in=states, sample=False, set_at__gte=moment)
    return list(found.select_related("region").order_by("-set_at", "-pk"))
