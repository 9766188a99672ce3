"""What tests of exports share: every kind of layer there is, and an answer as a file on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.functions import PointOnSurface
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.test import Client

from boundaries.models import Boundary
from boundaries.querysets import code_of
from layers import registry
from layers.declaration import Field, Layer, Reading
from tests.factories.thematic import fill_layer, make_layer, mills

LAYERS = ("kabupaten", "kecamatan", "desa", "fasilitas", "proyek", "pabrik", "kantor-uji")


def _rows(reading: Reading) -> QuerySet[Any]:
    return Boundary.objects.of_level("kecamatan").current().annotate(spot=PointOnSurface("geom"))


OFFICES = Layer(
    key="kantor-uji",
    title_id="Kantor uji",
    title_en="Test offices",
    description_id="Satu titik di tiap kecamatan.",
    description_en="A point in each kecamatan.",
    geometry_type="Point",
    rows=_rows,
    fields=(
        Field("code", lambda reading: code_of("region", "kemendagri", reading.as_of), "Kode", "Code"),
        Field("name", Concat(Value("Kantor "), "region__name"), "Nama", "Name"),
        Field("area_m2", F("area_m2"), "Luas (m²)", "Area (m²)", "number"),
    ),
    id_field="code",
    geometry="spot",
    region_field="code",
)


@contextmanager
def every_layer(folder: Path) -> Iterator[None]:
    """Add a layer made by upload and one that is declared here alone to those the portal has."""
    make_layer()
    fill_layer(folder, mills())
    registry.register(OFFICES)
    try:
        yield
    finally:
        registry.unregister(OFFICES.key)


def fetch(client: Client, address: str, folder: Path) -> Path:
    """Keep what `address` answers under the name it gives itself."""
    response = client.get(address)
    assert response.status_code == 200, response.getvalue()[:500]
    name = response["Content-Disposition"].partition('filename="')[2].rstrip('"')
    path = folder / name
    path.write_bytes(response.getvalue())
    return path
