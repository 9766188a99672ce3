"""What a heading, a link or a list needs of a region."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower, Upper
from django.utils import timezone

from .models import Level, Region, RegionState
from .querysets import code_of

PERSIAPAN_PREFIX = "p-"
LEVELS = list(Level)
# Columns of a region that may be otherwise on another day (`RegionQuerySet.as_on`).
THEN = {"name": "name_then", "slug": "slug_then", "kind": "kind_then"}


@dataclass(frozen=True)
class RegionFacts:
    """What a heading, a link or a list needs of a region, as it is on one day."""

    pk: int
    code: str | None
    bps_code: str | None
    name: str
    kind: str
    level: str
    slug: str
    parent_pk: int | None
    parent_code: str | None
    parent_name: str | None
    valid_from: date | None
    valid_until: date | None

    @property
    def address(self) -> str:
        """The path below /wilayah/ and /api/regions/, without slashes at its ends."""
        return self.code or f"{self.parent_code}/{PERSIAPAN_PREFIX}{self.slug}"


def listed(regions: QuerySet[Region], *, day: date | None = None) -> list[RegionFacts]:
    """Return the facts of `regions`, by code, those without a code last. One query."""
    return [RegionFacts(*row) for row in rows_of(regions, day or timezone.localdate())]


def rows_of(regions: QuerySet[Region], day: date, *further: str) -> QuerySet[Region, tuple[Any, ...]]:
    """Return what `RegionFacts` are made of, in their order, and further columns of `regions` after it."""
    rows = regions.as_on(day).annotate(  # type: ignore[attr-defined]  # every queryset of regions has it
        code=code_of("pk", "kemendagri", day),
        bps_code=code_of("pk", "bps", day),
        parent_pk=F("parent_then"),
        parent_code=code_of("parent_then", "kemendagri", day),
        parent_name=_name_of("parent_then", day),
        valid_from=Lower("valid"),
        valid_until=Upper("valid"),
    )
    names = [THEN.get(field.name, field.name) for field in fields(RegionFacts)]
    ordered = rows.order_by(F("code").asc(nulls_last=True), "name_then", "pk")
    return ordered.values_list(*names, *further)


def _name_of(region: str, day: date) -> Coalesce:
    """Return the name of the region at lookup path `region` on a day, as an expression."""
    then = RegionState.objects.filter(region=OuterRef(region), valid__contains=day).values("name")
    return Coalesce(Subquery(then[:1]), Subquery(Region.objects.filter(pk=OuterRef(region)).values("name")[:1]))


def depth(facts: RegionFacts) -> int:
    """Return how far below the province the region stands, for sorting."""
    return LEVELS.index(Level(facts.level))
