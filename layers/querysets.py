"""Chainable filters over rows counted by releases."""

from typing import Self, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


class VersionedQuerySet(QuerySet[Row]):
    def current(self) -> Self:
        """Narrow to the rows the newest release says."""
        return self.filter(until__isnull=True)

    def said_in(self, release: int) -> Self:
        """Narrow to the rows release number `release` says."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=release), since__lte=release)
