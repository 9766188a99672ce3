"""Reads across projects. Each states how many queries it makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.text import slugify

from boundaries.facts import RegionFacts
from boundaries.models import Boundary

from .models import Award, Contract, Progress, Project, ProjectSite
from .querysets import inside
from .words import Certainty, Stage, TenderStatus, Way


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
    rows = projects.filter(inside(region.pk) | _unplaced()) if region else projects
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


@dataclass(frozen=True)
class Line:
    """The packages of one agency, provider, year or stage; `key` names it in addresses."""

    key: str
    name: str
    total: Total
    unplaced: Total


def sums_by(projects: QuerySet[Project], column: str) -> list[Line]:
    """Return the sums of `projects` for each value of a column ("agency", "year"), the greatest first. One query."""
    grouped = projects.order_by().values_list(column, "place_certainty")
    rows = [
        (str(value), str(value), certainty, Total(count, rupiah or 0, count - told))
        for value, certainty, count, rupiah, told in grouped.annotate(Count("pk"), Sum("value"), Count("value"))
    ]
    return _lines(rows)


def sums_by_provider(projects: QuerySet[Project] | None = None) -> list[Line]:
    """Return the sums of each provider, of `projects` or of all, the greatest first. Two queries.

    A package won by several counts whole with each of them: what each had of it is not always told.
    """
    held: dict[tuple[str, int], tuple[str, str, Total]] = {}
    for rows in (Award.objects.all(), Contract.objects.exclude(provider_slug="")):
        valid = rows.exclude(process__status__in=(TenderStatus.FAILED, TenderStatus.CANCELLED))
        if projects is not None:
            valid = valid.filter(process__project__in=projects.order_by().values("pk"))
        names = ("provider_slug", "process__project", "provider", "process__project__place_certainty")
        for slug, project, name, certainty, value in valid.values_list(*names, "process__project__value"):
            held[slug, project] = (name, certainty, Total(1, value or 0, int(value is None)))
    return _lines([(slug, name, certainty, total) for (slug, _pk), (name, certainty, total) in held.items()])


def _lines(rows: Iterable[tuple[str, str, str, Total]]) -> list[Line]:
    found: dict[str, Line] = {}
    for key, name, certainty, total in rows:
        before = found.get(key, Line(key, name, Total(), Total()))
        lost = total if certainty == Certainty.NONE else Total()
        found[key] = Line(key, name, before.total + total, before.unplaced + lost)
    return sorted(found.values(), key=lambda line: (-line.total.rupiah, line.name))


def named_agencies(slug: str) -> list[str]:
    """Return the agencies an address names: those spelled the same but for case and signs. One query."""
    names = Project.objects.order_by("agency").values_list("agency", flat=True).distinct()
    return [name for name in names if slugify(name)[:200] == slug]


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
    here, none = inside(region.pk), _unplaced()
    rows = (
        Project.objects.filter(here | none, year__lte=until)
        .order_by("-year")
        .values("year")
        .annotate(
            here=Count("pk", filter=here),
            rupiah=Sum("value", filter=here),
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
    """Return the largest packages of a region in a year, each with what was told last of its progress. One query."""
    newest = Progress.objects.filter(project=OuterRef("pk")).order_by("-day")
    told = {"told_on": Subquery(newest.values("day")[:1]), "told": Subquery(newest.values("note")[:1])}
    found = Project.objects.inside(region.pk).filter(year=year).select_related("region").annotate(**told)
    return list(found.order_by("-value", "pk")[:limit])


def years() -> list[int]:
    """Return the years there are packages of, newest first. One query."""
    return list(Project.objects.order_by("-year").values_list("year", flat=True).distinct())


def agencies() -> list[str]:
    """Return the agencies that buy or build; the villages' own works are found by region. One query."""
    found = Project.objects.exclude(way__in=(Way.VILLAGE, Way.SELF)).order_by("agency")
    return list(found.values_list("agency", flat=True).distinct())


def sites_outside(day: date) -> list[ProjectSite]:
    """Return the sites that touch nowhere the region they are said to lie in, by title. One query.

    A region without a border says nothing of them.
    """
    borders = Boundary.objects.current().valid_on(day).filter(region=OuterRef("region"))
    found = ProjectSite.objects.current().filter(Exists(borders), region__isnull=False)
    apart = found.exclude(Exists(borders.filter(geom__intersects=OuterRef("geom"))))
    return list(apart.select_related("project").order_by("title", "pk"))


def newest_by_region() -> dict[int, date]:
    """Return the day a package in each region was last changed; those without a place count nowhere. One query."""
    rows = Project.objects.filter(region__isnull=False).order_by().values_list("region")
    return {region: timezone.localdate(at) for region, at in rows.annotate(Max("changed_at"))}


def hits(words: str) -> QuerySet[Project]:
    """Narrow to the packages whose words fit, the newest first, with their regions."""
    return Project.objects.worded(words).select_related("region").newest_first()


def search(words: str, limit: int) -> list[Project]:
    """Return the packages whose words fit, newest first. One query."""
    return list(hits(words)[:limit]) if words.strip() else []
