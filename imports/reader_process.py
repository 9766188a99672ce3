"""The process that opens a stranger's file: `python -m imports.reader_process`, one job on stdin, frames on stdout.

It imports no Django, knows no secret, gives up root, cannot start programs, write files or reach the network, and has
limits on memory and time. What GDAL does with a hostile file ends here. It is spawned, never forked: GDAL and PROJ do
not survive a fork.
"""

import json
import logging
import math
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from imports import frames, sandbox

CLASS = re.compile(r"^(\w+(Error|Exception): )+")
PATH = re.compile(r"""['"`]?(?:/[^\s/'"`:,;()]+){2,}/?['"`]?""")


class Stop(Exception):
    """The job cannot go on; `code` tells the parent which refusal it is."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


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


def rows(source: Any, vertices: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield each row as facts and WKB; a shape that no ring can be made of is reported, not dropped."""
    left = vertices
    for number, feature in enumerate(source, start=1):
        facts: dict[str, Any] = {"n": number, "a": {key: text(value) for key, value in feature.properties.items()}}
        wkb, count, trouble = shape(feature.geometry)
        left -= count
        if left < 0:
            raise Stop("vertices", row=number)
        if trouble:
            facts["t"] = trouble
        elif ends := open_ends(feature.geometry):
            facts["o"] = ends
        yield facts, wkb


def open_ends(geometry: Any) -> list[float]:
    """Return both ends (x, y, x, y) of the first outline that is not closed; shapely closes it straight."""
    if geometry is None or geometry.type not in ("Polygon", "MultiPolygon"):
        return []
    polygons = geometry.coordinates if geometry.type == "MultiPolygon" else [geometry.coordinates]
    rings = (ring for polygon in polygons for ring in polygon)
    return next(([*ring[0][:2], *ring[-1][:2]] for ring in rings if ring[0][:2] != ring[-1][:2]), [])


def shape(geometry: Any) -> tuple[bytes, int, str]:
    import shapely
    from shapely.geometry import shape as from_mapping

    said = EAR.ask()
    if geometry is None:
        return b"", 0, plain(said)
    try:
        made = from_mapping(geometry)
        return shapely.to_wkb(made, output_dimension=3), int(shapely.get_num_coordinates(made)), ""
    except (ValueError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        return b"", 0, plain(str(error))[:200] or "?"


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
        for facts, wkb in rows(source, int(job["vertices"])):
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
