"""Shapes a filter names, as GeoJSON has them: read, bounded, refused where the database would stumble."""

import json
import math
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from ..problems import BadParameter
from ..reference_systems import ReferenceSystem, box
from .reading import PARAMETER
from .words import misfit

MOST_VERTICES = 2_000
FARTHEST = 1e9
# How deep the lists of positions are: a Point is one position.
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
COLLECTION = "GeometryCollection"
OP = "S_INTERSECTS"


def is_shape(node: Any) -> bool:
    return isinstance(node, dict) and ("bbox" in node or node.get("type") in (*DEPTHS, COLLECTION))


def shapes(node: dict[str, Any], system: ReferenceSystem) -> list[GEOSGeometry]:
    """Return the shapes of a node in longitude and latitude (EPSG:4326), a collection or a box across 180° in parts."""
    if "bbox" in node:
        found = _boxes(node["bbox"], system)
    elif node.get("type") == COLLECTION:
        parts = node.get("geometries")
        if (
            not isinstance(parts, list)
            or not parts
            or any(not isinstance(p, dict) or p.get("type") not in DEPTHS for p in parts)
        ):
            raise misfit(
                OP, "GEOMETRYCOLLECTION memuat bentuk, bukan kumpulan lagi", "a GEOMETRYCOLLECTION holds plain shapes"
            )
        found = [_shape(part, system) for part in parts]
    else:
        found = [_shape(node, system)]
    if sum(shapely.get_num_coordinates(shape) for shape in found) > MOST_VERTICES:
        raise misfit(OP, f"paling banyak {MOST_VERTICES} titik sudut", f"at most {MOST_VERTICES} vertices")
    return [GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326) for shape in found]


def _boxes(numbers: Any, system: ReferenceSystem) -> list[BaseGeometry]:
    if not isinstance(numbers, list) or len(numbers) not in (4, 6) or not all(_is_number(each) for each in numbers):
        raise misfit(OP, "BBOX memuat 4 atau 6 angka", "BBOX takes 4 or 6 numbers")
    half = len(numbers) // 2
    (x0, y0), (x1, y1) = (float(n) for n in numbers[:2]), (float(n) for n in numbers[half : half + 2])
    if system.north_first:
        parts = [(x0, y0, x1, y1)] if y0 <= y1 else [(x0, y0, x1, 180.0), (x0, -180.0, x1, y1)]
        ordered = x0 <= x1
    elif not system.proj and x0 > x1:
        parts, ordered = [(x0, y0, 180.0, y1), (-180.0, y0, x1, y1)], y0 <= y1
    else:
        parts, ordered = [(x0, y0, x1, y1)], x0 <= x1 and y0 <= y1
    if not ordered:
        raise misfit(OP, "sudut pertama BBOX harus yang terkecil", "the first corner of a BBOX is the least")
    return [_flat(box(PARAMETER, system, part)) for part in parts]


def _flat(shape: BaseGeometry) -> BaseGeometry:
    """Return a box without area as the line or point it is: as an area it would be no valid shape."""
    west, south, east, north = shape.bounds
    if west == east and south == north:
        return shapely.Point(west, south)
    return shapely.LineString([(west, south), (east, north)]) if west == east or south == north else shape


def _shape(node: dict[str, Any], system: ReferenceSystem) -> BaseGeometry:
    kind, places = node["type"], node.get("coordinates")
    _positions(places, DEPTHS[kind])
    try:
        shape = shapely.from_geojson(_plain(kind, places))
    except shapely.errors.GEOSException:
        shape = None
    if shape is None or shape.is_empty or _open_rings(kind, places):
        raise misfit(
            OP,
            f"{kind} ini tidak utuh; cincin bidang harus tertutup",
            f"this {kind} is not whole; rings of areas must close",
        )
    found = system.read(PARAMETER, shape)
    if not shapely.is_valid(found):
        raise misfit(OP, f"{kind} ini memotong dirinya sendiri", f"this {kind} crosses itself")
    return found


def _plain(kind: str, places: Any) -> str:
    return json.dumps({"type": kind, "coordinates": _without_heights(places)})


def _without_heights(places: Any) -> Any:
    if places and not isinstance(places[0], list):
        return places[:2]
    return [_without_heights(each) for each in places]


def _positions(places: Any, depth: int) -> None:
    """Refuse what are no positions at that depth, or positions no map has. At most four deep."""
    if not isinstance(places, list) or not places:
        raise _no_positions()
    if depth:
        if len(places) > MOST_VERTICES:
            raise misfit(OP, f"paling banyak {MOST_VERTICES} titik sudut", f"at most {MOST_VERTICES} vertices")
        for each in places:
            _positions(each, depth - 1)
    elif len(places) not in (2, 3) or not all(_is_number(each) for each in places):
        raise _no_positions()


def _open_rings(kind: str, places: Any) -> bool:
    rings = {"Polygon": lambda: places, "MultiPolygon": lambda: [ring for part in places for ring in part]}
    return kind in rings and any(len(ring) < 4 or ring[0][:2] != ring[-1][:2] for ring in rings[kind]())


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= FARTHEST
    )


def _no_positions() -> BadParameter:
    return misfit(
        OP,
        "koordinat harus angka biasa, dua atau tiga setiap titik",
        "coordinates are plain numbers, two or three a position",
    )
