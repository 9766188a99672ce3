"""Features Part 2: reference systems by their address, right axis order in and out, the header that says which."""

import json
from typing import Any

import pytest
from django.test import Client
from pyproj import CRS, Transformer

from layers.reference_systems import AUTHORITY, CRS84, SYSTEMS, URIS
from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"
ITEM = f"{ITEMS}/64.08.04.2001"


def read(client: Client, address: str, **params: str) -> tuple[Any, Any]:
    response = client.get(address, params)
    assert response.status_code == 200, response.content
    return response, json.loads(response.getvalue())


def first(geometry: dict[str, Any]) -> list[float]:
    position = geometry["coordinates"]
    while isinstance(position[0], list):
        position = position[0]
    return position  # type: ignore[no-any-return]


@pytest.mark.parametrize("system", SYSTEMS[1:], ids=lambda each: each.short)
def test_the_axes_are_those_of_the_authority(client: Client, system: Any) -> None:
    code = int(system.uri.removeprefix(AUTHORITY))
    assert (CRS.from_epsg(code).axis_info[0].direction == "north") == system.north_first
    _, plain = read(client, ITEM)
    response, told = read(client, ITEM, crs=system.uri)
    assert response["Content-Crs"] == f"<{system.uri}>"
    assert "crs" not in told["geometry"]
    expected = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}").transform(*_start(plain, client))
    found = first(told["geometry"])
    # As near as the plain answer is written: 1e-6 degrees are 0.11 m.
    assert found == pytest.approx(expected, abs=0.2 if system.proj else 2e-6)


def _start(plain: Any, client: Client) -> list[float]:
    return first(plain["geometry"])


@pytest.mark.parametrize("address", [ITEMS, ITEM, "/api/collections/desa/changes"])
def test_every_answer_says_its_system(client: Client, address: str) -> None:
    assert client.get(address)["Content-Crs"] == f"<{CRS84.uri}>"
    assert client.get(address, {"crs": URIS[3]})["Content-Crs"] == f"<{URIS[3]}>"


def test_collections_list_them_and_the_stored_one(client: Client) -> None:
    for found in client.get("/api/collections").json()["collections"]:
        assert found["crs"] == list(URIS)
        assert found["storageCrs"] in found["crs"]


@holds("features-2/conf/crs/bbox-crs-parameter")
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda each: each.short)
def test_a_box_is_read_in_its_own_axis_order(client: Client, system: Any) -> None:
    lon, lat, size = 116.54, 0.3, 0.001
    if system is CRS84:
        low, high = (lon, lat), (lon + size, lat + size)
    else:
        there = Transformer.from_crs("OGC:CRS84", f"EPSG:{system.uri.removeprefix(AUTHORITY)}")
        low, high = there.transform(lon, lat), there.transform(lon + size, lat + size)
    box = ",".join(map(str, (*low, *high)))
    params = {"geometry": "none", "bbox": box, "bbox-crs": system.uri}
    _, found = read(client, ITEMS, **params)
    _, plain = read(client, ITEMS, geometry="none", bbox=f"{lon},{lat},{lon + size},{lat + size}")
    assert [each["id"] for each in found["features"]] == [each["id"] for each in plain["features"]] != []


@pytest.mark.parametrize(
    ("box", "system"),
    [
        ("116,0,118,2", 4326),
        ("1e12,1e12,2e12,2e12", 32650),
        ("5,5,1,1", 32650),
        ("0,0,1e9,1e9", 3857),
        ("-91,0,1,1", 9470),
    ],
)
def test_a_box_off_the_globe_is_refused(client: Client, box: str, system: int) -> None:
    response = client.get(ITEMS, {"bbox": box, "bbox-crs": f"{AUTHORITY}{system}", "geometry": "none"})
    assert (response.status_code, response.json()["parameter"]) == (400, "bbox")


def test_people_may_write_the_short_form(client: Client) -> None:
    assert client.get(ITEM, {"crs": "EPSG:32650"})["Content-Crs"] == f"<{AUTHORITY}32650>"
