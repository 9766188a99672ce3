"""WebMercatorQuad: the tiles of the web's maps, x from the west, y from the north."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..parameters import Box
from ..problems import NotFound

MATRIX_SET = "WebMercatorQuad"
MATRIX_SET_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{MATRIX_SET}"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
EQUATOR_M = 40_075_016.685578488
MIN_ZOOM, MAX_ZOOM = 5, 16  # at 5 the regency is half a tile; clients draw deeper zooms from 16
EXTENT, BUFFER = 4096, 64  # units of a tile, and how far beyond its edge shapes are kept
PIXELS = 512  # of a tile as vector maps draw it
# How far beyond a tile rows are looked for, in tiles: a shape that was simplified may reach a pixel beyond the stored one.
SEARCHED = (BUFFER + 2 * EXTENT // PIXELS) / EXTENT
BLOCK_ZOOMS = 3  # a block of tiles is what lies in one tile so many zooms above
NUMBER = re.compile(r"0|[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Tile:
    z: int
    x: int
    y: int

    @classmethod
    def read(cls, z: str, x: str, y: str) -> "Tile":
        """Read an address; NotFound where it is no tile of the matrix or of the zooms served."""
        if not all(NUMBER.fullmatch(part) for part in (z, x, y)):
            raise NotFound("Alamat ubin ditulis dengan bilangan bulat.", "A tile is addressed by whole numbers.")
        tile = cls(int(z), int(x), int(y))
        if not MIN_ZOOM <= tile.z <= MAX_ZOOM:
            raise NotFound(
                f"Ubin ada pada zoom {MIN_ZOOM} sampai {MAX_ZOOM}.", f"Tiles are served at zooms {MIN_ZOOM}-{MAX_ZOOM}."
            )
        last = 2**tile.z - 1
        if max(tile.x, tile.y) > last:
            raise NotFound(
                f"Pada zoom {tile.z}, kolom dan baris berkisar 0 sampai {last}.",
                f"At zoom {tile.z}, columns and rows run from 0 to {last}.",
            )
        return tile

    def box(self, margin: float = 0.0) -> Box:
        """Return west, south, east, north in degrees, `margin` tiles wider on each side (ST_TileEnvelope's own)."""
        count = 2**self.z
        west, east = ((self.x + step) / count * 360 - 180 for step in (-margin, 1 + margin))
        north, south = (_latitude((self.y + step) / count) for step in (-margin, 1 + margin))
        return max(west, -180.0), south, min(east, 180.0), north

    @property
    def block(self) -> "Tile":
        """The tile above in whose block this one lies."""
        up = min(BLOCK_ZOOMS, self.z)
        return Tile(self.z - up, self.x >> up, self.y >> up)


def around_all(boxes: Iterable[Box]) -> Box:
    """Return the box around boxes."""
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def width_m(zoom: int) -> float:
    """Return what a tile measures, in metres of EPSG:3857."""
    return EQUATOR_M / 2**zoom


def pixel_m(zoom: int) -> float:
    """Return what a pixel measures at the equator, in metres."""
    return EQUATOR_M / (PIXELS * 2**zoom)


def _latitude(down: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))
