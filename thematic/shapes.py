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
SAMPLE = 200  # where not one of so many shapes saves anything at a detail, the others are not tried
LEAST_AREA_KEPT = 0.98  # a quicker simplification that loses more is done over
Shapes = NDArray[np.object_]
MULTI = {
    Geometry.MULTIPOINT: shapely.multipoints,
    Geometry.LINE: shapely.multilinestrings,
    Geometry.AREA: shapely.multipolygons,
}


def as_stored(shapes: Sequence[Any] | Shapes, geometry_type: str) -> Shapes:
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


def levels(
    shapes: Shapes, geometry_type: str, details_m: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.intp], Shapes]]:
    """Yield each detail in metres with the places of the shapes it saves enough of to be stored, and these simplified.

    Each is made from the next finer one that was stored, so it lies within the sum of their tolerances.
    """
    finest = shapes.copy()
    for detail in sorted(details_m):
        tolerance = detail / METRES_PER_DEGREE
        large = np.flatnonzero(shapely.get_num_coordinates(finest) >= LEAST_VERTICES)
        sample = large[:: max(1, len(large) // SAMPLE)]
        if not _worth(finest[sample], shapely.simplify(finest[sample], tolerance, preserve_topology=False)).any():
            continue
        simplified = _simplified(finest[large], tolerance)
        worth = _worth(finest[large], simplified)
        worth[worth] = shapely.is_valid(simplified[worth])
        places = large[worth]
        finest[places] = as_stored(simplified[worth], geometry_type)
        yield detail, places, finest[places]


def _worth(before: Shapes, after: Shapes) -> NDArray[np.bool_]:
    counts = shapely.get_num_coordinates(after)
    return (counts > 0) & (counts <= WORTHWHILE * shapely.get_num_coordinates(before))


def _simplified(shapes: Shapes, tolerance: float) -> Shapes:
    """Return shapes simplified with all their parts and holes: quickly, and with care where that loses any."""
    quick = shapely.simplify(shapes, tolerance, preserve_topology=False)
    saving = (shapely.get_num_coordinates(quick) <= WORTHWHILE * shapely.get_num_coordinates(shapes)).nonzero()[0]
    lossy = saving[~_whole(shapes[saving], quick[saving])]
    quick[lossy] = shapely.simplify(shapes[lossy], tolerance, preserve_topology=True)
    return quick


def _whole(before: Shapes, after: Shapes) -> NDArray[np.bool_]:
    """Tell of which shapes nothing went but vertices: as many parts and rings, about the same area, still valid."""
    whole = (_rings(before) == _rings(after)).all(axis=1)
    area = shapely.area(before)
    whole &= np.abs(shapely.area(after) - area) <= (1 - LEAST_AREA_KEPT) * area
    whole[whole] = shapely.is_valid(after[whole])
    return whole


def _rings(shapes: Shapes) -> NDArray[np.intp]:
    """Return for each shape how many parts it has, and how many holes."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    holes = np.bincount(owners, shapely.get_num_interior_rings(parts), len(shapes))
    return np.column_stack([np.bincount(owners, minlength=len(shapes)), holes])
