"""Reads across offices. Each states how many queries it makes."""

from __future__ import annotations

from datetime import date

from .models import Office


def office_of(region: int) -> Office | None:
    """Return a region's own office. One query."""
    return Office.objects.filter(region=region).first()


def newest_by_region() -> dict[int, date]:
    """Return the day each region's office was last said to be right. One query."""
    return dict(Office.objects.values_list("region", "checked_on"))
