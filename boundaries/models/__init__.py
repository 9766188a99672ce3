"""Regions and their boundaries."""

from .borders import Boundary, BoundaryLevel, DisputedBorder, LegalStatus
from .regions import (
    VILLAGE_KINDS,
    Kind,
    Level,
    OfficialArea,
    Region,
    RegionAlias,
    RegionCode,
    Scheme,
    Succession,
)

__all__ = [
    "VILLAGE_KINDS",
    "Boundary",
    "BoundaryLevel",
    "DisputedBorder",
    "Kind",
    "LegalStatus",
    "Level",
    "OfficialArea",
    "Region",
    "RegionAlias",
    "RegionCode",
    "Scheme",
    "Succession",
]
