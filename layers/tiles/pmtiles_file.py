"""A PMTiles file read tile by tile by many threads: its directories are parsed once, its bytes read without a shared position."""

from __future__ import annotations

import gzip
import os
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from pmtiles.tile import deserialize_directory, deserialize_header, zxy_to_tileid

from .grid import Tile

HEADER_BYTES = 127
OPENED = 16  # files
LEAVES = 32  # directories of a file kept parsed, of some 4,000 tiles each
DEEPEST = 3  # directories one below the other


class Directory:
    """Entries in the order of their tiles: where those from `ids[n]` on lie, for `runs[n]` tiles (0: in a directory there)."""

    def __init__(self, content: bytes) -> None:
        entries = deserialize_directory(content)
        self.ids = [entry.tile_id for entry in entries]
        self.places = [(entry.offset, entry.length, entry.run_length) for entry in entries]

    def find(self, number: int) -> tuple[int, int, int] | None:
        at = bisect_right(self.ids, number) - 1
        if at < 0:
            return None
        offset, length, run = self.places[at]
        return (offset, length, run) if run == 0 or number < self.ids[at] + run else None


class PmtilesFile:
    """A file opened for reading; it may be removed meanwhile."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb", buffering=0)  # closed with the last reference
        header = deserialize_header(self._read(0, HEADER_BYTES))
        self.max_zoom = header["max_zoom"]
        self.leaves_at, self.tiles_at = header["leaf_directory_offset"], header["tile_data_offset"]
        self.root = Directory(self._read(header["root_offset"], header["root_length"]))
        self.leaf = lru_cache(maxsize=LEAVES)(self._leaf)

    def packed(self, tile: Tile) -> bytes | None:
        """Return a tile as it lies there, gzipped; b"" where it is empty, None where it lies deeper than the file reaches."""
        if tile.z > self.max_zoom:
            return None
        number, directory = zxy_to_tileid(tile.z, tile.x, tile.y), self.root
        for _depth in range(DEEPEST):
            found = directory.find(number)
            if found is None:
                return b""
            offset, length, run = found
            if run:
                return self._read(self.tiles_at + offset, length)
            directory = self.leaf(offset, length)
        raise ValueError(f"{self.file.name} nests its directories too deep")

    def tile(self, tile: Tile) -> bytes | None:
        """Return the same unpacked."""
        found = self.packed(tile)
        return gzip.decompress(found) if found else found

    def _leaf(self, offset: int, length: int) -> Directory:
        return Directory(self._read(self.leaves_at + offset, length))

    def _read(self, offset: int, length: int) -> bytes:
        return os.pread(self.file.fileno(), length, offset)


def opened(path: Path) -> PmtilesFile | None:
    """Return the file if it lies there, parsed anew only where another lies under its name."""
    try:
        state = path.stat()
        return _opened(path, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:  # removed between the two
        return None


@lru_cache(maxsize=OPENED)
def _opened(path: Path, _changed: int, _size: int) -> PmtilesFile:
    return PmtilesFile(path)
