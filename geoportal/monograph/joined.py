"""What a region's API says of its monographs."""

from typing import Any

from boundaries.selectors import RegionFacts
from layers.declaration import Reading
from monografi.models import Edition

from .api import document

SHOWN = 3


def count(region: RegionFacts, reading: Reading) -> int:
    return Edition.objects.published().of_region(region.pk).count()


def body(region: RegionFacts, reading: Reading) -> list[dict[str, Any]]:
    """Return the newest editions of the region itself. Three queries."""
    editions = Edition.objects.published().of_region(region.pk).newest_first()
    found = editions.select_related("region").prefetch_related("figures")[:SHOWN]
    return [document(each, region.code, reading.base_url) for each in found]
