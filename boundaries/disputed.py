"""Reads of borders that are not agreed (*belum sepakat*): with whom, how much, since when, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from shapely.geometry.base import BaseGeometry

from layers.models import Release

from .actions import from_geos
from .facts import RegionFacts, listed
from .models import DisputedBorder, Region
from .querysets import DisputeQuerySet


@dataclass(frozen=True)
class Dispute:
    """A border two neighbours do not share: what both claim, what neither does (geodesic, m²), and since which release."""

    neighbour: RegionFacts
    overlap_m2: float
    gap_m2: float
    release: int
    since: date | None


def disputes(region: RegionFacts, *, day: date) -> list[Dispute]:
    """Return the disputes of a region as the newest release of `day` says, by neighbour. Two queries at most."""
    published = Release.objects.filter(layer=region.level, number=OuterRef("since")).values("as_of")[:1]
    rows = list(
        _said([region.level], day)
        .of([region.pk])
        .annotate(day=Subquery(published))
        .values("first", "second", "overlap_m2", "gap_m2", "since", "day")
    )
    if not rows:
        return []
    others = {row["second"] if row["first"] == region.pk else row["first"]: row for row in rows}
    return [
        Dispute(facts, row["overlap_m2"], row["gap_m2"], row["since"], row["day"])
        for facts in listed(Region.objects.filter(pk__in=list(others)), day=day)
        for row in (others[facts.pk],)
    ]


def disputed_ground(region: RegionFacts, *, levels: Iterable[str], day: date) -> list[BaseGeometry]:
    """Return the shapes of what the region, or its parts, do not agree about, of the levels named. One query."""
    asked = Q(first=region.pk) | Q(second=region.pk) | Q(first__parent=region.pk) | Q(second__parent=region.pk)
    found = _said(list(levels), day).filter(asked).order_by("first", "second").values_list("geom", flat=True)
    return [from_geos(shape) for shape in found]


class Ground(NamedTuple):
    """What two neighbours of `level` do not agree about (EPSG:4326)."""

    level: str
    shape: BaseGeometry


def all_disputed_ground(*, levels: Iterable[str], day: date) -> list[Ground]:
    """Return what is not agreed anywhere, of the levels named, as exact as it was published. One query."""
    found = _said(list(levels), day).order_by("level", "first", "second").values_list("level", "geom")
    return [Ground(level, from_geos(shape)) for level, shape in found]


def _said(levels: Sequence[str], day: date) -> DisputeQuerySet:
    """Narrow to what the newest release of the day says, level by level."""
    releases = Release.objects.filter(layer=OuterRef("level"), as_of__lte=day).order_by("-number")
    rows = DisputedBorder.objects.filter(level__in=levels).annotate(newest=Subquery(releases.values("number")[:1]))
    return rows.filter(Q(until__isnull=True) | Q(until__gt=F("newest")), since__lte=F("newest"))
