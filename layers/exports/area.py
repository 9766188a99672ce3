"""Which area `potong=1` cuts shapes to: the box and the region that are asked for."""

from dataclasses import dataclass

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from ..declaration import Layer, Reading
from ..features import features, geometry
from ..filters import FeatureQuery
from ..problems import BadParameter
from ..registry import Reader, layers_for
from ..releases import current_number

CUT = "potong"


@dataclass(frozen=True)
class Area:
    """`shape` is in longitude and latitude; `border` says whose border it is and by which release, empty for a box."""

    shape: GEOSGeometry
    border: str = ""


def asked_area(query: FeatureQuery, reader: Reader) -> Area:
    """Return the area `query` narrows to, or raise BadParameter. Two queries a level of regions where it names a region."""
    if not query.boxes and not query.areas and query.region is None:
        raise BadParameter(
            CUT,
            "Bentuk dipotong pada bbox atau region; tulis salah satunya.",
            "Shapes are cut to bbox or region; give one of them.",
        )
    found, border = _box(query), ""
    if query.region is not None:
        region, border = _border(query, query.region, reader)
        found = region if found is None else shapely.intersection(found, region)
    return Area(GEOSGeometry(memoryview(shapely.to_wkb(found)), srid=4326), border)


def _box(query: FeatureQuery) -> BaseGeometry | None:
    asked = [shapely.box(*box) for box in query.boxes] + [shapely.from_wkb(bytes(area.wkb)) for area in query.areas]
    if not asked:
        return None
    box = shapely.union_all(asked)
    if not box.area:
        raise BadParameter("bbox", "Kotak itu tidak mempunyai luas.", "That box has no area.")
    return box


def _border(query: FeatureQuery, code: str, reader: Reader) -> tuple[BaseGeometry, str]:
    """Return the border of a region on the day asked for, as detailed as the shapes, so that what it cuts fits it."""
    for layer in layers_for(reader):
        if not holds_regions(layer):
            continue
        number = current_number(layer.releases_of)
        reading = Reading(release=number, as_of=query.reading.as_of)
        rows = features(layer, reading).filter(out_id=code)
        for wkb in rows.annotate(out_wkb=AsWKB(geometry(layer, reading, query.detail_m))).values_list(
            "out_wkb", flat=True
        ):
            if wkb is not None:
                return shapely.make_valid(shapely.from_wkb(bytes(wkb))), f"{layer.key} {number}"
    raise BadParameter(
        "region",
        f"Batas wilayah {code} belum diterbitkan, jadi tidak dapat menjadi garis potong; pakai bbox.",
        f"The border of region {code} is not published, so nothing can be cut along it; use bbox.",
    )


def holds_regions(layer: Layer) -> bool:
    """Tell whether the features of a layer are the regions themselves: their id is the code a region is asked for by."""
    return layer.region_field == layer.id_field and layer.geometry_type in ("Polygon", "MultiPolygon")
