"""Chainable filters over regions and boundaries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from layers.querysets import VersionedQuerySet

if TYPE_CHECKING:
    from .models import Boundary, DisputedBorder, Region, RegisterEvent  # noqa: F401  # named in strings below


def code_of(region: str, scheme: str, day: date) -> Subquery:
    """Return the code of the region at lookup path `region` in `scheme` on `day`, as a subquery."""
    codes = apps.get_model("boundaries", "RegionCode").objects
    return Subquery(codes.filter(region=OuterRef(region), scheme=scheme, valid__contains=day).values("code")[:1])


class RegionQuerySet(QuerySet["Region"]):
    def existing_on(self, day: date) -> Self:
        return self.filter(valid__contains=day)

    def at_level(self, level: str) -> Self:
        return self.filter(level=level)

    def with_code(self, code: str, *, day: date, scheme: str = "kemendagri") -> Self:
        """Narrow to the region that bears `code` on `day`."""
        return self.filter(codes__scheme=scheme, codes__code=code, codes__valid__contains=day)

    def below(self, code: str, *, day: date) -> Self:
        """Narrow to the regions whose Kemendagri code begins with `code` and a dot."""
        return self.filter(codes__scheme="kemendagri", codes__code__startswith=f"{code}.", codes__valid__contains=day)

    def coded(self, day: date) -> Self:
        """Add `code` and `bps_code` as they are on `day`; None where there is none."""
        return self.annotate(code=code_of("pk", "kemendagri", day), bps_code=code_of("pk", "bps", day))

    def as_on(self, day: date) -> Self:
        """Add `name_then`, `slug_then`, `kind_then` and `parent_then` (a key): what the region was on `day`."""
        if "parent_then" in self.query.annotations:
            return self
        held = FilteredRelation("states", condition=Q(states__valid__contains=day))
        return self.annotate(state_then=held).annotate(
            name_then=Coalesce("state_then__name", "name"),
            slug_then=Coalesce("state_then__slug", "slug"),
            kind_then=Coalesce("state_then__kind", "kind"),
            parent_then=Coalesce(F("state_then__parent_id"), F("parent_id")),
        )

    def below_on(self, parent: int, day: date) -> Self:
        """Narrow to the regions directly below the one with key `parent` on `day`."""
        return self.as_on(day).filter(Q(parent_then=parent))


class BoundaryQuerySet(VersionedQuerySet["Boundary"]):
    def of_level(self, level: str) -> Self:
        return self.filter(level=level)

    def valid_on(self, day: date) -> Self:
        return self.filter(valid__contains=day)


class DisputeQuerySet(VersionedQuerySet["DisputedBorder"]):
    def of(self, regions: Iterable[int]) -> Self:
        """Narrow to the pairs one of `regions` is in."""
        keys = list(regions)
        return self.filter(Q(first__in=keys) | Q(second__in=keys))


class RegisterEventQuerySet(VersionedQuerySet["RegisterEvent"]):
    def of_region(self, region: int) -> Self:
        """Narrow to what is said now of a region, in order of days."""
        return self.current().filter(region=region).order_by("day", "pk")
