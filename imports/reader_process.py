"""The process that opens a stranger's file: `python -m imports.reader_process`, one job on stdin, frames on stdout.

It imports no Django, knows no secret, gives up root, cannot start programs, write files or reach the network, and has
limits on memory and time. What GDAL does with a hostile file ends here. It is spawned, never forked: GDAL and PROJ do
not survive a fork.
"""

import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from imports import frames, ogr, sandbox
from imports.grouping import groups

# Rows looked at together; no more of them are in memory.
TOGETHER, BYTES_TOGETHER = 500, 1 << 22
BYTES_A_VERTEX = 16
Raw = tuple[dict[str, Any], bytes, dict[str, Any]]  # attributes, WKB (empty: no shape), what there is to tell of it


class Stop(Exception):
    """The job cannot go on; `code` tells the parent which refusal it is."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def layers(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Name every layer with its count and type of geometry."""
    import fiona

    found = []
    for name in fiona.listlayers(job["path"]):
        with open_layer({**job, "layer": name}) as source:
            found.append({"name": name, "count": len(source), "geometry": source.schema["geometry"]})
    return found


def open_layer(job: dict[str, Any]) -> Any:
    import fiona

    options = {"encoding": job["encoding"]} if job.get("encoding") else {}
    return fiona.open(job["path"], layer=job.get("layer"), enabled_drivers=[job["driver"]], **options)


def header(source: Any) -> dict[str, Any]:
    return {
        "fields": list(source.schema["properties"]),
        "geometry": source.schema["geometry"],
        "crs_wkt": source.crs_wkt or "",
        "layer": source.name,
    }


def rows(job: dict[str, Any], source: Any) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield each row as facts and WKB; a shape that no ring can be made of is reported, not dropped."""
    left, number = int(job["vertices"]), 0
    for group in groups(_raw(job, source), TOGETHER, weigh=lambda raw: len(raw[1]), most=BYTES_TOGETHER):
        for (attributes, _wkb, _told), (wkb, told, count) in zip(group, _shapes(group), strict=True):
            number += 1
            left -= count
            if left < 0:
                raise Stop("vertices", row=number)
            yield {"n": number, "a": {key: text(value) for key, value in attributes.items()}, **told}, wkb


def _raw(job: dict[str, Any], source: Any) -> Iterator[Raw]:
    """Yield the rows as they are, from GDAL itself where it can be asked."""
    properties = source.schema["properties"]
    if ogr.reads(properties):
        as_bytes = job["driver"] == "ESRI Shapefile"
        yield from ogr.rows(job["path"], job["driver"], source.name, properties, as_bytes=as_bytes)
        return
    for feature in source:
        yield feature.properties, *_as_wkb(feature.geometry)


def _as_wkb(geometry: Any) -> tuple[bytes, dict[str, Any]]:
    """Return a GeoJSON geometry as WKB, closed straight where an outline is open, and what there is to tell of it."""
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return b"", {}
    try:
        wkb = shapely.to_wkb(shape(geometry), output_dimension=3)
    except (ValueError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        return b"", {"t": str(error)[:200] or type(error).__name__}
    ends = open_ends(geometry)
    return wkb, {"o": ends} if ends else {}


def _shapes(group: list[Raw]) -> Iterator[tuple[bytes, dict[str, Any], int]]:
    """Yield the WKB of each row that GEOS reads, what there is to tell of its shape, and how many vertices it has."""
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(np.array([wkb or None for _, wkb, _ in group], dtype=object), on_invalid="ignore")
    counts = shapely.get_num_coordinates(shapes).tolist()
    for (_attributes, wkb, told), shape, count in zip(group, shapes, counts, strict=True):
        if wkb and shape is None:
            yield *_as_wkb(ogr.as_mapping(wkb)), len(wkb) // BYTES_A_VERTEX
        else:
            yield wkb, told, count


def open_ends(geometry: Any) -> list[float]:
    """Return both ends (x, y, x, y) of the first outline that is not closed; shapely closes it straight."""
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        return []
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = (ring for polygon in polygons for ring in polygon)
    return next(([*ring[0][:2], *ring[-1][:2]] for ring in rings if ring[0][:2] != ring[-1][:2]), [])


def text(value: Any) -> str | None:
    """Return a value as text. A whole number stays whole: a code turned into a number by a spreadsheet is still a code."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        # PostgreSQL's text knows neither; both come from broken files only.
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def work(job: dict[str, Any], pipe: IO[bytes]) -> None:
    if job["task"] == "layers":
        frames.write_json(pipe, frames.LAYERS, layers(job))
        return
    with open_layer(job) as source:
        frames.write_json(pipe, frames.HEADER, header(source))
        frames.write_rows(pipe, rows(job, source))


def describe(error: Exception) -> dict[str, Any]:
    """Return what the parent needs to make a refusal of it."""
    if isinstance(error, Stop):
        return {"code": error.code, **error.details}
    if isinstance(error, MemoryError) or "memory" in str(error).lower():
        return {"code": "memory"}
    return {"code": "damaged", "text": f"{type(error).__name__}: {error}"[:500]}


def main() -> int:
    job, pipe = json.load(sys.stdin), sys.stdout.buffer
    sandbox.leave_network()
    import fiona
    import shapely.geometry  # noqa: F401  # loaded before root is given up, in case only root can read it
    from fiona.crs import CRS

    with fiona.Env():
        ogr.library()
        CRS.from_epsg(4326).to_wkt()  # opens PROJ's database while it can still be opened
        sandbox.give_up_root()
        sandbox.limit(memory_bytes=int(job["memory_bytes"]), seconds=int(job["seconds"]))
        sandbox.only_read_below(Path(job["path"]).parent)
        try:
            work(job, pipe)
        except Exception as error:
            frames.write_json(pipe, frames.ERROR, describe(error))
        else:
            frames.write(pipe, frames.END, b"")
    pipe.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
