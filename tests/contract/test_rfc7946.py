import json

import pytest
from django.test import Client
from shapely.geometry import shape

from boundaries.models import Boundary
from tests.contract.abstract_tests import holds
from tests.contract.geojson_rules import faults_of_collection, faults_of_feature, faults_of_geometry

pytestmark = pytest.mark.django_db
LAYERS = ("desa", "kecamatan", "kabupaten")


@holds("features-1/conf/core/crs84", "features-1/conf/geojson/content")
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("geometry", ["penuh", "ringan", "30", "1000", "none"])
def test_every_layer_is_strictly_geojson(client: Client, layer: str, geometry: str) -> None:
    document = json.loads(client.get(f"/api/collections/{layer}/items?geometry={geometry}").getvalue())
    assert document["features"]
    assert faults_of_collection(document) == []


@pytest.mark.parametrize(
    "address",
    [
        "/api/collections/desa/items/64.08.04.2001",
        "/api/regions/64.08.04",
        "/api/regions/64",
        "/api/regions/64.08.04/p-teluk-rawa",
    ],
)
def test_every_feature_is_strictly_geojson(client: Client, address: str) -> None:
    document = json.loads(client.get(address).getvalue())
    assert faults_of_feature(document) == []


def test_all_141_desa_are_valid_shapes(client: Client) -> None:
    document = json.loads(client.get("/api/collections/desa/items?limit=200").getvalue())
    shapes = [shape(feature["geometry"]) for feature in document["features"]]
    assert len(shapes) == 141
    assert all(each.is_valid and not each.is_empty for each in shapes)


def test_a_border_delivered_clockwise_with_a_hole_is_turned(client: Client) -> None:
    clockwise = "MULTIPOLYGON(((117 0,117 1,118 1,118 0,117 0),(117.2 0.2,117.4 0.2,117.4 0.4,117.2 0.4,117.2 0.2)))"
    Boundary.objects.filter(region__codes__code="64.08.01.2001").update(geom=f"SRID=4326;{clockwise}")
    document = json.loads(client.get("/api/collections/desa/items/64.08.01.2001").getvalue())
    assert faults_of_feature(document) == []
    assert document["geometry"]["coordinates"][0][0][1] == [118, 0]


def test_the_rules_find_what_is_wrong() -> None:
    clockwise = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    open_ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    swapped = {"type": "Point", "coordinates": [0, 117]}
    assert all(list(faults_of_geometry(each)) for each in (clockwise, open_ring, swapped))
