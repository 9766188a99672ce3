"""Formats that GDAL reads, by fiona, each with one driver and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from imports import ogr

from .records import UNREADABLE, Job, Record, Source, Trouble, layer


def layers(job: Job) -> list[dict[str, Any]]:
    """Name every layer with its count and type of geometry."""
    import fiona

    found = []
    for name in fiona.listlayers(job["path"]):
        with _opened({**job, "layer": name}) as source:
            found.append(layer(name, len(source), source.schema["geometry"]))
    return found


@contextmanager
def open_source(job: Job) -> Iterator[Source]:
    with _opened(job) as source:
        fields, geometry = tuple(source.schema["properties"]), source.schema["geometry"]
        yield Source(source.name, fields, geometry, source.crs_wkt or "", lambda: _records(source, job))


def _opened(job: Job) -> Any:
    import fiona

    options = {"encoding": job["encoding"]} if job.get("encoding") else {}
    return fiona.open(job["path"], layer=job.get("layer"), enabled_drivers=[job["driver"]], **options)


def _records(source: Any, job: Job) -> Iterator[Record]:
    """Yield the rows, from GDAL itself where it can be asked: fiona makes Python objects of every vertex."""
    properties = source.schema["properties"]
    if not ogr.reads(properties):
        for number, feature in enumerate(source, start=1):
            yield Record(number, dict(feature.properties.items()), feature.geometry)
        return
    as_bytes = job["driver"] == "ESRI Shapefile"
    found = ogr.rows(job["path"], job["driver"], source.name, properties, as_bytes=as_bytes)
    for number, (attributes, wkb, told) in enumerate(found, start=1):
        trouble = Trouble(UNREADABLE, told["t"]) if told else None
        yield Record(number, attributes, wkb or None, trouble)
