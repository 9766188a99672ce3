"""Reads across regions, their codes and their borders. Each states how many queries it makes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import Point
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower, Upper
from django.utils import timezone

from .models import Boundary, Level, OfficialArea, Region, RegionAlias, RegionCode, Succession
from .querysets import code_of

WGS84 = 4326
# Real borders do not fit each other exactly: regions closer than this are neighbours. In degrees, about 50 m.
GAP_DEG = 0.00045
PERSIAPAN_PREFIX = "p-"
MAX_SUCCESSIONS = 5
LEVELS = list(Level)


@dataclass(frozen=True)
class RegionFacts:
    """What a heading, a link or a list needs of a region, as it is on one day."""

    pk: int
    code: str | None
    bps_code: str | None
    name: str
    kind: str
    level: str
    slug: str
    parent_pk: int | None
    parent_code: str | None
    parent_name: str | None
    valid_from: date | None
    valid_until: date | None

    @property
    def address(self) -> str:
        """The path below /wilayah/ and /api/regions/, without slashes at its ends."""
        return self.code or f"{self.parent_code}/{PERSIAPAN_PREFIX}{self.slug}"


@dataclass(frozen=True)
class Located:
    """A region that holds a point, or nearly does: `inside` is false where borders leave a gap and it is the nearest."""

    region: RegionFacts
    inside: bool


def region_by_code(code: str, *, day: date | None = None) -> RegionFacts | None:
    """Return the region that bears the dotted Kemendagri `code` on `day`, today unless given. One query."""
    day = day or timezone.localdate()
    return next(iter(listed(Region.objects.with_code(code, day=day).existing_on(day), day=day)), None)


def region_by_slug(parent_code: str, slug: str, *, day: date | None = None) -> RegionFacts | None:
    """Return the desa persiapan below `parent_code`, or the desa it has become. One query."""
    day = day or timezone.localdate()
    parents = RegionCode.objects.filter(scheme="kemendagri", code=parent_code, valid__contains=day)
    below = Region.objects.existing_on(day).filter(level=Level.DESA, slug=slug, parent__in=parents.values("region"))
    found = listed(below, day=day)
    # A desa may bear the name of a desa persiapan beside it: the one without a code is meant.
    return min(found, key=lambda facts: (facts.code is not None, facts.pk), default=None)


def children(region: RegionFacts, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions directly below, by code, those without a code last. One query."""
    day = day or timezone.localdate()
    return listed(Region.objects.existing_on(day).filter(parent=region.pk), day=day)


def trail(region: RegionFacts, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions above, the province first. One query."""
    above = Region.objects.filter(
        Q(children=region.pk) | Q(children__children=region.pk) | Q(children__children__children=region.pk)
    )
    return sorted(listed(above.distinct(), day=day), key=_depth)


def neighbours(region: RegionFacts, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions of the same level whose border runs within about 50 m of this one's. One query."""
    day = day or timezone.localdate()
    borders = Boundary.objects.filter(until__isnull=True, level=region.level, valid__contains=day)
    own = Subquery(borders.filter(region=region.pk).values("geom")[:1])
    near = Func(F("geom"), own, Value(GAP_DEG), function="ST_DWithin", output_field=BooleanField())
    beside = borders.filter(near).exclude(region=region.pk).values("region")
    return listed(Region.objects.existing_on(day).filter(pk__in=beside), day=day)


def locate(lon: float, lat: float, *, day: date | None = None) -> list[Located]:
    """Return the regions whose border holds the point, desa first; of a level where none does, the nearest within 50 m.

    Two queries.
    """
    day = day or timezone.localdate()
    point = Point(lon, lat, srid=WGS84)
    here = Value(point, output_field=GeometryField(srid=WGS84))
    gap = Func(F("geom"), here, function="ST_Distance", output_field=FloatField())
    near = Boundary.objects.filter(until__isnull=True, valid__contains=day, geom__dwithin=(point, GAP_DEG))
    gaps = dict(near.annotate(gap=gap).values_list("region", "gap"))
    found = listed(Region.objects.filter(pk__in=list(gaps)), day=day)
    nearest: dict[str, float] = {}
    for facts in found:
        nearest[facts.level] = min(nearest.get(facts.level, GAP_DEG), gaps[facts.pk])
    held = [facts for facts in found if gaps[facts.pk] == nearest[facts.level]]
    return [Located(facts, gaps[facts.pk] == 0) for facts in sorted(held, key=_depth, reverse=True)]


def successors(code: str, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions that stand now where the one that once bore `code` stood; itself, if it only has a new code.

    Three queries, and two more for each further split or merge in between.
    """
    day = day or timezone.localdate()
    bearers = RegionCode.objects.filter(scheme="kemendagri", code=code, valid__startswith__lte=day)
    ended, standing = set(bearers.order_by("-valid").values_list("region", flat=True)[:1]), set[int]()
    for _step in range(MAX_SUCCESSIONS):
        if not ended:
            break
        here = set(Region.objects.existing_on(day).filter(pk__in=ended).values_list("pk", flat=True))
        standing |= here
        gone = Succession.objects.filter(predecessor__in=ended - here)
        ended = set(gone.values_list("successor", flat=True)) - standing
    return listed(Region.objects.filter(pk__in=standing), day=day)


def aliases(region: RegionFacts) -> list[RegionAlias]:
    """Return the other names, with their sources. One query."""
    return list(RegionAlias.objects.filter(region=region.pk).order_by("name", "pk"))


def official_areas(region: RegionFacts) -> list[OfficialArea]:
    """Return every area an office published, the newest first. One query."""
    return list(OfficialArea.objects.filter(region=region.pk).order_by("-year", "source", "pk"))


def listed(regions: QuerySet[Region], *, day: date | None = None) -> list[RegionFacts]:
    """Return the facts of `regions`, by code, those without a code last. One query."""
    day = day or timezone.localdate()
    rows = regions.annotate(
        code=code_of("pk", "kemendagri", day),
        bps_code=code_of("pk", "bps", day),
        parent_pk=F("parent"),
        parent_code=code_of("parent", "kemendagri", day),
        parent_name=F("parent__name"),
        valid_from=Lower("valid"),
        valid_until=Upper("valid"),
    )
    names = [field.name for field in fields(RegionFacts)]
    return [RegionFacts(**row) for row in rows.order_by(F("code").asc(nulls_last=True), "name", "pk").values(*names)]


def _depth(facts: RegionFacts) -> int:
    return LEVELS.index(Level(facts.level))
