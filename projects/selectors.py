"""Reads across projects. Each states how many queries it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from boundaries.facts import RegionFacts

from .models import Project
from .words import Certainty, Stage, Way


@dataclass(frozen=True)
class Total:
    """So many packages, worth so many whole rupiah in all; `untold` of them have no figure, so they add nothing."""

    count: int = 0
    rupiah: int = 0
    untold: int = 0

    def __add__(self, other: Total) -> Total:
        return Total(self.count + other.count, self.rupiah + other.rupiah, self.untold + other.untold)


@dataclass(frozen=True)
class Totals:
    """What is asked for, by stage; `unplaced` are those without a known place: part of the whole where `among`,

    beside it where a region was asked for (they may lie there, too).
    """

    stages: Sequence[tuple[Stage, Total]]
    whole: Total
    unplaced: Total
    among: bool


def totals(projects: QuerySet[Project], region: RegionFacts | None = None) -> Totals:
    """Return the sums of `projects`, narrowed to `region` and below where one is given. One query."""
    rows = projects.filter(_inside(region) | _unplaced()) if region else projects
    grouped = rows.order_by().values_list("stage", "place_certainty")
    placed: dict[str, Total] = {}
    unplaced = Total()
    for stage, certainty, count, rupiah, told in grouped.annotate(Count("pk"), Sum("value"), Count("value")):
        total = Total(count, rupiah or 0, count - told)
        if certainty == Certainty.NONE:
            unplaced += total
        if certainty != Certainty.NONE or region is None:
            placed[stage] = placed.get(stage, Total()) + total
    stages = [(stage, placed[stage]) for stage in Stage if stage in placed]
    return Totals(stages, sum((total for _stage, total in stages), Total()), unplaced, among=region is None)


def _inside(region: RegionFacts) -> Q:
    pk = region.pk
    return Q(region=pk) | Q(region__parent=pk) | Q(region__parent__parent=pk)


def _unplaced() -> Q:
    return Q(place_certainty=Certainty.NONE)


@dataclass(frozen=True)
class OfYear:
    """What a region has in a year."""

    year: int
    count: int
    rupiah: int


@dataclass(frozen=True)
class InShort:
    """A region's packages by year, the newest first, and how many of the regency no place is known of."""

    years: Sequence[OfYear]
    unplaced: Total

    @property
    def count(self) -> int:
        return sum(each.count for each in self.years)


def in_short(region: RegionFacts, *, until: int) -> InShort:
    """Return what a region and those below have in the years up to `until`. One query."""
    inside, none = Q(_inside(region)), _unplaced()
    rows = (
        Project.objects.filter(inside | none, year__lte=until)
        .order_by("-year")
        .values("year")
        .annotate(
            here=Count("pk", filter=inside),
            rupiah=Sum("value", filter=inside),
            lost=Count("pk", filter=none),
            lost_rupiah=Sum("value", filter=none),
        )
    )
    found = list(rows)
    years = [OfYear(row["year"], row["here"], row["rupiah"] or 0) for row in found if row["here"]]
    newest = [row for row in found if not years or row["year"] == years[0].year]
    unplaced = Total(sum(row["lost"] for row in newest), sum(row["lost_rupiah"] or 0 for row in newest))
    return InShort(years, unplaced)


def foremost(region: RegionFacts, year: int, limit: int) -> list[Project]:
    """Return the largest packages of a region in a year. One query."""
    found = Project.objects.inside(region.pk).filter(year=year).select_related("region")
    return list(found.order_by("-value", "pk")[:limit])


def years() -> list[int]:
    """Return the years there are packages of, newest first. One query."""
    return list(Project.objects.order_by("-year").values_list("year", flat=True).distinct())


def agencies() -> list[str]:
    """Return the agencies that buy or build; the villages' own works are found by region. One query."""
    found = Project.objects.exclude(way__in=(Way.VILLAGE, Way.SELF)).order_by("agency")
    return list(found.values_list("agency", flat=True).distinct())


def search(words: str, limit: int) -> list[Project]:
    """Return the packages whose words fit, newest first. One query."""
    return list(Project.objects.worded(words).select_related("region").newest_first()[:limit]) if words.strip() else []
