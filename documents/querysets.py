"""Chainable filters over documents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from boundaries.querysets import code_of
from layers.wording import exact_else_like

from .searching import query_for

if TYPE_CHECKING:
    from .models import Document  # noqa: F401  # named in strings below

HEAVY = ("newest__text", "newest__preview", "words")


class DocumentQuerySet(QuerySet["Document"]):
    def in_force(self) -> Self:
        return self.filter(state="berlaku")

    def not_withdrawn(self) -> Self:
        return self.exclude(state="ditarik")

    def published_until(self, day: date) -> Self:
        return self.filter(published_on__lte=day)

    def of_region(self, region: int) -> Self:
        return self.filter(region=region)

    def inside(self, region: int) -> Self:
        """Narrow to the documents of a region and of all below it (two levels)."""
        return self.filter(Q(region=region) | Q(region__parent=region) | Q(region__parent__parent=region))

    def saying(self, words: str) -> Self:
        """Narrow to the documents in whose title or text all of `words` stand; where none is, to the titles most alike."""
        return exact_else_like(self, Q(words=query_for(words)), words, "title")

    def newest_first(self) -> Self:
        return self.order_by("-year", "-pk")

    def after(self, year: int, pk: int) -> Self:
        """Go on behind a row in the order of `newest_first`."""
        return self.filter(Q(year__lt=year) | Q(year=year, pk__lt=pk))

    def as_lines(self, day: date) -> Self:
        """Read what a list shows of each, its region and its newest version, without text and picture."""
        lines = self.select_related("newest", "region", "region__parent").defer(*HEAVY)
        return lines.annotate(region_code=code_of("region", "kemendagri", day))
