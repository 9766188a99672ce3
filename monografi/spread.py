"""One measure over the regions of a level: what maps, rankings and their files are made from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region

from .measures import CHANGE, Measure
from .models import Edition, Figure
from .periods import Period
from .querysets import EditionQuerySet
from .selectors import villages_below

Areas = Callable[[Iterable[RegionFacts]], Mapping[int, float]]  # km² by region
Numbers = Mapping[tuple[int, int, str], float]  # by region, year and indicator
Parts = tuple[float, float]  # numerator and denominator


@dataclass(frozen=True)
class Spot:
    """A region with its figure; `value` None where nothing was told.

    `told` of the `asked` desa have what the figure needs; `asked` 0: the indicator is not asked of such regions. `own`:
    the region told it itself.
    """

    region: RegionFacts
    value: float | None
    told: int
    asked: int
    own: bool

    @property
    def applies(self) -> bool:
        return self.asked > 0


def spread(
    measure: Measure, period: Period, *, level: Level, above: RegionFacts, areas: Areas, day: date
) -> list[Spot]:
    """Return the measure for every desa, or every kecamatan, below `above`, by code. A change is counted from the same half
    of an earlier year, where `period` is a half.

    A kecamatan's own figure is taken where it told one, else the sum over its desa that told all that is needed. Two
    queries; one more for kecamatan, and one where areas are needed.
    """
    villages = listed(villages_below(above), day=day)
    shown = villages if level == Level.DESA else listed(_kecamatan(above), day=day)
    asked = {each.pk for each in (*villages, *shown)}
    years = [period.year] if measure.since is None else [period.year, measure.since]
    numbers = _numbers(measure.codes, years, period.semester, asked)
    sizes = areas([*villages, *(shown if level != Level.DESA else ())]) if measure.needs_area else {}
    parts = {pk: found for pk in asked if (found := _parts(measure, pk, period.year, numbers, sizes)) is not None}
    below: dict[int | None, list[RegionFacts]] = {}
    for each in villages:
        below.setdefault(each.parent_pk, []).append(each)
    return [
        _spot(measure, each, below.get(each.pk, []) if each.level != Level.DESA else [each], parts) for each in shown
    ]


def _kecamatan(above: RegionFacts) -> QuerySet[Region]:
    found = Region.objects.filter(level=Level.KECAMATAN, valid__endswith=None)
    if above.level == Level.KECAMATAN:
        return found.filter(pk=above.pk)
    return found.filter(**{"parent" if above.level == Level.KABUPATEN else "parent__parent": above.pk})


def _numbers(codes: Sequence[str], years: Sequence[int], semester: int | None, regions: Iterable[int]) -> Numbers:
    editions = of_half(Edition.objects.published().filter(year__in=years, region__in=regions), semester)
    rows = Figure.objects.filter(edition__in=editions, indicator__in=codes)
    columns = ("edition__region", "edition__year", "indicator", "number")
    return {
        (region, year, code): float(number)
        for region, year, code, number in rows.values_list(*columns)
        if number is not None
    }


def of_half(editions: EditionQuerySet, semester: int | None) -> EditionQuerySet:
    """Narrow to one half of the year; without, to the edition of the whole year where there is one, else its last half."""
    return editions.one_a_year() if semester is None else editions.filter(semester=semester)


def _parts(measure: Measure, pk: int, year: int, numbers: Numbers, sizes: Mapping[int, float]) -> Parts | None:
    """Return numerator and denominator of a region; None where one was not told, or nothing can be divided by it."""
    code = measure.indicator.code
    number = numbers.get((pk, year, code))
    if number is None:
        return None
    if measure.reading == CHANGE:
        then = numbers.get((pk, measure.since or year, code))
        return (number - then, then) if then else None
    if measure.basis is None:
        return number, 1
    divisor = sizes.get(pk) if measure.needs_area else numbers.get((pk, year, measure.basis.of))
    return (number, divisor) if divisor else None


def _spot(measure: Measure, region: RegionFacts, villages: Sequence[RegionFacts], parts: Mapping[int, Parts]) -> Spot:
    asked = [each.pk for each in villages if measure.indicator.asked_of(each.kind)]
    if region.pk in parts:
        return Spot(region, measure.of(*parts[region.pk]), len(asked), len(asked), own=True)
    told = [parts[pk] for pk in asked if pk in parts] if measure.indicator.adds else []
    if not told:
        return Spot(region, None, 0, len(asked), own=False)
    numerator = sum(one for one, _other in told)
    denominator = sum(other for _one, other in told) if measure.reading != "angka" else 1
    return Spot(region, measure.of(numerator, denominator), len(told), len(asked), own=False)


def origins(period: Period, *, above: RegionFacts | None = None) -> tuple[list[str], bool]:
    """Return who compiled the editions of a period, below `above` or of all, by name, and whether any is a sample. One query."""
    editions = Edition.objects.published()
    told = (editions.inside(above.pk) if above else editions).filter(year=period.year)
    rows = of_half(told, period.semester).values_list("source", "sample").distinct()
    found = list(rows.order_by("source", "sample"))
    return sorted({source for source, _sample in found if source}), any(sample for _source, sample in found)
