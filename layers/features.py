"""The features of a layer as rows, and as shapes for the maps drawn here. `geojson` writes them as text."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry, LineString, Point, Polygon
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from .declaration import Field, Layer, Reading
from .parameters import Box
from .releases import current_number
from .spans import identified
from .statements import BoundBox

WGS84 = 4326


class Shape(NamedTuple):
    """What a drawn map needs of one feature."""

    id: str
    label: str
    link: str
    geometry: BaseGeometry
    category: str = ""


def reading_now(layer: Layer, base_url: str = "") -> Reading:
    """Read the newest release as it holds today in WITA; before the first release that is number 0, which says nothing."""
    return reading_in(current_number(layer.releases_of), base_url)


def reading_in(release: int, base_url: str = "") -> Reading:
    """Read the release of that number as it holds today in WITA."""
    return Reading(release=release, as_of=timezone.localdate(), base_url=base_url)


def shapes(
    layer: Layer,
    reading: Reading,
    detail_m: int | None = None,
    *,
    region: str | None = None,
    bbox: Box | None = None,
    ids: Collection[str] | None = None,
) -> Iterator[Shape]:
    """Yield the features in order of their ids, at the prepared detail nearest to `detail_m` (None: as delivered).

    `region` is a Kemendagri code; it narrows the layers that carry one. `bbox` and `ids` narrow any layer. One query.
    """
    found = features(layer, reading)
    if region and layer.region_field:
        found = within_region(found, layer, reading, region)
    if bbox:
        found = found.filter(touches(layer, bbox))
    if ids is not None:
        found = found.filter(out_id__in=ids)
    rows = found.order_by("out_id").annotate(
        out_label=value_of(layer, layer.label_field, reading),
        out_link=value_of(layer, layer.link_field, reading) if layer.link_field else Value(""),
        out_wkb=AsWKB(geometry(layer, reading, detail_m)),
        out_category=value_of(layer, layer.category_field, reading) if layer.category_field else Value(""),
    )
    columns = ("out_id", "out_label", "out_link", "out_wkb", "out_category")
    for key, label, link, wkb, category in rows.values_list(*columns):
        if wkb is not None:
            yield Shape(key, label or key, link or "", shapely.from_wkb(bytes(wkb)), category or "")


def features(layer: Layer, reading: Reading) -> QuerySet[Any]:
    """Return the layer's rows with their id as `out_id`; a row without one cannot be addressed and is left out.

    What is added to a row is called `out_...`, so that it meets no column of the row itself.
    """
    key = identified(value_of(layer, layer.id_field, reading), layer, reading)
    return layer.rows(reading).annotate(out_id=key).filter(out_id__isnull=False)


def value_of(layer: Layer, name: str, reading: Reading) -> Any:
    """Return the expression of the layer's field called `name`."""
    field = layer.field(name)
    if field is None:
        raise LookupError(f"layer {layer.key} has no field {name}")
    return expression(field, reading)


def expression(field: Field, reading: Reading) -> Any:
    """Return what the database computes for `field`, ready to annotate with."""
    made = field.expression(reading) if callable(field.expression) else field.expression
    return F(made) if isinstance(made, str) else made


def geometry(layer: Layer, reading: Reading, detail_m: int | None = None) -> Any:
    """Return the shape as delivered, or the one prepared at the coarsest detail that is no coarser than `detail_m`."""
    fitting = [each for each in layer.details if detail_m is not None and each <= detail_m]
    if layer.simplified is None or not fitting:
        return F(layer.geometry)
    # A feature for which no shape was prepared is drawn as delivered, rather than lost.
    return Coalesce(layer.simplified(reading, max(fitting)), F(layer.geometry))


def within_region(rows: QuerySet[Any], layer: Layer, reading: Reading, code: str) -> QuerySet[Any]:
    """Narrow to the features whose region code is `code` or stands below it."""
    if layer.region_field is None:
        raise LookupError(f"layer {layer.key} carries no region code")
    rows = rows.alias(out_region=value_of(layer, layer.region_field, reading))
    return rows.filter(Q(out_region=code) | Q(out_region__startswith=f"{code}."))


def touches(layer: Layer, box: Box | BoundBox) -> Q:
    """Return the condition that the shape touches `box`: west, south, east, north in degrees. A box may be a point."""
    if isinstance(box, BoundBox):
        # Most shapes of a large box lie wholly in it, which their own boxes tell.
        inside, crossing = Q((f"{layer.geometry}__contained", box.inner)), Q((f"{layer.geometry}__intersects", box))
        return Q((f"{layer.geometry}__bboverlaps", box)) & (inside | crossing)
    west, south, east, north = box
    if west == east and south == north:
        area: GEOSGeometry = Point(west, south, srid=WGS84)
    elif west == east or south == north:
        area = LineString((west, south), (east, north), srid=WGS84)
    else:
        area = Polygon(((west, south), (east, south), (east, north), (west, north), (west, south)), srid=WGS84)
    return Q((f"{layer.geometry}__intersects", area))
