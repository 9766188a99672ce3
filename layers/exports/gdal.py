"""What the formats that GDAL writes share: fields as its types, features one by one, the reference system by its number."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fiona
import shapely
from django.db.models import TextField
from django.db.models.expressions import Func
from fiona.crs import CRS
from shapely.geometry.base import BaseGeometry

from ..filters import FeatureQuery
from .asking import Export
from .table import rows

TYPES = {"text": "str", "number": "float", "integer": "int64", "boolean": "bool", "date": "date", "uri": "str"}
MULTI: dict[str, Callable[[list[BaseGeometry]], BaseGeometry]] = {
    "MultiPoint": shapely.MultiPoint,
    "MultiLineString": shapely.MultiLineString,
    "MultiPolygon": shapely.MultiPolygon,
}

Values = tuple[Any, ...]


def write(
    export: Export,
    path: Path,
    driver: str,
    *,
    types: list[tuple[str, str]] | None = None,
    change: Callable[[Values], Values] = tuple,
    **options: Any,
) -> None:
    """Write the features at `path`, one after another: memory does not grow with them.

    `types` are name and type of each column where the format has its own; `change` makes a row's values what it holds.
    `options` are creation options of the driver. Raises what fiona raises.
    """
    named = types or [(field.name, TYPES[field.type]) for field in export.query.columns]
    kind = kind_held(export.query)
    schema = {"geometry": kind, "properties": named}
    crs = CRS.from_epsg(export.query.crs.epsg)
    with fiona.open(path, "w", driver=driver, schema=schema, crs=crs, **options) as file:
        file.writerecords(_records(export, kind, [name for name, _ in named], change))


def kind_held(query: FeatureQuery) -> str:
    """Return the type of geometry the file is made of: collections too where a row of a layer of single shapes is one,
    as delivered or by being cut. At most one query.
    """
    kind = query.layer.geometry_type
    if kind in MULTI:
        return kind
    type_of = Func(query.geometry, function="GeometryType", output_field=TextField())
    several = query.matched().alias(out_type=type_of).filter(out_type__startswith="MULTI").exists()
    return f"Multi{kind}" if several else kind


def _records(
    export: Export, kind: str, names: list[str], change: Callable[[Values], Values]
) -> Iterator[dict[str, Any]]:
    for row in rows(export.query):
        shape = None if row.shape is None else shapely.geometry.mapping(fitted(row.shape, kind))
        properties = dict(zip(names, change(row.values), strict=True))
        yield {"type": "Feature", "geometry": shape, "properties": properties}


def fitted(shape: BaseGeometry, kind: str) -> BaseGeometry:
    """Return a single shape as the one part of a collection where the file holds collections."""
    return MULTI[kind]([shape]) if kind in MULTI and shape.geom_type != kind else shape


def free(name: str, taken: list[str]) -> str:
    """Return `name`, or it with lines under it: as no column of `taken` is called."""
    lower = {each.lower() for each in taken}
    while name in lower:
        name += "_"
    return name
