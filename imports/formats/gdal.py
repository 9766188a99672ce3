"""Formats that GDAL reads, by fiona, each with one driver and no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .records import Job, Record, Source, layer


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
        yield Source(source.name, fields, geometry, source.crs_wkt or "", lambda: _records(source))


def _opened(job: Job) -> Any:
    import fiona

    options = {"encoding": job["encoding"]} if job.get("encoding") else {}
    return fiona.open(job["path"], layer=job.get("layer"), enabled_drivers=[job["driver"]], **options)


def _records(source: Any) -> Iterator[Record]:
    for number, feature in enumerate(source, start=1):
        yield Record(number, dict(feature.properties.items()), feature.geometry)
