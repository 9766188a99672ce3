"""The process that opens a stranger's file: `python -m imports.reader_process`, one job on stdin, frames on stdout.

It imports no Django, knows no secret, gives up root, cannot start programs, write files or reach the network, and has
limits on memory and time. What GDAL does with a hostile file ends here. It is spawned, never forked: GDAL and PROJ do
not survive a fork.
"""

import importlib
import json
import logging
import math
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from imports import frames, ogr, sandbox
from imports.formats.kinds import KINDS
from imports.formats.records import Format, Record, Source, Stop
from imports.grouping import groups

LONGEST_NAME = 200
# Rows looked at together; no more of them are in memory.
TOGETHER, BYTES_TOGETHER = 500, 1 << 22
BYTES_A_VERTEX = 16
Told = dict[str, Any]  # what there is to tell of a shape: t(rouble), r(ule), c(olumn), o(pen ends)

CLASS = re.compile(r"^(\w+(Error|Exception): )+")
PATH = re.compile(r"""['"`]?(?:/[^\s/'"`:,;()]+){2,}/?['"`]?""")


class Raw(NamedTuple):
    """A row before GEOS has looked at it; no WKB: no shape."""

    number: int
    attributes: dict[str, str | None]
    wkb: bytes
    told: Told


def format_of(job: dict[str, Any]) -> Format:
    """Return the module that reads the kind; the driver stands in the job for the one that leaves it to GDAL."""
    kind = KINDS[job["kind"]]
    job["driver"] = kind.driver
    return cast(Format, importlib.import_module(f"imports.formats.{kind.module}"))


class Ear(logging.Handler):
    """Remembers what GDAL complained of since it was last asked: a damaged shape it gives as none."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = record.getMessage()

    def ask(self) -> str:
        said, self.said = self.said, ""
        return said


EAR = Ear()


def header(source: Source) -> dict[str, Any]:
    return {
        "fields": [column(name) for name in source.fields],
        "geometry": source.geometry,
        "crs_wkt": source.crs,
        "layer": source.name,
        "remarks": dict(source.remarks),
        "heading": source.heading,
        "letters": source.letters,
    }


def rows(source: Source, job: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield each row as facts and WKB; a shape that no ring can be made of is reported, not dropped."""
    left = int(job["vertices"])
    for group in groups(_raw(source, job), TOGETHER, weigh=lambda raw: len(raw.wkb), most=BYTES_TOGETHER):
        for raw, (wkb, told, count) in zip(group, _shapes(group), strict=True):
            left -= count
            if left < 0:
                raise Stop("vertices", row=raw.number)
            yield {"n": raw.number, "a": raw.attributes, **told}, wkb


def _raw(source: Source, job: dict[str, Any]) -> Iterator[Raw]:
    longest = int(job["cell_chars"])
    for record in source.records():
        yield Raw(record.number, attributes(record, longest), *_as_wkb(record, EAR.ask()))


def _as_wkb(record: Record, said: str) -> tuple[bytes, Told]:
    """Return the shape of a row as WKB and what there is to tell of it; `said` is what GDAL complained of meanwhile."""
    if record.trouble is not None:
        return b"", {"t": record.trouble.text, "r": record.trouble.rule, "c": record.trouble.column}
    if record.geometry is None:
        return b"", {"t": plain(said)} if said else {}
    if isinstance(record.geometry, bytes):
        return record.geometry, {}
    return _from_mapping(record.geometry)


def _from_mapping(geometry: Any) -> tuple[bytes, Told]:
    """Return a mapping, a fiona or a shapely geometry as WKB, closed straight where an outline is open."""
    import shapely
    from shapely.geometry import shape
    from shapely.geometry.base import BaseGeometry

    if isinstance(geometry, dict) and "coordinates" in geometry:
        geometry = {**geometry, "coordinates": without_fourth(geometry["coordinates"])}
    try:
        made = geometry if isinstance(geometry, BaseGeometry) else shape(geometry)
        wkb = shapely.to_wkb(made, output_dimension=3)
    except (ValueError, TypeError, AttributeError, LookupError, shapely.errors.ShapelyError) as error:
        return b"", {"t": plain(str(error))[:200] or "?"}
    ends = open_ends(geometry)
    return wkb, {"o": ends} if ends else {}


def without_fourth(coordinates: Any) -> Any:
    """Return the coordinates without what follows the third ordinate of a position: GEOS knows no measures here."""
    if not isinstance(coordinates, (list, tuple)) or not coordinates:
        return coordinates
    if isinstance(coordinates[0], (int, float)):
        return coordinates[:3]
    return [without_fourth(each) for each in coordinates]


def _shapes(group: list[Raw]) -> Iterator[tuple[bytes, Told, int]]:
    """Yield the WKB of each row that GEOS reads, what there is to tell of its shape, and how many vertices it has."""
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(np.array([raw.wkb or None for raw in group], dtype=object), on_invalid="ignore")
    counts = shapely.get_num_coordinates(shapes).tolist()
    for raw, shape, count in zip(group, shapes, counts, strict=True):
        if raw.wkb and shape is None:
            found = ogr.as_mapping(raw.wkb)
            yield *(_from_mapping(found) if found else (b"", {"t": "?"})), len(raw.wkb) // BYTES_A_VERTEX
        else:
            yield raw.wkb, raw.told, count


def attributes(record: Record, longest: int) -> dict[str, str | None]:
    found = {column(name): text(value) for name, value in record.attributes.items()}
    for name, value in found.items():
        if value is not None and len(value) > longest:
            raise Stop("cell", row=record.number, column=name)
    return found


def open_ends(geometry: Any) -> list[float]:
    """Return both ends (x, y, x, y) of the first outline that is not closed; shapely closes it straight."""
    kind, coordinates = parts_of(geometry)
    if kind not in ("Polygon", "MultiPolygon"):
        return []
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    rings = (ring for polygon in polygons for ring in polygon if len(ring))
    return next(([*ring[0][:2], *ring[-1][:2]] for ring in rings if ring[0][:2] != ring[-1][:2]), [])


def parts_of(geometry: Any) -> tuple[str, Any]:
    """Return type and coordinates of a mapping or of fiona's; a shape of shapely's is closed already."""
    if isinstance(geometry, dict):
        return str(geometry.get("type")), geometry.get("coordinates")
    return getattr(geometry, "type", ""), getattr(geometry, "coordinates", None)


def text(value: Any) -> str | None:
    """Return a value as text. A whole number stays whole: a code turned into a number by a spreadsheet is still a code."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


@lru_cache(maxsize=1_000)
def column(name: str) -> str:
    """Return the name of a column, cut where it is a text rather than a name."""
    return clean(name)[:LONGEST_NAME]


def clean(value: str) -> str:
    """Return a text without what PostgreSQL's knows not; both come from broken files only."""
    if value.isascii() and "\0" not in value:
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def work(job: dict[str, Any], pipe: IO[bytes]) -> None:
    module = format_of(job)
    if job["task"] == "layers":
        found = [{**each, "name": clean(each["name"])} for each in module.layers(job)]
        frames.write_json(pipe, frames.LAYERS, found)
        return
    with module.open_source(job) as source:
        frames.write_json(pipe, frames.HEADER, header(source))
        frames.write_rows(pipe, rows(source, job))


def describe(error: Exception) -> dict[str, Any]:
    """Return what the parent needs to make a refusal of it."""
    if isinstance(error, Stop):
        return {"code": error.code, **error.details}
    if isinstance(error, MemoryError) or "memory" in str(error).lower():
        return {"code": "memory"}
    return {"code": "damaged", "text": plain(str(error))}


def plain(text: str) -> str:
    """Return what a library says without where the file lies here."""
    return PATH.sub("berkas", CLASS.sub("", text))[:500]


def main() -> int:
    job, pipe = json.load(sys.stdin), sys.stdout.buffer
    sandbox.leave_network()
    import fiona
    import shapely.geometry  # noqa: F401  # loaded before root is given up, in case only root can read it
    from fiona.crs import CRS

    format_of(job)  # likewise; afterwards not even our own modules can be read
    logging.getLogger("fiona").addHandler(EAR)
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
