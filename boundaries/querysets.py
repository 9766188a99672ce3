"""Chainable filters over regions and boundaries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet, Subquery

if TYPE_CHECKING:
    from .models import Boundary, Region

    RegionBase = QuerySet[Region]
    BoundaryBase = QuerySet[Boundary]
else:
    RegionBase = BoundaryBase = QuerySet


def code_of(region: str, scheme: str, day: date) -> Subquery:
    """Return the code of the region at lookup path `region` in `scheme` on `day`, as a subquery."""
    codes = apps.get_model("boundaries", "RegionCode").objects
    return Subquery(codes.filter(region=OuterRef(region), scheme=scheme, valid__contains=day).values("code")[:1])


class RegionQuerySet(RegionBase):
    def existing_on(self, day: date) -> RegionQuerySet:
        return self.filter(valid__contains=day)

    def at_level(self, level: str) -> RegionQuerySet:
        return self.filter(level=level)

    def with_code(self, code: str, *, day: date, scheme: str = "kemendagri") -> RegionQuerySet:
        """Narrow to the region that bears `code` on `day`."""
        return self.filter(codes__scheme=scheme, codes__code=code, codes__valid__contains=day)

    def below(self, code: str, *, day: date) -> RegionQuerySet:
        """Narrow to the regions whose Kemendagri code begins with `code` and a dot."""
        return self.filter(codes__scheme="kemendagri", codes__code__startswith=f"{code}.", codes__valid__contains=day)

    def coded(self, day: date) -> RegionQuerySet:
        """Add `code` and `bps_code` as they are on `day`; None where there is none."""
        return self.annotate(code=code_of("pk", "kemendagri", day), bps_code=code_of("pk", "bps", day))


class VersionedQuerySet(QuerySet[Any]):
    def current(self) -> VersionedQuerySet:
        """Narrow to the rows the newest release says."""
        return self.filter(until__isnull=True)

    def said_in(self, release: int) -> VersionedQuerySet:
        """Narrow to the rows release number `release` says."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=release), since__lte=release)


class BoundaryQuerySet(VersionedQuerySet, BoundaryBase):
    def of_level(self, level: str) -> BoundaryQuerySet:
        return self.filter(level=level)

    def valid_on(self, day: date) -> BoundaryQuerySet:
        return self.filter(valid__contains=day)
