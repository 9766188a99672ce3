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
from .register import EventKind, RegionState, RegisterEvent

__all__ = [
    "VILLAGE_KINDS",
    "Boundary",
    "BoundaryLevel",
    "DisputedBorder",
    "EventKind",
    "Kind",
    "LegalStatus",
    "Level",
    "OfficialArea",
    "Region",
    "RegionAlias",
    "RegionCode",
    "RegionState",
    "RegisterEvent",
    "Scheme",
    "Succession",
]
