"""Reads across activities. Each states how many queries it makes."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q, QuerySet

from layers.wording import exact_else_like

from .models import Activity


def told(*, day: date, region: int | None = None) -> QuerySet[Activity]:
    """Narrow to what is shown, of a region and below it where one is given, newest first, with the region's name and `code`."""
    found = Activity.objects.shown()
    if region is not None:
        found = found.inside(region)
    return found.coded_region(day).with_photo_told().defer("text", "photo__small", "photo__large").newest_first()


def hits(words: str, *, day: date) -> QuerySet[Activity]:
    """Narrow to what is shown under a title that holds `words`; where none does, to the titles most alike."""
    return exact_else_like(told(day=day), Q(title__icontains=words), words, "title")


def newest_by_region() -> dict[int, date]:
    """Return the day of the newest activity of each region that has one. One query."""
    rows = Activity.objects.shown().values("region").annotate(newest=Max("day"))
    return dict(rows.values_list("region", "newest"))
