"""A layer that is declared nowhere but in tests: whatever is made from declarations must know it with no further code."""

from typing import Any

from django.contrib.gis.db.models.functions import PointOnSurface
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from boundaries.models import Boundary
from boundaries.querysets import code_of
from layers.declaration import Field, Layer, Reading


def rows(reading: Reading) -> QuerySet[Any]:
    return Boundary.objects.of_level("kecamatan").current().annotate(spot=PointOnSurface("geom"))


OFFICES = Layer(
    key="kantor-uji",
    title_id="Kantor uji",
    title_en="Test offices",
    description_id="Satu titik di tiap kecamatan.",
    description_en="A point in each kecamatan.",
    geometry_type="Point",
    rows=rows,
    fields=(
        Field("code", lambda reading: code_of("region", "kemendagri", reading.as_of), "Kode", "Code"),
        Field("name", Concat(Value("Kantor "), "region__name"), "Nama", "Name"),
        Field("area_m2", F("area_m2"), "Luas (m²)", "Area (m²)", "number"),
        Field("page_url", lambda reading: Value(f"{reading.base_url}/x"), "Halaman", "Page", "uri", filterable=False),
    ),
    id_field="code",
    geometry="spot",
    region_field="code",
    link_field="page_url",
)
