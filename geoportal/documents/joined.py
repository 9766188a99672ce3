"""What a region's API says of its documents."""

from typing import Any

from boundaries.selectors import RegionFacts
from documents import selectors
from layers.declaration import Reading

from .records import record

SHOWN = 5


def count(region: RegionFacts, reading: Reading) -> int:
    return selectors.listed_documents().of_region(region.pk).count()


def body(region: RegionFacts, reading: Reading) -> list[dict[str, Any]]:
    """Return the newest documents of the region itself. One query."""
    found = selectors.listed_documents().of_region(region.pk).newest_first().as_lines(reading.as_of)[:SHOWN]
    return [record(each, reading.base_url) for each in found]
