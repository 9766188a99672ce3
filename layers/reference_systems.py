"""The reference systems of OGC API - Features, Part 2: their addresses, the order of their axes, the way in and out.

PostGIS and GeoJSON keep longitude (or east) first; where the authority says latitude first, positions are swapped at the
edge only. Shapes are transformed by proj strings, so that no row of `spatial_ref_sys` is needed. Edges stay straight between
their positions: nothing is densified.
"""

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models import GeometryField
from django.db.models import Value
from django.db.models.expressions import Func
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from .problems import BadParameter

AUTHORITY = "http://www.opengis.net/def/crs/EPSG/0/"
SHORT = re.compile(r"\[?EPSG:([0-9]{4,6})\]?|urn:ogc:def:crs:EPSG:[^:]*:([0-9]{4,6})", re.IGNORECASE)
TMERC = "+proj=tmerc +lat_0=0 +lon_0={} +k=0.9999 +x_0=200000 +y_0=1500000 +ellps=WGS84 +units=m +no_defs"
WEB = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs"


@dataclass(frozen=True)
class ReferenceSystem:
    """`proj` is empty where longitude and latitude on WGS 84 (SRGI2013 is the same to a decimetre) need no transformation.

    `digits` is how many decimals a coordinate is written with: about 0.1 m in degrees, 0.01 m in metres.
    """

    uri: str
    name: str
    proj: str = ""
    north_first: bool = False

    @property
    def digits(self) -> int:
        return 2 if self.proj else 6

    @property
    def short(self) -> str:
        """What people call it: EPSG:32650."""
        return f"EPSG:{self.uri.removeprefix(AUTHORITY)}" if self.uri.startswith(AUTHORITY) else "CRS84"

    def out(self, shape: Any) -> Any:
        """Return the expression of a stored shape in this system, first axis first as RFC 7946 and Part 2 want it."""
        shape = self.put(shape)
        # Outer rings run counter-clockwise (RFC 7946, 3.1.6); PostGIS leaves them as they came.
        shape = Func(shape, function="ST_ForcePolygonCCW", output_field=GeometryField(srid=0))
        return (
            Func(shape, function="ST_FlipCoordinates", output_field=GeometryField(srid=0))
            if self.north_first
            else shape
        )

    def put(self, shape: Any) -> Any:
        """Return the expression of a stored shape in this system, longitude or east first: as files of GIS hold it."""
        if not self.proj:
            return shape
        return Func(shape, Value(self.proj), function="ST_Transform", output_field=GeometryField(srid=0))

    @property
    def epsg(self) -> int:
        """Its number at EPSG; that of WGS 84 for CRS84, whose order of axes files have anyway."""
        return int(self.uri.removeprefix(AUTHORITY)) if self.uri.startswith(AUTHORITY) else 4326

    def read(self, name: str, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape a reader gave in this system as longitude and latitude; off the globe is refused."""
        found = shapely.transform(shape, self._lon_lat)
        positions = shapely.get_coordinates(found)
        there = np.isfinite(positions).all() and (abs(positions) <= (180, 90)).all()
        if not there or not self._leads_back(shapely.get_coordinates(shape), positions):
            raise BadParameter(
                name,
                f"Di luar bumi menurut {self.uri}; {self.axes[0]}.",
                f"Off the globe in {self.uri}; {self.axes[1]}.",
            )
        return found

    @property
    def axes(self) -> tuple[str, str]:
        """Say the order of the axes, in both languages."""
        if self.proj:
            return "urutannya timur,utara dalam meter", "the order is east,north in metres"
        if self.north_first:
            return "urutannya lintang,bujur", "the order is latitude,longitude"
        return (
            "bujur -180 sampai 180, lintang -90 sampai 90; bujur ditulis lebih dahulu",
            "longitude -180 to 180, latitude -90 to 90; longitude comes first",
        )

    def _leads_back(self, given: Any, positions: Any) -> bool:
        """Tell whether positions are where they were given: far outside its zone a projection winds around the globe."""
        if not self.proj:
            return True
        back = _inverse(self.proj).transform(positions[:, 0], positions[:, 1], direction="INVERSE")
        return bool((abs(np.column_stack(back) - given) < 1).all())

    def _lon_lat(self, positions: Any) -> Any:
        if self.north_first:
            positions = positions[:, ::-1]
        if not self.proj:
            return positions
        return np.column_stack(_inverse(self.proj).transform(positions[:, 0], positions[:, 1]))


@cache
def _inverse(proj: str) -> Transformer:
    return Transformer.from_crs(proj, "+proj=longlat +datum=WGS84 +no_defs", always_xy=True)


CRS84 = ReferenceSystem("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "WGS 84, longitude first")
SYSTEMS = (
    CRS84,
    ReferenceSystem(f"{AUTHORITY}4326", "WGS 84", north_first=True),
    ReferenceSystem(f"{AUTHORITY}3857", "WGS 84 / Pseudo-Mercator", WEB),
    ReferenceSystem(f"{AUTHORITY}32650", "WGS 84 / UTM zone 50N", "+proj=utm +zone=50 +datum=WGS84 +units=m +no_defs"),
    ReferenceSystem(f"{AUTHORITY}9470", "SRGI2013", north_first=True),
    ReferenceSystem(f"{AUTHORITY}9480", "SRGI2013 / UTM zone 50N", "+proj=utm +zone=50 +ellps=WGS84 +units=m +no_defs"),
    ReferenceSystem(f"{AUTHORITY}23837", "DGN95 / Indonesia TM-3 zone 50.1", TMERC.format(115.5)),
    ReferenceSystem(f"{AUTHORITY}23838", "DGN95 / Indonesia TM-3 zone 50.2", TMERC.format(118.5)),
)
BY_URI = {each.uri: each for each in SYSTEMS}
URIS = tuple(BY_URI)


def named(name: str, text: str) -> ReferenceSystem:
    """Return the system a parameter names by its address, or by EPSG:32650 for people who type; others are refused."""
    short = SHORT.fullmatch(text)
    found = BY_URI.get(f"{AUTHORITY}{short[1] or short[2]}" if short else text)
    if found is None:
        known = ", ".join(URIS)
        raise BadParameter(name, f"Sistem {text!r} tidak dilayani; pilih: {known}.", f"Not served; choose: {known}.")
    return found


def box(name: str, system: ReferenceSystem, corners: tuple[float, float, float, float]) -> BaseGeometry:
    """Return the box between two corners, given in the order of the system's axes, in longitude and latitude.

    The sides of a box in metres are straight there; as straight lines in degrees they lie off by at most 0.1 m on 10 km
    and 10 m on 100 km (measured within the regency).
    """
    if not all(map(math.isfinite, corners)):
        raise BadParameter(name, "Harus angka biasa.", "Give plain numbers.")
    return system.read(name, shapely.box(*corners))
