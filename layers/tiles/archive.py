"""All tiles of a release as one file (PMTiles 3), and which of them lies on this server.

A file is named by layer, release and all else that shapes its bytes, and once written it stays as it is: names of regions are
those of the release's day, as in every answer to `release=`.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import tempfile
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import Envelope
from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import Writer

from ..declaration import Layer, Reading
from ..extents import extent
from ..features import features
from ..filters import FeatureQuery
from ..models import Release
from ..parameters import Box
from ..releases import REGISTER, current_number
from .grid import MIN_ZOOM, SEARCHED, Tile
from .mvt import block_bytes
from .tilejson import tilejson

MEDIA_TYPE = "application/vnd.pmtiles"
SURE_ZOOM, DEEPEST_ZOOM = 12, 14
MOST_TILES = 50_000  # deeper than SURE_ZOOM only while there are fewer
KEPT = 3  # files of a layer
ABANDONED_S = 24 * 3600
CHUNK = 2000
LATITUDE = 85.0511287  # of the square world's edge


def folder() -> Path:
    return Path(settings.VAR_DIR) / "tiles"


def path_of(layer: Layer, reading: Reading) -> Path:
    """Return where the archive of that state lies, or would lie. No query."""
    names = [field.name for field in layer.fields]
    text = repr((settings.SOFTWARE_VERSION, reading.as_of, layer.face, layer.details, layer.steward, names))
    state = hashlib.sha256(text.encode()).hexdigest()[:12]
    return folder() / f"{layer.key}-{reading.release}-{state}.pmtiles"


def lies_there(layer: Layer, release: Release) -> bool:
    """Tell whether the archive of a release was written. No query."""
    return path_of(layer, Reading(release.number, release.as_of)).exists()


def write_archive(layer: Layer, release: Release) -> Path | None:
    """Write the archive of a release unless it is there, remove the oldest; None where the release says nothing.

    It appears under its name only when it is whole.
    """
    reading = Reading(release.number, release.as_of)
    path, register = path_of(layer, reading), current_number(REGISTER)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{layer.key}-", delete=False) as file:
        written = Path(file.name)
        try:
            if not _write(layer, reading, file):
                return None
            file.flush()
            os.fsync(file.fileno())
            written.chmod(0o644)
            # Had names been corrected meanwhile, some of its tiles would have the old ones.
            if register == current_number(REGISTER):
                written.replace(path)
        finally:
            written.unlink(missing_ok=True)
    _remove_old(layer.key)
    return path if path.exists() else None


def _remove_old(key: str) -> None:
    # A key may begin like another: "jalan", "jalan-desa". What follows a file's own key is a number and a state.
    mine = [path for path in folder().glob(f"{key}-*.pmtiles") if path.stem.rsplit("-", 2)[0] == key]
    for path in sorted(mine, key=lambda each: each.stat().st_mtime_ns, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)
    # What a process that was killed left unfinished.
    for path in folder().glob(".*"):
        if time.time() - path.stat().st_mtime > ABANDONED_S:
            path.unlink(missing_ok=True)


def _write(layer: Layer, reading: Reading, file: Any) -> bool:
    query = FeatureQuery(layer=layer, reading=reading)
    chosen = tiles_of(layer, reading)
    box = extent(layer, reading).bbox
    if not chosen or box is None:
        return False
    writer, count = Writer(file), 0
    for block in _blocks(chosen):
        for tile, content in block_bytes(query, block):
            writer.write_tile(zxy_to_tileid(tile.z, tile.x, tile.y), gzip.compress(content, mtime=0))
            count += 1
    if not count:
        return False
    west, south, east, north = (round(value * 10**7) for value in box)
    header = {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 8,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
    writer.finalize(header, _metadata(layer, reading, deepest=tileid_to_zxy(max(chosen))[0]))
    return True


def _blocks(chosen: set[int]) -> Iterator[list[Tile]]:
    """Yield the tiles by block, in the order of their ids: the curve of PMTiles leaves no square before it is filled."""
    tiles = (Tile(*tileid_to_zxy(number)) for number in sorted(chosen))
    for _block, found in groupby(tiles, key=lambda tile: (tile.z, tile.block)):
        yield list(found)


def _metadata(layer: Layer, reading: Reading, *, deepest: int) -> dict[str, Any]:
    told = tilejson(layer, reading, "")
    kept = {name: told[name] for name in ("name", "description", "version", "attribution")}
    return {**kept, "vector_layers": [{**each, "maxzoom": deepest} for each in told["vector_layers"]]}


def tiles_of(layer: Layer, reading: Reading) -> set[int]:
    """Return the ids of the tiles that the box of a feature meets, buffer included, down to the zoom an archive reaches."""
    chosen: set[int] = set()
    for zoom in range(MIN_ZOOM, DEEPEST_ZOOM + 1):
        most = None if zoom <= SURE_ZOOM else MOST_TILES - len(chosen)
        found = _tiles_at(zoom, layer, reading, most)
        if found is None:
            break
        chosen |= found
    return chosen


def _tiles_at(zoom: int, layer: Layer, reading: Reading, most: int | None) -> set[int] | None:
    """Return the tiles of one zoom; None where they reach `most`. One query, read as it comes."""
    found: set[int] = set()
    for box in _boxes(layer, reading):
        for x, y in _met(box, zoom):
            found.add(zxy_to_tileid(zoom, x, y))
            if most is not None and len(found) >= most:
                return None
    return found


def _boxes(layer: Layer, reading: Reading) -> Iterator[Box]:
    rows = (
        features(layer, reading).order_by().annotate(out_box=Envelope(layer.geometry)).values_list("out_box", flat=True)
    )
    for shape in rows.iterator(chunk_size=CHUNK):
        if shape is not None and not shape.empty:
            yield shape.extent


def _met(box: Box, zoom: int) -> Iterator[tuple[int, int]]:
    count, margin = 2**zoom, SEARCHED
    west, south, east, north = box
    columns = [(degrees + 180) / 360 * count for degrees in (west, east)]
    rows = [_down(degrees) * count for degrees in (north, south)]
    for x in _between(columns[0] - margin, columns[1] + margin, count):
        for y in _between(rows[0] - margin, rows[1] + margin, count):
            yield x, y


def _between(first: float, last: float, count: int) -> range:
    return range(max(math.floor(first), 0), min(math.floor(last), count - 1) + 1)


def _down(latitude: float) -> float:
    angle = math.radians(max(-LATITUDE, min(LATITUDE, latitude)))
    return (1 - math.asinh(math.tan(angle)) / math.pi) / 2
