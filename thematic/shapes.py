"""Shapes of thematic layers: one type a layer, told alike to a centimetre, simplified one by one. Pure, over shapely."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from .models import Geometry

SAME_DEGREES = 1e-7  # about a centimetre: what reprojecting there and back may move
METRES_PER_DEGREE = 111_320.0  # near the equator, both ways, to within 0.1 %
WORTHWHILE = 0.75  # a level is stored where it keeps at most this share of the vertices of the next finer one
LEAST_VERTICES = 12  # simpler shapes are drawn as they are
Shapes = NDArray[np.object_]
MULTI = {
    Geometry.MULTIPOINT: shapely.multipoints,
    Geometry.LINE: shapely.multilinestrings,
    Geometry.AREA: shapely.multipolygons,
}


def as_stored(shapes: Sequence[Any], geometry_type: str) -> Shapes:
    """Return shapes as the layer's one type: lines and areas in multi-parts, a point alone, None where there is none."""
    stored = np.full(len(shapes), None, dtype=object)
    stored[:] = shapes
    there = np.flatnonzero(~shapely.is_missing(stored))
    parts, owners = shapely.get_parts(stored[there], return_index=True)
    if geometry_type == Geometry.POINT:
        stored[there[owners]] = parts
    elif len(parts):
        stored[there] = MULTI[Geometry(geometry_type)](parts, indices=owners)
    return stored


def same(old: Shapes, new: Shapes) -> NDArray[np.bool_]:
    """Tell pair by pair whether two shapes are one, whatever the start and direction of their rings; or both absent."""
    alike = shapely.equals_exact(old, new, SAME_DEGREES) | (shapely.is_missing(old) & shapely.is_missing(new))
    unsure = ~alike & (shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new))
    if unsure.any():
        turned = shapely.normalize(old[unsure]), shapely.normalize(new[unsure])
        alike[unsure] = shapely.equals_exact(*turned, SAME_DEGREES)
    return alike


def pairs_alike(live: Shapes, shapes: Shapes) -> dict[int, int]:
    """Return the place in `shapes` -> the place in `live` of the same shape, each used once, in order."""
    tree = shapely.STRtree(_middles(live))
    asked, found = tree.query(_middles(shapes), predicate="dwithin", distance=10 * SAME_DEGREES)
    alike = same(live[found], shapes[asked])
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for here, there in sorted(zip(asked[alike].tolist(), found[alike].tolist(), strict=True)):
        if here not in pairs and there not in used:
            pairs[here] = there
            used.add(there)
    return pairs


def _middles(shapes: Shapes) -> Shapes:
    """Return the middle of each shape's box; None where there is no shape, which a tree passes over."""
    middles = np.full(len(shapes), None, dtype=object)
    there = ~shapely.is_missing(shapes)
    west, south, east, north = shapely.bounds(shapes[there]).reshape(-1, 4).T
    middles[there] = shapely.points((west + east) / 2, (south + north) / 2)
    return middles


def levels(shapes: Shapes, geometry_type: str, details_m: Sequence[int]) -> Iterator[tuple[int, int, Any]]:
    """Yield (place, detail in metres, simplified shape) of each level that saves enough to be stored.

    Each is made from the next finer one that was stored, so it lies within the sum of their tolerances.
    """
    finest = shapes.copy()
    for detail in sorted(details_m):
        large = np.flatnonzero(shapely.get_num_coordinates(finest) >= LEAST_VERTICES)
        simplified = shapely.simplify(finest[large], detail / METRES_PER_DEGREE, preserve_topology=True)
        counts = shapely.get_num_coordinates(simplified)
        worth = (counts > 0) & (counts <= WORTHWHILE * shapely.get_num_coordinates(finest[large]))
        worth[worth] = shapely.is_valid(simplified[worth])
        finest[large[worth]] = as_stored(simplified[worth], geometry_type)
        yield from ((int(place), detail, finest[place]) for place in large[worth])
