"""GeoParquet 1.1, where the server has pyarrow: columns by type, shapes as WKB, a group of rows at a time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS

from ..reference_systems import CRS84
from . import gdal, geopackage
from .asking import Export
from .table import Row, rows

GROUP_ROWS, GROUP_BYTES = 10_000, 32 << 20  # of a group, which is held in memory
TYPES = {
    "text": "string",
    "number": "float64",
    "integer": "int64",
    "boolean": "bool_",
    "date": "date32",
    "uri": "string",
}
VERSION = "1.1.0"


def write(export: Export, path: Path) -> None:
    """Write the file at `path`. Raises ImportError where pyarrow is missing: `formats` then does not offer it."""
    import pyarrow
    from pyarrow import parquet

    columns = export.query.columns
    shape = gdal.free("geometry", [field.name for field in columns])
    typed = [(field.name, getattr(pyarrow, TYPES[field.type])()) for field in columns]
    schema, seen = pyarrow.schema([*typed, (shape, pyarrow.binary())]), _Seen()
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(export, seen):
            by_column = list(zip(*group, strict=True)) or [()] * len(schema)
            arrays = [pyarrow.array(values, kind) for values, kind in zip(by_column, schema.types, strict=True)]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
        about = json.dumps(geopackage.metadata(export), ensure_ascii=False)
        writer.add_key_value_metadata({"geo": json.dumps(_geo(export, shape, seen)), "metadata": about})


class _Seen:
    """Which types of geometry the file holds, and how far they reach."""

    def __init__(self) -> None:
        self.types: set[str] = set()
        self.bounds: tuple[float, ...] = ()  # west, south, east, north

    def wkb(self, row: Row) -> bytes | None:
        if row.shape is None:
            return None
        self.types.add(row.shape.geom_type)
        west, south, east, north = row.shape.bounds
        if self.bounds:
            least, most = self.bounds[:2], self.bounds[2:]
            west, south, east, north = (
                min(west, least[0]),
                min(south, least[1]),
                max(east, most[0]),
                max(north, most[1]),
            )
        self.bounds = west, south, east, north
        found: bytes = shapely.to_wkb(row.shape)
        return found


def _groups(export: Export, seen: _Seen) -> Iterator[list[tuple[Any, ...]]]:
    held: list[tuple[Any, ...]] = []
    size = 0
    for row in rows(export.query):
        shape = seen.wkb(row)
        held.append((*row.values, shape))
        size += len(shape or b"")
        if len(held) == GROUP_ROWS or size > GROUP_BYTES:
            yield held
            held, size = [], 0
    yield held


def _geo(export: Export, shape: str, seen: _Seen) -> dict[str, Any]:
    system = export.query.crs
    told: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(seen.types)}
    if seen.bounds:
        told["bbox"] = list(seen.bounds)
    if system != CRS84:  # which is what a file is in that says nothing
        told["crs"] = CRS.from_epsg(system.epsg).to_json_dict()
    return {"version": VERSION, "primary_column": shape, "columns": {shape: told}}
