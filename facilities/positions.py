"""Where a row says it lies: its columns of latitude and longitude, else its shape. Nothing is turned round unasked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.conf import settings

from boundaries.coordinates import read_position
from imports.geodesy import distance_m
from imports.rows import Row

APART_M = 50.0  # columns and shape that lie closer say the same
# What a person may choose for a doubtful row, kept in `Choices.matches`; keys of facilities are positive.
TURN, SWAP, NEW = -1, -2, -3
Point = tuple[float, float]
Holds = Callable[[Point], bool]
NUMBER = re.compile(r"[-+]?\d{1,3}([.,]\d+)?")
Fault = Literal["", "kosong", "tidak_terbaca", "lintang_terbalik", "tertukar", "luar_wilayah"]


@dataclass(frozen=True)
class Placed:
    """Where a row lies (lon, lat in EPSG:4326), or what is wrong with what it says.

    `said` is what it says, `offered` where it would lie turned round or swapped; `apart_m` is how far columns and shape
    lie from each other, `mended` what a person chose.
    """

    point: Point | None = None
    fault: Fault = ""
    said: str = ""
    offered: Point | None = None
    apart_m: float = 0.0
    mended: int = 0


def place(row: Row, chosen: int | None, holds: Holds) -> Placed:
    """Read where a row lies; `chosen` is what a person answered for it, `holds` tells what is near enough to a desa."""
    lat, lon = row.values.get("lat", ""), row.values.get("lon", "")
    drawn = _drawn(row)
    if not lat and not lon:
        return _judged(drawn, f"{drawn[1]:g}, {drawn[0]:g}", chosen, holds) if drawn else Placed(fault="kosong")
    written = _written(lat, lon)
    if written is None:
        return Placed(point=drawn) if drawn and holds(drawn) else Placed(fault="tidak_terbaca", said=f"{lat}, {lon}")
    found = _judged(written, f"{lat}, {lon}", chosen, holds)
    if found.point is None or drawn is None or found.mended:
        return found
    apart = distance_m(found.point, drawn)
    return Placed(found.point, said=found.said, apart_m=apart if apart > APART_M else 0.0)


def _judged(point: Point, said: str, chosen: int | None, holds: Holds) -> Placed:
    if holds(point):
        return Placed(point, said=said)
    offer = mended(point)
    if offer is None:
        return Placed(fault="luar_wilayah", said=said)
    if chosen != offer.choice:
        return Placed(fault=offer.fault, said=said, offered=offer.point)
    if not holds(offer.point):
        return Placed(fault="luar_wilayah", said=said)
    return Placed(offer.point, said=said, mended=offer.choice)


class Offer(NamedTuple):
    """What would bring a point into the regency: the fault it has, the choice that mends it, where it would lie."""

    fault: Fault
    choice: int
    point: Point


def mended(point: Point) -> Offer | None:
    """Return what would bring a point that is elsewhere into the regency's extent; None where nothing does."""
    lon, lat = point
    if lat < 0 and inside((lon, -lat)):
        return Offer("lintang_terbalik", TURN, (lon, -lat))
    return Offer("tertukar", SWAP, (lat, lon)) if inside((lat, lon)) else None


def inside(point: Point) -> bool:
    """Tell whether a point lies in the regency's extent."""
    west, south, east, north = settings.REGENCY_EXTENT
    return bool(west <= point[0] <= east and south <= point[1] <= north)


def _drawn(row: Row) -> Point | None:
    if row.geom is None:
        return None
    spot = row.geom.representative_point()
    return round(spot.x, 7), round(spot.y, 7)


def _written(lat: str, lon: str) -> Point | None:
    """Read two columns: decimal degrees with point or comma, or degrees, minutes and seconds with their letters."""
    if NUMBER.fullmatch(lat) and NUMBER.fullmatch(lon):
        found = float(lon.replace(",", ".")), float(lat.replace(",", "."))
        return found if all(map(math.isfinite, found)) and abs(found[0]) <= 180 and abs(found[1]) <= 180 else None
    position = read_position(f"{lat} {lon}")
    return (position.lon, position.lat) if position else None
