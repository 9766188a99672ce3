"""Lists of regions that stand beside a map, sorted by a link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from boundaries.selectors import RegionFacts

from .borders import Extent

LAST = "~"  # after every code


@dataclass(frozen=True)
class Line:
    region: RegionFacts
    extent: Extent | None
    villages: int = 0


# Names and codes from the beginning, figures from the largest.
ORDERS: dict[str, Callable[[Line], Any]] = {
    "kode": lambda line: line.region.code or LAST + line.region.name,
    "nama": lambda line: line.region.name.casefold(),
    "desa": lambda line: -line.villages,
    "luas": lambda line: -line.extent.area_km2 if line.extent else 0.0,
}


def asked_order(request: HttpRequest) -> str:
    """Return the order of `?urut=`; by code where nothing known is asked."""
    asked = request.GET.get("urut", "")
    return asked if asked in ORDERS else "kode"


def in_order(lines: Sequence[Line], order: str) -> list[Line]:
    return sorted(lines, key=lambda line: (ORDERS[order](line), ORDERS["kode"](line)))
