"""Shapes cut to an area, in the database."""

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Value
from django.db.models.expressions import Func

from .declaration import GeometryType

DIMENSIONS = {"Point": 1, "LineString": 2, "Polygon": 3}  # as ST_CollectionExtract counts them
GEOMETRY: "GeometryField[Any, Any]" = GeometryField(srid=4326)


def clipped(shape: Any, area: GEOSGeometry, kind: GeometryType) -> Any:
    """Return the expression of what of `shape` lies in `area`, empty where nothing does.

    It stays of the layer's kind: of an area no point or line is left over where it only touches. A single shape that is cut
    in pieces becomes a collection.
    """
    single = kind.removeprefix("Multi")
    # A prepared level may cross itself, and such a shape cannot be cut.
    valid = _call("ST_MakeValid", shape)
    left = _call("ST_CollectionExtract", _call("ST_Intersection", valid, Value(area, GEOMETRY)), DIMENSIONS[single])
    return left if kind == single else _call("ST_Multi", left)


def _call(function: str, *arguments: Any) -> Func:
    return Func(*arguments, function=function, output_field=GEOMETRY)
