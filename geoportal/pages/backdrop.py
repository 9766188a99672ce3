"""The regency behind maps of other things: land, and the borders of the level that fits the window."""

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from layers.svg import Frame, Shape, Stratum

from .borders import Box
from .maps import Atlas, land, seen

BACKGROUND = ("desa", "kecamatan", "kabupaten")
# Finer borders are drawn where the window is this narrow, in degrees.
DESA_BELOW = 0.6


def backdrop(atlas: Atlas, frame: Frame, *, labels: bool = False) -> list[Stratum]:
    """Return land and borders, as far as the reader may see them."""
    wanted = BACKGROUND if frame.east - frame.west < DESA_BELOW else BACKGROUND[1:]
    key = next((each for each in wanted if each in atlas.layers), None)
    if key is None:
        return [land()]
    found = atlas.shapes(atlas.layers[key], frame.metres_per_pixel, box=seen(frame))
    shapes = [Shape(each.geometry, each.label) for each in found]
    return [land(), Stratum(f"near {key}", shapes, lines=True, labels=labels)]


def window_around(shapes: Sequence[BaseGeometry], least: float) -> Box:
    """Return the extent of the shapes, never narrower than `least` degrees."""
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    if max(east - west, north - south) >= least:
        return west, south, east, north
    x, y, half = (west + east) / 2, (south + north) / 2, least / 2
    return x - half, y - half, x + half, y + half
