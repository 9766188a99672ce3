"""Chainable filters over editions and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from .periods import WHOLE, Period

if TYPE_CHECKING:
    from .models import Edition, Figure  # noqa: F401  # named in strings below


def _inside(path: str, region: int | OuterRef) -> Q:
    """Return the condition that the region at `path` is `region` or lies below it."""
    return Q(**{path: region}) | Q(**{f"{path}__parent": region}) | Q(**{f"{path}__parent__parent": region})


class EditionQuerySet(QuerySet["Edition"]):
    def published(self) -> Self:
        return self.filter(status="terbit")

    def of_region(self, region: int) -> Self:
        return self.filter(region=region)

    def inside(self, region: int | OuterRef) -> Self:
        """Narrow to the editions of a region and of all below it (two levels); it may be that of an outer row."""
        return self.filter(_inside("region", region))

    def of_villages(self) -> Self:
        return self.filter(region__level="desa")

    def one_a_year(self) -> Self:
        """Leave one published edition of each region and year: that of the whole year, else of its last semester."""
        whole = Value(WHOLE)
        others = self.model.objects.published().filter(region=OuterRef("region"), year=OuterRef("year"))
        later = others.alias(place=Coalesce("semester", whole)).filter(place__gt=Coalesce(OuterRef("semester"), whole))
        return self.filter(~Exists(later))

    def up_to(self, period: Period) -> Self:
        """Narrow to those of `period` and of earlier ones; the halves of a year come before the whole of it."""
        placed = self.alias(place=Coalesce("semester", Value(WHOLE)))
        return placed.filter(Q(year__lt=period.year) | Q(year=period.year, place__lte=period.place[1]))

    def newest_first(self) -> Self:
        return self.order_by("-year", "-semester", "-pk")


class FigureQuerySet(QuerySet["Figure"]):
    def published(self) -> Self:
        return self.filter(edition__status="terbit")

    def inside(self, region: int) -> Self:
        return self.filter(_inside("edition__region", region))
