"""Chainable filters over activities."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from boundaries.querysets import code_of

if TYPE_CHECKING:
    from .models import Activity  # noqa: F401  # named in a string below


class ActivityQuerySet(QuerySet["Activity"]):
    def shown(self, day: date | None = None) -> Self:
        """Narrow to what was not withdrawn, and where a day is given to what had happened by then."""
        found = self.filter(withdrawn_at__isnull=True)
        return found.filter(day__lte=day) if day else found

    def inside(self, region: int) -> Self:
        """Narrow to a region and all below it (two levels)."""
        return self.filter(Q(region=region) | Q(region__parent=region) | Q(region__parent__parent=region))

    def newest_first(self) -> Self:
        return self.order_by("-day", "-pk")

    def with_photo_told(self) -> Self:
        """Read what is told of a photo along, not its bytes."""
        return self.select_related("photo").defer("photo__small", "photo__large")

    def coded_region(self, day: date) -> Self:
        """Read the region along, with its `code` on `day` (None where it has none)."""
        return self.annotate(code=code_of("region", "kemendagri", day)).select_related("region")
