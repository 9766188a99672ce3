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
# A shape whose corners lie farther apart than so many tolerances, on the average, keeps nearly all of them: it is not tried.
CORNERS_APART = 5
LEAST_AREA_KEPT = 0.5  # what loses more at once has collapsed; with less, the careful way loses as much
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
        tried = _promising(finest, tolerance)
        simplified, worth = _simplified(finest[tried], tolerance)
        if worth.any():
            places = tried[worth]
            finest[places] = as_stored(simplified[worth], geometry_type)
            yield detail, places, finest[places]


def _promising(shapes: Shapes, tolerance: float) -> NDArray[np.intp]:
    """Return the places of the shapes that may lose enough vertices, told without simplifying them."""
    vertices = shapely.get_num_coordinates(shapes)
    large = np.flatnonzero(vertices >= LEAST_VERTICES)
    return large[shapely.length(shapes[large]) < CORNERS_APART * tolerance * vertices[large]]


def _simplified(shapes: Shapes, tolerance: float) -> tuple[Shapes, NDArray[np.bool_]]:
    """Return shapes simplified with all their parts and holes, quickly, and with care where that loses any; and which of
    them are valid and save enough."""
    quick = shapely.simplify(shapes, tolerance, preserve_topology=False)
    worth = _saves(shapes, quick)
    lossy = np.flatnonzero(worth)[~_whole(shapes[worth], quick[worth])]
    quick[lossy] = shapely.simplify(shapes[lossy], tolerance, preserve_topology=True)
    worth[lossy] = (
        _saves(shapes[lossy], quick[lossy]) & ~shapely.is_empty(quick[lossy]) & shapely.is_valid(quick[lossy])
    )
    return quick, worth


def _saves(before: Shapes, after: Shapes) -> NDArray[np.bool_]:
    return np.asarray(shapely.get_num_coordinates(after) <= WORTHWHILE * shapely.get_num_coordinates(before))


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
