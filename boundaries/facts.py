"""What a heading, a link or a list needs of a region."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Lower, Upper
from django.utils import timezone

from .models import Level, Region
from .querysets import code_of

PERSIAPAN_PREFIX = "p-"
LEVELS = list(Level)


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
    day = day or timezone.localdate()
    rows = regions.annotate(
        code=code_of("pk", "kemendagri", day),
        bps_code=code_of("pk", "bps", day),
        parent_pk=F("parent"),
        parent_code=code_of("parent", "kemendagri", day),
        parent_name=F("parent__name"),
        valid_from=Lower("valid"),
        valid_until=Upper("valid"),
    )
    names = [field.name for field in fields(RegionFacts)]
    ordered = rows.order_by(F("code").asc(nulls_last=True), "name", "pk")
    return [RegionFacts(**row) for row in ordered.values(*names)]


def depth(facts: RegionFacts) -> int:
    """Return how far below the province the region stands, for sorting."""
    return LEVELS.index(Level(facts.level))
