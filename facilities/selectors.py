"""Reads over facilities as the newest release says them. Each states how many queries it makes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import Point
from django.contrib.postgres.aggregates import BoolOr
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    Count,
    F,
    FloatField,
    Func,
    Max,
    Q,
    Subquery,
    Value,
    Window,
)
from django.utils import timezone

from boundaries.models import Boundary
from boundaries.names import plain
from boundaries.querysets import code_of
from layers.models import Release
from layers.wording import exact_else_like

from .kinds import GROUPS, KINDS, Group, Kind
from .models import LAYER, PLAIN_NAME, FacilityVersion
from .querysets import VersionQuerySet

# What a village asks for first: the order of short lists, and what "nearest" is told of on a desa's page.
FIRST = (
    "kantor_bupati",
    "rumah_sakit",
    "kantor_kecamatan",
    "puskesmas",
    "kantor_kelurahan",
    "sma",
    "smk",
    "smp",
    "pasar",
    "kantor_desa",
    "pustu",
    "sd",
)
NEAREST_OF = ("rumah_sakit", "puskesmas", "smp", "sma", "pasar")
LONGEST_WORDS = 100


@dataclass(frozen=True)
class GroupCount:
    """How many facilities of a group there are, and of each of its kinds that there are any."""

    group: Group
    kinds: tuple[tuple[Kind, int], ...]

    @property
    def count(self) -> int:
        return sum(count for _kind, count in self.kinds)


@dataclass(frozen=True)
class Counts:
    """Facilities of a region and the regions below it. `said` is the newest release that changed one of them."""

    groups: tuple[GroupCount, ...]
    sample: bool
    newest: date | None

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def current() -> VersionQuerySet:
    """Return what the newest release says, with the identity joined."""
    return FacilityVersion.objects.current().select_related("facility", "region__parent")


def counted(rows: VersionQuerySet) -> Counts:
    """Return how many of `rows` there are of each kind. One query."""
    told = (
        rows.order_by("kind")
        .values("kind")
        .annotate(count=Count("pk"), some=BoolOr("sample"), newest=Max("source_date"))
    )
    found = {row["kind"]: row for row in told}
    days = [row["newest"] for row in found.values() if row["newest"]]
    return Counts(
        grouped({kind: row["count"] for kind, row in found.items()}),
        any(row["some"] for row in found.values()),
        max(days, default=None),
    )


def grouped(numbers: dict[str, int]) -> tuple[GroupCount, ...]:
    """Return counts by kind as counts by group, in the order of the code list; groups without any are left out."""
    found = []
    for group in GROUPS.values():
        kinds = tuple(
            (kind, numbers[kind.code]) for kind in KINDS.values() if kind.group == group and numbers.get(kind.code)
        )
        if kinds:
            found.append(GroupCount(group, kinds))
    return tuple(found)


def overview(region: int, limit: int) -> tuple[Counts, list[FacilityVersion]]:
    """Return the counts of a region and below it, and one facility of each of the kinds people ask for first. One query."""
    each_kind = (
        current()
        .within(region)
        .annotate(
            count=Window(Count("pk"), partition_by=[F("kind")]),
            some=Window(BoolOr("sample")),
            newest=Window(Max("source_date")),
        )
        .order_by("kind", "name", "pk")
        .distinct("kind")
    )
    rows: list[Any] = list(each_kind)
    groups = grouped({row.kind: row.count for row in rows})
    first = sorted((row for row in rows if row.kind in FIRST), key=lambda row: FIRST.index(row.kind))
    return Counts(groups, bool(rows) and rows[0].some, rows[0].newest if rows else None), first[:limit]


def nearest_to_region(region: int, kinds: Sequence[str] = NEAREST_OF) -> list[FacilityVersion]:
    """Return the nearest facility of each of `kinds` to the middle of a region's border, as `distance_m`. One query.

    Nothing where the region has no border.
    """
    borders = Boundary.objects.current().valid_on(timezone.localdate()).filter(region=region)
    middle = Subquery(
        borders.annotate(middle=Func(F("geom"), function="ST_PointOnSurface")).values("middle")[:1],
        output_field=GeometryField(srid=4326),
    )
    return _nearest_of_each(middle, kinds)


def _nearest_of_each(place: Any, kinds: Sequence[str]) -> list[FacilityVersion]:
    rows = current().filter(kind__in=kinds).annotate(distance_m=_metres(place)).filter(distance_m__isnull=False)
    found = rows.order_by("kind", "distance_m", "pk").distinct("kind")
    return sorted(found, key=lambda each: kinds.index(each.kind))


def _metres(place: Any) -> Func:
    """Return the distance on a sphere: half a percent off at most, and much quicker than on the ellipsoid."""
    return Func(F("geom"), place, function="ST_DistanceSphere", output_field=FloatField())


def by_distance(rows: VersionQuerySet, lon: float, lat: float) -> VersionQuerySet:
    """Add `distance_m` from a position (EPSG:4326), the nearest first."""
    here = Value(Point(lon, lat, srid=4326), output_field=GeometryField(srid=4326))
    return rows.annotate(distance_m=_metres(here)).order_by("distance_m", "pk")


def named(rows: VersionQuerySet, words: str) -> VersionQuerySet:
    """Narrow to the names that hold `words`, typed with or without accents, or the NPSN that is; else to the most alike."""
    text = plain(words)
    exact = Q(own__contains=text) | Q(npsn=words.strip())
    return exact_else_like(rows.alias(own=PLAIN_NAME), exact, text, PLAIN_NAME)


def hits(words: str) -> VersionQuerySet:
    """Narrow to what `named` finds of what everybody may see, the most alike first."""
    likeness = TrigramWordSimilarity(plain(words), PLAIN_NAME)
    return named(current().public(), words).annotate(likeness=likeness).order_by("-likeness", "name", "pk")


def search(words: str, limit: int) -> list[FacilityVersion]:
    """Return the facilities whose names hold the words, else those much like them, best first. One query."""
    return list(hits(words[:LONGEST_WORDS])[:limit]) if plain(words) else []


def spot_of(region: int) -> tuple[float, float] | None:
    """Return lon and lat of a point inside a region's border, in EPSG:4326; None where it has none. One query."""
    borders = Boundary.objects.current().valid_on(timezone.localdate()).filter(region=region)
    spot = borders.annotate(spot=PointOnSurface("geom")).values_list("spot", flat=True).first()
    return (spot.x, spot.y) if spot else None


def facility(key: str) -> FacilityVersion | None:
    """Return what is said last of a facility, whether it still stands (`until` None) or not. One query."""
    rows = FacilityVersion.objects.select_related("facility", "region__parent", "stated_region", "photo")
    rows = rows.defer("photo__small", "photo__large")
    return rows.filter(facility__key=key).order_by("-since").first()


@dataclass(frozen=True)
class Said:
    """One state of a facility, and the release that said it; `ended` where a release took it away again."""

    version: FacilityVersion
    release: Release
    ended: Release | None


def history(facility: int) -> list[Said]:
    """Return every state of a facility, the newest first. Two queries."""
    versions = list(FacilityVersion.objects.filter(facility=facility).order_by("-since"))
    numbers = {number for each in versions for number in (each.since, each.until) if number}
    releases = {each.number: each for each in Release.objects.filter(layer=LAYER, number__in=numbers)}
    return [
        Said(each, releases[each.since], releases.get(each.until or 0)) for each in versions if each.since in releases
    ]


@dataclass(frozen=True)
class RegionCount:
    """How many facilities of a kind lie in a region."""

    code: str
    region: str
    above: str
    kind: Kind
    count: int
    sample: bool


PATHS = {"desa": "region", "kecamatan": "region__parent", "kabupaten": "region__parent__parent"}


def counts_by_region(level: str, within: int | None = None) -> list[RegionCount]:
    """Return the counts of each region of a level and kind, by code; those without any are absent. One query.

    For comparison with what a monograph says; facilities in no desa are in no region's count.
    """
    path = PATHS[level]
    rows = FacilityVersion.objects.current().filter((f"{path}__isnull", False))
    if within is not None:
        rows = rows.within(within)
    found = (
        rows.annotate(code=code_of(path, "kemendagri", timezone.localdate()))
        .values("code", "kind", title=F(f"{path}__name"), above=F(f"{path}__parent__name"))
        .annotate(count=Count("pk"), some=BoolOr("sample"))
        .order_by("code", "title", "kind")
    )
    return [
        RegionCount(row["code"] or "", row["title"], row["above"], KINDS[row["kind"]], row["count"], row["some"])
        for row in found
    ]


def newest_by_region() -> dict[int, date]:
    """Return the day of what was last said of the facilities in each desa: when it was seen, or published. Two queries."""
    live = FacilityVersion.objects.current().filter(region__isnull=False).order_by()
    undated = Max("since", filter=Q(source_date=None))
    rows = list(live.values_list("region").annotate(day=Max("source_date"), number=undated))
    numbers = {number for _region, _day, number in rows if number}
    opened = Release.objects.filter(layer=LAYER, number__in=numbers).values_list("number", "published_at")
    days = {number: timezone.localdate(at) for number, at in opened}
    told = {region: [each for each in (day, days.get(number or 0)) if each] for region, day, number in rows}
    return {region: max(each) for region, each in told.items() if each}


def counts_by_desa(kinds: Collection[str]) -> dict[int, dict[str, int]]:
    """Return how many facilities of each of `kinds` are mapped in each desa; where there is none, nothing. One query."""
    rows = FacilityVersion.objects.current().filter(kind__in=kinds, region__isnull=False).order_by()
    found: dict[int, dict[str, int]] = {}
    for region, kind, count in rows.values_list("region", "kind").annotate(Count("pk")):
        found.setdefault(region, {})[kind] = count
    return found


def outside_their_desa() -> VersionQuerySet:
    """Return the facilities whose point lies in another desa than the one that was stated, or in none."""
    stated = current().filter(stated_region__isnull=False).select_related("facility", "region", "stated_region")
    within = Q(region=F("stated_region")) | Q(region__parent=F("stated_region"))
    return stated.filter(Q(region__isnull=True) | ~within).order_by("name", "pk")


def nearest_to_place(row: FacilityVersion, limit: int) -> list[FacilityVersion]:
    """Return the facilities of the same kind nearest to one, with `distance_m`. One query."""
    rows = current().filter(kind=row.kind).exclude(facility=row.facility_id)
    return list(by_distance(rows, row.geom.x, row.geom.y)[:limit])
