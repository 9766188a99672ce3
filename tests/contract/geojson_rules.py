"""RFC 7946, strictly: returns what is wrong with a document."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def faults_of_collection(document: dict[str, Any]) -> list[str]:
    faults = [] if document.get("type") == "FeatureCollection" else ["no FeatureCollection"]
    if {"geometry", "properties", "coordinates", "crs"} & document.keys():
        faults.append("a member that belongs elsewhere")
    ids = [feature.get("id") for feature in document["features"]]
    if len(set(ids)) != len(ids):
        faults.append("an id twice")
    return faults + [fault for feature in document["features"] for fault in faults_of_feature(feature)]


def faults_of_feature(feature: dict[str, Any]) -> list[str]:
    key = feature.get("id")
    faults = [] if feature.get("type") == "Feature" else [f"{key}: no Feature"]
    if not isinstance(key, (str, int)):
        faults.append("id is no text or number")
    if (
        not {"geometry", "properties"} <= feature.keys()
        or {"features", "coordinates", "geometries", "crs"} & feature.keys()
    ):
        faults.append(f"{key}: members")
    if not isinstance(feature["properties"], dict):
        faults.append(f"{key}: properties")
    geometry = feature["geometry"]
    return faults + ([f"{key}: {fault}" for fault in faults_of_geometry(geometry)] if geometry else [])


def faults_of_geometry(geometry: dict[str, Any]) -> Iterator[str]:
    kind = geometry["type"]
    if kind not in DEPTH or geometry.keys() != {"type", "coordinates"}:
        yield f"geometry {kind} with {sorted(geometry)}"
        return
    for position in _at(geometry["coordinates"], DEPTH[kind]):
        yield from _faults_of_position(position)
    if "Polygon" in kind:
        for polygon in _at(geometry["coordinates"], DEPTH[kind] - 2):
            for number, ring in enumerate(polygon):
                yield from _faults_of_ring(ring, outer=number == 0)


def _at(coordinates: Any, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield coordinates
        return
    for part in coordinates:
        yield from _at(part, depth - 1)


def _faults_of_position(position: Any) -> Iterator[str]:
    if len(position) not in (2, 3) or not all(isinstance(number, (int, float)) for number in position):
        yield f"position {position}"
    elif not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
        yield f"position off the globe: {position}"
    elif any(round(number, 6) != number for number in position):
        yield f"more than six digits: {position}"


def _faults_of_ring(ring: Any, *, outer: bool) -> Iterator[str]:
    if len(ring) < 4:
        yield f"ring of {len(ring)} positions"
    elif ring[0] != ring[-1]:
        yield "ring is open"
    elif (_doubled_area(ring) > 0) is not outer:
        yield f"{'outer' if outer else 'inner'} ring runs the wrong way"


def _doubled_area(ring: Any) -> float:
    """Return twice the area, above zero where the ring runs counter-clockwise; measured from its first position."""
    x0, y0 = ring[0]
    shifted = [(x - x0, y - y0) for x, y in ring]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(shifted))
