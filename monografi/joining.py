"""Figures beside rows of another table: expressions for a query over rows that name a region. No query of their own.

They choose as maps and rankings do (`spread`): the edition of the half asked for; of a year, that of the whole, else of its
last semester; a kecamatan's own figure, else the sum over its desa of today that told one. What nobody told is null.
"""

from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from boundaries.models import Level

from .indicators import Indicator
from .models import Edition, Figure
from .periods import Period
from .selectors import villages_under
from .spread import of_half


def figure(indicator: Indicator, period: Period, level: Level, region: str = "region") -> Any:
    """Return what the region at the lookup path `region` told of `indicator` for `period`: a number, or words."""
    own = Subquery(_own(indicator, period, region).values("number" if indicator.numeric else "text")[:1])
    if not summed(indicator, level):
        return own
    return Coalesce(own, Subquery(_over_villages(indicator, period, level, region).values("total")))


def villages_told(indicator: Indicator, period: Period, level: Level, region: str = "region") -> Any:
    """Return how many desa a sum is made of; null where the region told the figure itself, or nobody did."""
    counted = Subquery(_over_villages(indicator, period, level, region).values("told"))
    return Case(When(Exists(_own(indicator, period, region)), then=None), default=counted)


def summed(indicator: Indicator, level: Level) -> bool:
    """Tell whether a figure of that level may be the sum over desa."""
    return indicator.adds and level != Level.DESA


def told_for(period: Period, region: str = "region") -> Any:
    """Return of which period the region's own edition of `period` is, as addresses say it (2025, 2025-s2)."""
    half = Case(
        When(semester=None, then=Value(str(period.year))),
        default=Concat(Value(f"{period.year}-s"), Cast("semester", CharField())),
    )
    return Subquery(_editions(period).filter(region=OuterRef(region)).values_list(half)[:1])


def source(period: Period, region: str = "region") -> Any:
    """Return who compiled the region's own edition of `period`; null where it says nothing."""
    return Subquery(_editions(period).filter(region=OuterRef(region)).exclude(source="").values("source")[:1])


def sample(period: Period, region: str = "region") -> Any:
    """Return whether any edition of `period`, of the region or one below it, is data contoh; null where there is none."""
    told = _editions(period).inside(OuterRef(region)).order_by().values("year")
    return Subquery(told.annotate(any_sample=BoolOr("sample")).values("any_sample"))


def _editions(period: Period) -> Any:
    return of_half(Edition.objects.published().filter(year=period.year), period.semester)


def _own(indicator: Indicator, period: Period, region: str) -> QuerySet[Figure]:
    told = Figure.objects.filter(
        indicator=indicator.code, edition__in=_editions(period), edition__region=OuterRef(region)
    )
    return told.filter(number__isnull=not indicator.numeric)


def _over_villages(indicator: Indicator, period: Period, level: Level, region: str) -> Any:
    villages = villages_under(level, OuterRef(OuterRef(region))).exclude(kind__in=indicator.not_for)
    told = Figure.objects.filter(
        indicator=indicator.code, edition__in=_editions(period), edition__region__in=villages, number__isnull=False
    )
    return (
        told.order_by().values("indicator").annotate(total=Sum("number"), told=Count("edition__region", distinct=True))
    )
