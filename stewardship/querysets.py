"""Chainable filters over mandates and keepers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

if TYPE_CHECKING:
    from .models import Keeper, Mandate  # noqa: F401  # named in strings below


class MandateQuerySet(QuerySet["Mandate"]):
    def open(self) -> Self:
        """Narrow to the mandates nobody ended."""
        return self.filter(ended_at__isnull=True)

    def in_force(self, day: date) -> Self:
        """Narrow to the mandates that hold on `day`."""
        return self.open().filter(valid__contains=day)


class KeeperQuerySet(QuerySet["Keeper"]):
    def on(self, day: date) -> Self:
        """Narrow to who keeps a page on `day`."""
        return self.filter(valid__contains=day)
