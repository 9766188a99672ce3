"""Reads across offices. Each states how many queries it makes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from boundaries.names import plain

from .models import Office

# Words that ask for an office itself; a place named beside them says whose.
ASKS = frozenset(
    {"kantor", "layanan", "pelayanan", "office", "desa", "kelurahan", "kecamatan", "camat", "lurah", "kades"}
)
MEANS = frozenset({"kantor", "layanan", "pelayanan", "office"})


def office_of(region: int) -> Office | None:
    """Return a region's own office. One query."""
    return Office.objects.filter(region=region).first()


def hits(words: str) -> QuerySet[Office]:
    """Narrow to the offices asked for ("kantor long bentuq", "layanan sangatta") or whose address holds the words; by name.

    A place alone finds no office: the search of regions answers it.
    """
    asked = plain(words).split()
    offices = Office.objects.select_related("region__parent").order_by("region__name", "pk")
    if not MEANS.intersection(asked):
        return offices.filter(address__icontains=words)
    for word in asked:
        if word not in ASKS:
            offices = offices.filter(Q(region__name__icontains=word) | Q(address__icontains=word))
    return offices


def newest_by_region() -> dict[int, date]:
    """Return the day each region's office was last said to be right. One query."""
    return dict(Office.objects.values_list("region", "checked_on"))
