"""Layers too big to hand to a browser whole: the map takes them as tiles, and its drawing leaves out what would hide itself."""

from collections.abc import Sequence

from boundaries.models import Level
from boundaries.register import REGISTER
from layers.declaration import Layer
from layers.extents import Extent
from layers.features import Shape
from layers.svg.frame import UNITS_PER_PIXEL, Frame
from layers.tiles.views import address_now, live_address

from .asking import query_of
from .maps import Atlas

MOST_FEATURES, MOST_BYTES = 2_000, 1_000_000
CELL_PX = 6  # marks nearer to each other than this cannot be told apart


def is_big(layer: Layer, holds: Extent) -> bool:
    """Tell whether the map draws a layer from tiles. Borders never: there are few, and they carry names and themes."""
    return layer.key not in set(Level) and (holds.count > MOST_FEATURES or holds.shape_bytes > MOST_BYTES)


def tiles_of(atlas: Atlas, layer: Layer) -> str:
    """Return the template of the addresses of its tiles, those of the day that is asked for. Two queries at most."""
    root = atlas.prefix
    if atlas.as_of:
        return live_address(layer, root) + query_of(atlas.as_of)
    return address_now(layer, atlas.releases[layer.releases_of], atlas.releases[REGISTER], root)


def thinned(found: Sequence[Shape], frame: Frame) -> list[Shape]:
    """Leave out small shapes that stand where another of their category is drawn already, where there are very many."""
    if len(found) <= MOST_FEATURES:
        return list(found)
    across, up = (frame.east - frame.west) / frame.width, (frame.north - frame.south) / frame.height
    cell_x, cell_y = across * CELL_PX * UNITS_PER_PIXEL, up * CELL_PX * UNITS_PER_PIXEL
    taken: set[tuple[int, int, str]] = set()
    kept = []
    for each in found:
        west, south, east, north = each.geometry.bounds
        place = int((west + east) / 2 // cell_x), int((south + north) / 2 // cell_y), each.category
        if east - west < cell_x and north - south < cell_y:
            if place in taken:
                continue
            taken.add(place)
        kept.append(each)
    return kept
