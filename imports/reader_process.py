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
from pathlib import Path
from typing import IO, Any, cast

from imports import frames, sandbox
from imports.formats.kinds import KINDS
from imports.formats.records import Format, Record, Source, Stop

LONGEST_NAME = 200

CLASS = re.compile(r"^(\w+(Error|Exception): )+")
PATH = re.compile(r"""['"`]?(?:/[^\s/'"`:,;()]+){2,}/?['"`]?""")


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
    }


def rows(source: Source, job: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield each row as facts and WKB; a shape that no ring can be made of is reported, not dropped."""
    left = int(job["vertices"])
    for record in source.records():
        facts: dict[str, Any] = {"n": record.number, "a": attributes(record, int(job["cell_chars"]))}
        wkb, count, trouble = shape(record.geometry)
        left -= count
        if left < 0:
            raise Stop("vertices", row=record.number)
        if record.trouble is not None:
            facts.update(t=record.trouble.text, r=record.trouble.rule, c=record.trouble.column)
        elif trouble:
            facts["t"] = trouble
        elif ends := open_ends(record.geometry):
            facts["o"] = ends
        yield facts, wkb


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


def shape(geometry: Any) -> tuple[bytes, int, str]:
    import shapely
    from shapely.geometry import shape as from_mapping
    from shapely.geometry.base import BaseGeometry

    said = EAR.ask()
    if geometry is None:
        return b"", 0, plain(said)
    try:
        made = geometry if isinstance(geometry, BaseGeometry) else from_mapping(geometry)
        return shapely.to_wkb(made, output_dimension=3), int(shapely.get_num_coordinates(made)), ""
    except (ValueError, TypeError, AttributeError, LookupError, shapely.errors.ShapelyError) as error:
        return b"", 0, plain(str(error))[:200] or "?"


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


def column(name: str) -> str:
    """Return the name of a column, cut where it is a text rather than a name."""
    return clean(name)[:LONGEST_NAME]


def clean(value: str) -> str:
    """Return a text without what PostgreSQL's knows not; both come from broken files only."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def work(job: dict[str, Any], pipe: IO[bytes]) -> None:
    module = format_of(job)
    if job["task"] == "layers":
        found = [{**each, "name": clean(each["name"])} for each in module.layers(job)]
        frames.write_json(pipe, frames.LAYERS, found)
        return
    with module.open_source(job) as source:
        frames.write_json(pipe, frames.HEADER, header(source))
        for facts, wkb in rows(source, job):
            frames.write_row(pipe, facts, wkb)


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
