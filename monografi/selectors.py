"""Reads across editions and figures. Each states how many queries it makes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Max, QuerySet, Sum

from boundaries.facts import RegionFacts
from boundaries.models import Kind, Level, Region

from .indicators import Indicator, indicators
from .models import Edition, Figure
from .periods import Period, newest_first

Value = Decimal | str


@dataclass(frozen=True)
class Told:
    """One indicator with what an edition says of it; `value` None where it says nothing.

    `of` counts the desa that told it where it is a sum over them. `copied_from`: of which period it was copied and never
    looked at.
    """

    indicator: Indicator
    value: Value | None
    of: int | None = None
    copied_from: Period | None = None


@dataclass(frozen=True)
class Sheet:
    """The figures shown for a region and a period: its own edition, or the sum over the desa below it.

    `told` of `asked` desa have an edition of that period; both are None for a region's own edition.
    """

    region: int
    year: int
    semester: int | None
    source: str
    compiled_on: date | None
    sample: bool
    figures: Mapping[str, Told]
    told: int | None = None
    asked: int | None = None
    edition: Edition | None = None

    @property
    def period(self) -> Period:
        return Period(self.year, self.semester)

    @property
    def copied(self) -> int:
        """How many figures were copied and nobody looked at."""
        return sum(each.copied_from is not None for each in self.figures.values())

    @property
    def summed(self) -> bool:
        return self.told is not None

    def number(self, code: str) -> Decimal | None:
        found = self.figures.get(code)
        return found.value if found is not None and isinstance(found.value, Decimal) else None

    def numbers(self, codes: Iterable[str]) -> list[Decimal | None]:
        return [self.number(code) for code in codes]


def periods(region: RegionFacts) -> list[Period]:
    """Return what a region has published editions of, newest first. One query.

    A region above desa is told for every year any of them told, and for the halves some told apart.
    """
    told = Edition.objects.published().inside(region.pk).values_list("year", "semester").distinct()
    found = {Period(year, semester) for year, semester in told}
    if region.level != Level.DESA:
        found |= {Period(each.year) for each in found}
    return newest_first(found)


def newest_sheet(region: RegionFacts, *, until: int | None = None) -> Sheet | None:
    """Return the newest figures of a region, of the year `until` at the latest. Two queries; four where it is a sum."""
    editions = Edition.objects.published().of_region(region.pk)
    if until is not None:
        editions = editions.filter(year__lte=until)
    own = editions.newest_first().first()
    if own is not None:
        return _own(own)
    if region.level == Level.DESA:
        return None
    return rollup(region, until=until)


def sheet_of(region: RegionFacts, year: int, semester: int | None = None) -> Sheet | None:
    """Return the figures of one year, or of one half of it. Two queries; two more where they are a sum.

    A year is told by the edition of the whole of it, where there is none by that of its last half.
    """
    editions = Edition.objects.published().of_region(region.pk).filter(year=year)
    own = (editions if semester is None else editions.filter(semester=semester)).newest_first().first()
    if own is not None:
        return _own(own)
    return rollup(region, year=year, semester=semester) if region.level != Level.DESA else None


def _own(edition: Edition) -> Sheet:
    figures = {figure.indicator: _told(figure) for figure in edition.figures.all() if figure.indicator in indicators()}
    return Sheet(
        region=edition.region_id,
        year=edition.year,
        semester=edition.semester,
        source=edition.source,
        compiled_on=edition.compiled_on,
        sample=edition.sample,
        figures=figures,
        edition=edition,
    )


def _told(figure: Figure) -> Told:
    indicator = indicators()[figure.indicator]
    value = figure.number if indicator.numeric else figure.text
    return Told(indicator, value, copied_from=Period.of_slug(figure.copied_from) if figure.copied_from else None)


def rollup(
    region: RegionFacts, *, year: int | None = None, semester: int | None = None, until: int | None = None
) -> Sheet | None:
    """Return the sums over the desa below a region for `year` (or one half of it), or the newest one up to `until`; None
    where none told anything. Three queries.

    Only what adds up is summed, each desa once. One that told nothing counts as nothing: `told` and each `of` say how
    many did.
    """
    villages = Edition.objects.published().inside(region.pk).of_villages()
    editions = villages.one_a_year() if semester is None else villages.filter(semester=semester)
    asked = editions.filter(year=year) if year else editions.filter(year__lte=until) if until else editions
    years = asked.values("year").annotate(
        told=Count("region", distinct=True), sample=BoolOr("sample"), newest=Max("compiled_on")
    )
    facts = years.order_by("-year").first()
    if facts is None:
        return None
    return Sheet(
        region=region.pk,
        year=facts["year"],
        semester=semester,
        source="",
        compiled_on=facts["newest"],
        sample=facts["sample"],
        figures=_sums(editions.filter(year=facts["year"])),
        told=facts["told"],
        asked=villages_below(region).count(),
    )


def _sums(editions: QuerySet[Edition]) -> dict[str, Told]:
    adding = [each.code for each in indicators().values() if each.adds]
    rows = Figure.objects.filter(edition__in=editions, indicator__in=adding, number__isnull=False).values("indicator")
    found = rows.annotate(total=Sum("number"), of=Count("edition__region", distinct=True))
    return {row["indicator"]: Told(indicators()[row["indicator"]], row["total"], row["of"]) for row in found}


def villages_below(region: RegionFacts) -> QuerySet[Region]:
    """Narrow to the desa and kelurahan below a region that exist today; desa persiapan are counted with those they come from."""
    return villages_under(Level(region.level), region.pk)


def villages_under(level: Level, region: Any) -> QuerySet[Region]:
    """Narrow alike to those below the region of `level` whose key is `region`, which may be a reference to an outer row."""
    parents = {Level.KECAMATAN: "parent", Level.KABUPATEN: "parent__parent", Level.PROVINSI: "parent__parent__parent"}
    found = Region.objects.filter(level=Level.DESA, valid__endswith=None).exclude(kind=Kind.DESA_PERSIAPAN)
    return found.filter(**{parents[level]: region})


def told_periods() -> list[Period]:
    """Return the years any region has published editions of, and the halves some told apart, newest first. One query."""
    found = {Period(*each) for each in Edition.objects.published().values_list("year", "semester").distinct()}
    return newest_first(found | {Period(each.year) for each in found})


def series(region: RegionFacts, codes: Collection[str]) -> dict[str, dict[int, Decimal]]:
    """Return the numbers by indicator and year: a region's own, or the sums over its desa. One query."""
    figures = Figure.objects.published().filter(indicator__in=codes, number__isnull=False)
    own = figures.filter(edition__region=region.pk)
    chosen = own if region.level == Level.DESA else figures.inside(region.pk).filter(edition__region__level=Level.DESA)
    chosen = chosen.filter(edition__in=Edition.objects.published().one_a_year())
    rows = chosen.values("indicator", "edition__year").annotate(total=Sum("number")).order_by("edition__year")
    found: dict[str, dict[int, Decimal]] = {code: {} for code in codes}
    for row in rows:
        found[row["indicator"]][row["edition__year"]] = row["total"]
    return found


def sources(region: RegionFacts) -> dict[int, list[str]]:
    """Return who compiled what is told of a region, by year: its own editions, or those of its desa. One query."""
    editions = Edition.objects.published().inside(region.pk).one_a_year()
    rows = editions.values_list("year", "source", "region").distinct()
    found: dict[int, set[str]] = {}
    own: dict[int, set[str]] = {}
    for year, source, told_by in rows:
        (own if told_by == region.pk else found).setdefault(year, set()).add(source)
    return {year: sorted(each - {""}) for year, each in sorted((found | own).items())}


def newest_by_region() -> dict[int, date]:
    """Return the day the newest published edition of each region is of; the end of its period where it says none. One query."""
    rows = Edition.objects.published().values_list("region", "year", "semester").annotate(newest=Max("compiled_on"))
    found: dict[int, date] = {}
    for region, year, semester, compiled_on in rows:
        day = compiled_on or Period(year, semester).ends
        found[region] = max(day, found.get(region, day))
    return found


def figures_of(editions: QuerySet[Edition]) -> dict[int, dict[str, Value]]:
    """Return what editions say, by region and indicator. One query."""
    found: dict[int, dict[str, Value]] = {}
    rows = Figure.objects.filter(edition__in=editions).values_list("edition__region", "indicator", "number", "text")
    for region, code, number, text in rows:
        if code in indicators():
            found.setdefault(region, {})[code] = text if number is None else number
    return found


def newest_numbers(codes: Collection[str]) -> dict[int, dict[str, tuple[Decimal, int, bool]]]:
    """Return what each region told last of each of `codes`, the year of it and whether it is data contoh. One query.

    What was never told is absent.
    """
    figures = Figure.objects.published().filter(indicator__in=codes, number__isnull=False)
    newest = figures.order_by("edition__region", "indicator", "-edition__year", "-edition__semester", "-edition")
    found: dict[int, dict[str, tuple[Decimal, int, bool]]] = {}
    rows = newest.distinct("edition__region", "indicator")
    told = rows.values_list("edition__region", "indicator", "number", "edition__year", "edition__sample")
    for region, code, number, year, sample in told:
        if number is not None:
            found.setdefault(region, {})[code] = (number, year, sample)
    return found
