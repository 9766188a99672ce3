"""Chainable filters over editions and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from .models import Edition, Figure  # noqa: F401  # named in strings below


def _inside(path: str, region: int) -> Q:
    """Return the condition that the region at `path` is `region` or lies below it."""
    return Q(**{path: region}) | Q(**{f"{path}__parent": region}) | Q(**{f"{path}__parent__parent": region})


class EditionQuerySet(QuerySet["Edition"]):
    def published(self) -> Self:
        return self.filter(status="terbit")

    def of_region(self, region: int) -> Self:
        return self.filter(region=region)

    def inside(self, region: int) -> Self:
        """Narrow to the editions of a region and of all below it (two levels)."""
        return self.filter(_inside("region", region))

    def of_villages(self) -> Self:
        return self.filter(region__level="desa")

    def newest_first(self) -> Self:
        return self.order_by("-year", "-semester", "-pk")


class FigureQuerySet(QuerySet["Figure"]):
    def published(self) -> Self:
        return self.filter(edition__status="terbit")

    def inside(self, region: int) -> Self:
        return self.filter(_inside("edition__region", region))
