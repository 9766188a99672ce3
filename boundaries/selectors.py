"""Reads across regions, their codes and their borders. Each states how many queries it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, F, Func, Q, Subquery, Value
from django.utils import timezone

from layers.models import Release

from .facts import RegionFacts, depth, listed
from .finding import GAP_DEG, Found, Located, locate, search
from .models import (
    Boundary,
    Kind,
    Level,
    OfficialArea,
    Region,
    RegionAlias,
    RegionCode,
    RegionState,
    RegisterEvent,
    Succession,
)

MAX_SUCCESSIONS = 5

__all__ = [
    "Areas",
    "Found",
    "Located",
    "RegionFacts",
    "aliases",
    "areas_compared",
    "children",
    "events",
    "listed",
    "locate",
    "neighbours",
    "newest_by_region",
    "official_areas",
    "region_by_code",
    "region_by_slug",
    "search",
    "successors",
    "trail",
]


def region_by_code(code: str, *, day: date | None = None) -> RegionFacts | None:
    """Return the region that bears the dotted Kemendagri `code` on `day`, today unless given. One query."""
    day = day or timezone.localdate()
    return next(iter(listed(Region.objects.with_code(code, day=day).existing_on(day), day=day)), None)


def region_by_slug(parent_code: str, slug: str, *, day: date | None = None) -> RegionFacts | None:
    """Return the desa persiapan below `parent_code`, or the desa it has become. One query."""
    day = day or timezone.localdate()
    parents = RegionCode.objects.filter(scheme="kemendagri", code=parent_code, valid__contains=day)
    own = Q(slug=slug, parent__in=parents.values("region"))
    former = RegionState.objects.filter(own, kind=Kind.DESA_PERSIAPAN)
    below = Region.objects.existing_on(day).filter(own | Q(pk__in=former.values("region")), level=Level.DESA)
    found = listed(below, day=day)
    # A desa may bear the name of a desa persiapan beside it: the one without a code is meant.
    return min(found, key=lambda facts: (facts.code is not None, facts.pk), default=None)


def children(region: RegionFacts, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions directly below, by code, those without a code last. One query."""
    day = day or timezone.localdate()
    return listed(Region.objects.existing_on(day).below_on(region.pk, day), day=day)


def trail(region: RegionFacts, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions above, the province first. One query."""
    # Only a desa changes the region above it, so the way up from there is the same on every day.
    parent = region.parent_pk
    above = Region.objects.filter(Q(pk=parent) | Q(children=parent) | Q(children__children=parent))
    return sorted(listed(above.distinct(), day=day), key=depth) if parent else []


def neighbours(region: RegionFacts, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions of the same level whose border runs within about 50 m of this one's. One query.

    Real borders do not fit each other exactly, so touching is not asked for.
    """
    day = day or timezone.localdate()
    borders = Boundary.objects.filter(until__isnull=True, level=region.level, valid__contains=day)
    own = Subquery(borders.filter(region=region.pk).values("geom")[:1])
    # Ten times faster than ST_DWithin, which compares every segment with every other.
    around = Func(own, Value(GAP_DEG), Value("quad_segs=1"), function="ST_Buffer")
    near = Func(F("geom"), around, function="ST_Intersects", output_field=BooleanField())
    beside = borders.filter(near).exclude(region=region.pk).values("region")
    return listed(Region.objects.existing_on(day).filter(pk__in=beside), day=day)


def successors(code: str, *, day: date | None = None) -> list[RegionFacts]:
    """Return the regions that stand now where the one that once bore `code` stood; itself, if it only has a new code.

    Three queries, and two more for each further split or merge in between.
    """
    day = day or timezone.localdate()
    begun = Q(valid__startswith__isnull=True) | Q(valid__startswith__lte=day)
    bearers = RegionCode.objects.filter(begun, scheme="kemendagri", code=code)
    ended, standing = set(bearers.order_by("-valid").values_list("region", flat=True)[:1]), set[int]()
    for _step in range(MAX_SUCCESSIONS):
        if not ended:
            break
        here = set(Region.objects.existing_on(day).filter(pk__in=ended).values_list("pk", flat=True))
        standing |= here
        gone = Succession.objects.filter(predecessor__in=ended - here)
        ended = set(gone.values_list("successor", flat=True)) - standing
    return listed(Region.objects.filter(pk__in=standing), day=day)


def newest_by_region() -> dict[int, date]:
    """Return the day the border of each region was last published. Two queries."""
    live = Boundary.objects.current().valid_on(timezone.localdate()).values_list("region", "level", "since")
    opened = Release.objects.filter(layer__in=list(Level)).values_list("layer", "number", "published_at")
    days = {(layer, number): timezone.localdate(at) for layer, number, at in opened}
    return {region: days[level, since] for region, level, since in live if (level, since) in days}


@dataclass(frozen=True)
class Areas:
    """The area an office published last of a region, and that of its border as published, both in km²."""

    region: int
    official: float
    source: str
    geodesic: float
    sample: bool

    @property
    def percent(self) -> float:
        """How much larger the border is than the office says, in percent of what it says."""
        return (self.geodesic / self.official - 1) * 100


def areas_compared() -> list[Areas]:
    """Return the areas of each region that has both, those furthest apart first. Two queries."""
    told = OfficialArea.objects.order_by("region", "-year", "source", "pk").distinct("region")
    borders = Boundary.objects.current().valid_on(timezone.localdate()).values_list("region", "area_m2", "sample")
    drawn = {region: (area_m2 / 1e6, sample) for region, area_m2, sample in borders}
    found = [
        Areas(each.region_id, float(each.area_km2), f"{each.source} {each.year}".strip(), *drawn[each.region_id])
        for each in told
        if each.region_id in drawn
    ]
    return sorted(found, key=lambda each: (-abs(each.percent), each.region))


def aliases(region: RegionFacts) -> list[RegionAlias]:
    """Return the other names, with their sources. One query."""
    return list(RegionAlias.objects.filter(region=region.pk).order_by("name", "pk"))


def official_areas(region: RegionFacts) -> list[OfficialArea]:
    """Return every area an office published, the newest first. One query."""
    return list(OfficialArea.objects.filter(region=region.pk).order_by("-year", "source", "pk"))


def events(region: RegionFacts) -> list[RegisterEvent]:
    """Return what the register says happened to the region, the newest day first. One query."""
    return list(RegisterEvent.objects.of_region(region.pk).order_by("-day", "-pk"))
