"""Figures beside rows of another table: expressions for a query over rows that name a region. No query of their own.

They choose as maps and rankings do (`spread`): the edition of the whole year, else of its last semester; a kecamatan's own
figure, else the sum over its desa of today that told one. What nobody told is null.
"""

from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from boundaries.models import Level

from .indicators import Indicator
from .models import Edition, Figure
from .selectors import villages_under


def figure(indicator: Indicator, year: int, level: Level, region: str = "region") -> Any:
    """Return what the region at the lookup path `region` told of `indicator` for `year`: a number, or words."""
    own = Subquery(_own(indicator, year, region).values("number" if indicator.numeric else "text")[:1])
    if not summed(indicator, level):
        return own
    return Coalesce(own, Subquery(_over_villages(indicator, year, level, region).values("total")))


def villages_told(indicator: Indicator, year: int, level: Level, region: str = "region") -> Any:
    """Return how many desa a sum is made of; null where the region told the figure itself, or nobody did."""
    counted = Subquery(_over_villages(indicator, year, level, region).values("told"))
    return Case(When(Exists(_own(indicator, year, region)), then=None), default=counted)


def summed(indicator: Indicator, level: Level) -> bool:
    """Tell whether a figure of that level may be the sum over desa."""
    return indicator.adds and level != Level.DESA


def period(year: int, region: str = "region") -> Any:
    """Return of which period the region's own edition of `year` is, as addresses say it (2025, 2025-s2)."""
    half = Case(
        When(semester=None, then=Value(str(year))),
        default=Concat(Value(f"{year}-s"), Cast("semester", CharField())),
    )
    return Subquery(_editions(year).filter(region=OuterRef(region)).values_list(half)[:1])


def source(year: int, region: str = "region") -> Any:
    """Return who compiled the region's own edition of `year`; null where it says nothing."""
    return Subquery(_editions(year).filter(region=OuterRef(region)).exclude(source="").values("source")[:1])


def sample(year: int, region: str = "region") -> Any:
    """Return whether any edition of `year`, of the region or one below it, is data contoh; null where there is none."""
    told = _editions(year).inside(OuterRef(region)).order_by().values("year")
    return Subquery(told.annotate(any_sample=BoolOr("sample")).values("any_sample"))


def _editions(year: int) -> Any:
    return Edition.objects.published().filter(year=year).one_a_year()


def _own(indicator: Indicator, year: int, region: str) -> QuerySet[Figure]:
    told = Figure.objects.filter(
        indicator=indicator.code, edition__in=_editions(year), edition__region=OuterRef(region)
    )
    return told.filter(number__isnull=not indicator.numeric)


def _over_villages(indicator: Indicator, year: int, level: Level, region: str) -> Any:
    villages = villages_under(level, OuterRef(OuterRef(region))).exclude(kind__in=indicator.not_for)
    told = Figure.objects.filter(
        indicator=indicator.code, edition__in=_editions(year), edition__region__in=villages, number__isnull=False
    )
    return (
        told.order_by().values("indicator").annotate(total=Sum("number"), told=Count("edition__region", distinct=True))
    )
