"""Layers and sheets for folium maps, made without a database."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from shapely import box
from shapely.geometry.base import BaseGeometry

from boundaries.models import Boundary
from layers.declaration import Layer, Reading, Style
from layers.folium_map.document import Page
from layers.folium_map.sheets import Feature, Role, Sheet

HOSTILE = '<img src=x onerror="window.attacked=1">'
PAGE = Page(
    name="Sangatta Utara",
    kind="Kecamatan",
    code="64.08.04",
    language="id",
    region_url="https://geo.example.go.id/wilayah/64.08.04/",
    parts_title="Desa dan kelurahan",
    save_url="https://geo.example.go.id/wilayah/64.08.04/peta/?simpan=1",
    other_language="en",
    other_language_url="https://geo.example.go.id/wilayah/64.08.04/peta/?bahasa=en",
)


def _no_rows(reading: Reading) -> QuerySet[Any]:
    return Boundary.objects.none()


def make_layer(key: str = "desa", **changes: Any) -> Layer:
    values: dict[str, Any] = {
        "title_id": f"Lapisan {key}",
        "title_en": f"Layer {key}",
        "description_id": "",
        "description_en": "",
        "geometry_type": "MultiPolygon",
        "rows": _no_rows,
        "fields": (),
        "id_field": "code",
        "details": (30, 350),
        "style": Style(),
    }
    return Layer(key=key, **{**values, **changes})


def make_feature(number: int, geometry: BaseGeometry, *, label: str = "", link: str | None = None) -> Feature:
    address = f"https://geo.example.go.id/wilayah/64.08.04.{number}/" if link is None else link
    return Feature(f"64.08.04.{number}", label or f"Desa {number}", address, ("desa",), geometry)


def make_sheet(role: Role, *features: Feature, **changes: Any) -> Sheet:
    layer = changes.pop("layer", None) or make_layer(str(role))
    values: dict[str, Any] = {"titles": ("Jenis",), "release": 3, "as_of": date(2026, 11, 24), "sources": ("uji",)}
    return Sheet(layer, role, features, **{**values, **changes})


def region_with_two_parts() -> list[Sheet]:
    """A square cut in two, and the square itself."""
    left, right = box(117.4, 0.4, 117.5, 0.6), box(117.5, 0.4, 117.6, 0.6)
    return [
        make_sheet(Role.OWN, make_feature(0, box(117.4, 0.4, 117.6, 0.6), label="Sangatta Utara")),
        make_sheet(Role.PARTS, make_feature(2001, left), make_feature(2002, right)),
    ]
