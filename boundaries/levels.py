"""Simplified shapes that keep shared borders shared. Plain functions over shapely; no database.

Real borders do not come as a valid coverage, so they are cleaned first: vertices closer than the snap are joined, gaps
narrower than the gap width are closed. A shape that cleaning empties or changes by more than `MAX_AREA_CHANGE` is
simplified alone and reported; no region vanishes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from imports.geodesy import degrees

MAX_AREA_CHANGE = 0.01


@dataclass(frozen=True)
class Levels:
    """`shapes[detail_m][i]` is the i-th input simplified; `alone` are the places of those simplified by themselves."""

    shapes: dict[int, list[MultiPolygon]]
    alone: tuple[int, ...]


def as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a geometry as one MultiPolygon."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return MultiPolygon([polygon for part in parts for polygon in shapely.get_parts(part)])


def clean_coverage(shapes: Sequence[BaseGeometry], *, snap_m: float, gap_m: float) -> NDArray[np.object_]:
    """Return the shapes as a valid coverage in EPSG:4326; one may come back empty."""
    return shapely.coverage_clean(
        np.array(shapes, dtype=object), snapping_distance=degrees(snap_m), gap_width=degrees(gap_m)
    )


def make_levels(shapes: Sequence[BaseGeometry], details_m: Sequence[int], *, snap_m: float, gap_m: float) -> Levels:
    """Simplify shapes (EPSG:4326) together at each tolerance in metres."""
    if not shapes:
        return Levels({detail: [] for detail in details_m}, ())
    originals = np.array(shapes, dtype=object)
    cleaned = clean_coverage(shapes, snap_m=snap_m, gap_m=gap_m)
    spoiled = np.abs(shapely.area(cleaned) - shapely.area(originals)) > MAX_AREA_CHANGE * shapely.area(originals)
    return Levels(
        {detail: _simplify(originals, cleaned, spoiled, degrees(detail)) for detail in details_m},
        tuple(int(place) for place in np.flatnonzero(spoiled)),
    )


def _simplify(
    originals: NDArray[np.object_], cleaned: NDArray[np.object_], spoiled: NDArray[np.bool_], tolerance: float
) -> list[MultiPolygon]:
    result = originals.copy()
    together = ~spoiled
    if together.any():
        result[together] = shapely.coverage_simplify(cleaned[together], tolerance)
    if spoiled.any():
        result[spoiled] = shapely.simplify(originals[spoiled], tolerance, preserve_topology=True)
    lost = shapely.is_empty(result) | ~shapely.is_valid(result)
    result[lost] = originals[lost]
    return [as_multipolygon(shape) for shape in result]


def dissolve(shapes: Sequence[BaseGeometry], *, snap_m: float, gap_m: float) -> MultiPolygon:
    """Return the outline of all shapes, slivers between them closed."""
    return as_multipolygon(shapely.union_all(clean_coverage(shapes, snap_m=snap_m, gap_m=gap_m)))
