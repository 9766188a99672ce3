"""A layer made by upload is a full layer: API, filters, folium page, map page, with no further code."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from imports.models import Run
from layers.models import LayerSettings, Visibility
from tests.contract.geojson_rules import faults_of_collection
from tests.factories.files import ring
from thematic.models import Geometry

from .conftest import mills

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/pabrik/items"


@pytest.fixture(autouse=True)
def published(make_layer: Callable[..., Any], fill: Callable[..., Run]) -> Run:
    make_layer(steward="Dinas Perkebunan", source="Survei 2020")
    return fill(mills())


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def test_it_is_a_collection(client: Client) -> None:
    listed = {each["id"]: each for each in read(client, "/api/collections")["collections"]}
    assert (listed["pabrik"]["title"], listed["pabrik"]["license"]) == ("Pabrik sawit", "CC-BY-4.0")
    assert (listed["pabrik"]["release"], listed["pabrik"]["attribution"]) == (1, "Dinas Perkebunan")


def test_its_items_are_geojson_with_typed_properties(client: Client) -> None:
    document = read(client, ITEMS)
    assert faults_of_collection(document) == []
    assert document["features"][0]["properties"] == {
        "id": "PKS-1",
        "region_code": "64.08.04.2011",
        "kode": "PKS-1",
        "nama": "Pabrik 1",
        "kapasitas": 31,
        "berdiri": "2020-01-31",
        "release": 1,
        "page_url": "http://testserver/lapisan/pabrik/PKS-1/",
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("nama=Pabrik%202", 1),
        ("kapasitas=32", 1),
        ("kapasitas=32.0", 0),
        ("berdiri=2020-01-31", 3),
        ("berdiri=2020-02-01", 0),
        ("id=PKS-3", 1),
        ("region=64.08.04", 3),
        ("region=64.08.06", 0),
        ("region_code=64.08.04.2011", 3),
        ("bbox=117.5505,0.5,117.5515,0.6", 1),
        ("nama=x&kapasitas=31", 0),
    ],
)
def test_its_fields_filter(client: Client, query: str, count: int) -> None:
    response = client.get(f"{ITEMS}?{query}")
    if query == "kapasitas=32.0":
        assert response.status_code == 400
    else:
        assert json.loads(response.getvalue())["numberReturned"] == count


def test_pages_end(client: Client) -> None:
    first = read(client, f"{ITEMS}?limit=2")
    second = read(client, next(link["href"] for link in first["links"] if link["rel"] == "next"))
    assert [feature["id"] for page in (first, second) for feature in page["features"]] == ["PKS-1", "PKS-2", "PKS-3"]


def test_one_feature_has_its_address(client: Client) -> None:
    assert read(client, f"{ITEMS}/PKS-2")["properties"]["nama"] == "Pabrik 2"
    assert client.get(f"{ITEMS}/PKS-9").status_code == 404


def test_it_stands_in_the_openapi_document(client: Client) -> None:
    parameters = read(client, "/api/openapi.json")["paths"]["/collections/pabrik/items"]["get"]["parameters"]
    assert {"kode", "nama", "kapasitas", "berdiri"} <= {each.get("name") for each in parameters}


def test_it_is_on_the_map_page_and_drawn(client: Client) -> None:
    page = client.get("/peta/?lapisan=pabrik").content.decode()
    assert "Pabrik sawit" in page
    assert "Pabrik 2" in page


def test_it_is_on_the_folium_page_of_the_regions_it_lies_in(client: Client) -> None:
    assert "Pabrik 2" in client.get("/wilayah/64.08.04/peta/").content.decode()
    assert "Pabrik 2" not in client.get("/wilayah/64.08.06/peta/").content.decode()


def test_a_draft_is_nowhere(client: Client) -> None:
    LayerSettings.objects.filter(key="pabrik").update(visibility=Visibility.DRAFT)
    assert client.get("/api/collections/pabrik").status_code == 404
    assert "Pabrik" not in client.get("/peta/?lapisan=pabrik").content.decode()
    assert "Pabrik 2" not in client.get("/wilayah/64.08.04/peta/").content.decode()


def test_a_retired_layer_is_nowhere(client: Client) -> None:
    LayerSettings.objects.filter(key="pabrik").update(retired_on=timezone.localdate())
    assert client.get(ITEMS).status_code == 404


def test_a_new_colour_shows_without_a_release(client: Client) -> None:
    assert "#0b5f66" in client.get("/peta/?lapisan=pabrik").content.decode()
    LayerSettings.objects.filter(key="pabrik").update(style={"fill": "#d55e00", "stroke": "#a04000"})
    assert 'fill="#d55e00"' in client.get("/peta/?lapisan=pabrik").content.decode()
    assert "#d55e00" in client.get("/wilayah/64.08.04/peta/").content.decode()


def test_an_empty_layer_answers(client: Client, make_layer: Callable[..., Any]) -> None:
    make_layer("kosong", title_id="Kosong")
    assert read(client, "/api/collections/kosong/items")["numberReturned"] == 0
    assert client.get("/peta/?lapisan=kosong").status_code == 200


def test_areas_come_at_the_detail_asked_for(
    client: Client, make_layer: Callable[..., Any], fill: Callable[..., Run]
) -> None:
    make_layer("rawan", title_id="Rawan banjir", geometry_type=Geometry.AREA, key_column="")
    fill([(ring(3_000), {"kelas": "tinggi"})], "rawan")
    sizes = [
        len(
            read(client, f"/api/collections/rawan/items?geometry={detail}")["features"][0]["geometry"]["coordinates"][
                0
            ][0]
        )
        for detail in ("penuh", "30", "1000")
    ]
    assert sizes[0] > sizes[1] > sizes[2]


def test_a_layer_is_told_in_two_queries(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/api/collections/pabrik")
    with django_assert_num_queries(2):
        client.get("/api/collections/pabrik")
