"""Abstract tests of OGC API - Features, Part 2 (18-058r1: crs) over every layer there can be."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client
from pyproj import Transformer
from shapely.geometry import shape

from layers.reference_systems import AUTHORITY, CRS84, SYSTEMS
from tests.contract.abstract_tests import holds
from tests.contract.geojson_rules import faults_of_collection
from tests.factories.exports import LAYERS, every_layer

pytestmark = pytest.mark.django_db
CRS = "features-2/conf/crs"
SYSTEM = re.compile(r"http://www\.opengis\.net/def/crs/(OGC/1\.3/CRS84|EPSG/0/[0-9]+)")


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def read(client: Client, address: str, **params: str) -> tuple[Any, dict[str, Any]]:
    response = client.get(address, params)
    assert response.status_code == 200, response.getvalue()
    return response, json.loads(response.getvalue())


def first_id(client: Client, key: str) -> str:
    _, page = read(client, f"/api/collections/{key}/items", limit="1", geometry="none")
    return str(page["features"][0]["id"])


@holds(f"{CRS}/crs-uri", f"{CRS}/default-crs", f"{CRS}/storageCrs")
def test_systems_are_addresses_the_default_among_them(client: Client) -> None:
    _, listed = read(client, "/api/collections")
    for each in listed["collections"]:
        assert all(SYSTEM.fullmatch(uri) for uri in (*each["crs"], each["storageCrs"]))
        assert CRS84.uri in each["crs"]
        assert each["storageCrs"] in each["crs"]
        assert len(each["crs"]) == len(set(each["crs"]))


@holds(f"{CRS}/crs-parameter")
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.short)
def test_every_system_is_answered_in_with_its_header(client: Client, system: Any) -> None:
    for key in LAYERS:
        here = f"/api/collections/{key}/items"
        for address in (here, f"{here}/{first_id(client, key)}"):
            response, document = read(client, address, crs=system.uri)
            assert response["Content-Crs"] == f"<{system.uri}>"
            assert document["type"] in ("FeatureCollection", "Feature")


@holds(f"{CRS}/crs-parameter-default")
def test_without_it_answers_are_in_crs84(client: Client) -> None:
    for key in LAYERS:
        plain, document = read(client, f"/api/collections/{key}/items")
        asked, same = read(client, f"/api/collections/{key}/items", crs=CRS84.uri)
        assert plain["Content-Crs"] == asked["Content-Crs"] == f"<{CRS84.uri}>"
        assert document["features"] == same["features"]
        assert faults_of_collection(document) == []


@holds(f"{CRS}/crs-parameter-invalid", f"{CRS}/bbox-crs-parameter-invalid")
@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
@pytest.mark.parametrize(
    "uri", ["http://www.opengis.net/def/crs/OGC/0/does_not_exist", f"{AUTHORITY}32748", "urn:x", ""]
)
def test_a_system_nobody_offers_is_refused(client: Client, name: str, uri: str) -> None:
    key = LAYERS[0]
    here = f"/api/collections/{key}/items"
    addresses = (here, f"{here}/{first_id(client, key)}") if name == "crs" else (here,)
    for address in addresses:
        response = client.get(address, {name: uri, **({"bbox": "116,0,118,1"} if name == "bbox-crs" else {})})
        assert (response.status_code, response.json()["parameter"]) == (400, name)


@holds(f"{CRS}/crs-parameter-transform")
@pytest.mark.parametrize("system", SYSTEMS[1:], ids=lambda each: each.short)
def test_shapes_are_transformed(client: Client, system: Any) -> None:
    there = Transformer.from_crs(f"EPSG:{system.uri.removeprefix(AUTHORITY)}", "OGC:CRS84")
    for key in LAYERS:
        _, plain = read(client, f"/api/collections/{key}/items", limit="3")
        _, told = read(client, f"/api/collections/{key}/items", limit="3", crs=system.uri)
        for one, other in zip(plain["features"], told["features"], strict=True):
            back = shapely.transform(shape(other["geometry"]), there.transform, interleaved=False)
            assert shape(one["geometry"]).hausdorff_distance(back) < 5e-6, (key, one["id"])


@holds(f"{CRS}/bbox-crs-parameter-default")
def test_a_box_without_a_system_is_in_crs84(client: Client) -> None:
    for key in LAYERS:
        box = "116.5,0.2,117.5,0.9"
        _, plain = read(client, f"/api/collections/{key}/items", bbox=box)
        _, asked = read(client, f"/api/collections/{key}/items", bbox=box, **{"bbox-crs": CRS84.uri})
        assert plain["features"] == asked["features"]
