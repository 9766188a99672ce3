"""A layer declared in one place is in the API with nothing else written: collections, items, filters, OpenAPI."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from layers import geojson, registry
from layers.declaration import Layer
from layers.features import reading_now, shapes
from layers.models import LayerSettings, Visibility
from tests.contract.geojson_rules import faults_of_collection
from tests.factories.layer_addresses import of_the_patterns
from tests.factories.throwaway import OFFICES

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/kantor-uji/items"


@pytest.fixture(autouse=True)
def layer() -> Iterator[Layer]:
    yield registry.register(OFFICES)
    registry.unregister(OFFICES.key)


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def test_it_is_listed_and_described(client: Client) -> None:
    listed = {each["id"]: each for each in read(client, "/api/collections")["collections"]}
    assert listed["kantor-uji"]["title"] == "Kantor uji"
    described = read(client, "/api/collections/kantor-uji?bahasa=en")
    assert (described["title"], described["sample"], described["release"]) == ("Test offices", False, 0)


def test_its_items_are_strictly_geojson(client: Client) -> None:
    document = read(client, ITEMS)
    assert document["numberReturned"] == 18
    assert faults_of_collection(document) == []
    assert {feature["geometry"]["type"] for feature in document["features"]} == {"Point"}


def test_its_fields_filter_and_its_pages_end(client: Client) -> None:
    assert read(client, f"{ITEMS}?name=Kantor%20Busang")["features"][0]["id"] == "64.08.06"
    assert read(client, f"{ITEMS}?region=64.08.04")["numberReturned"] == 1
    assert read(client, f"{ITEMS}?bbox=115,0,116.5,2")["numberReturned"] < 18
    first = read(client, f"{ITEMS}?limit=10")
    second = read(client, next(link["href"] for link in first["links"] if link["rel"] == "next"))
    assert len({feature["id"] for page in (first, second) for feature in page["features"]}) == 18


def test_it_has_no_tag_because_nothing_tells_when_it_changes(client: Client) -> None:
    response = client.get(ITEMS)
    assert "ETag" not in response.headers
    assert response["Cache-Control"] == "no-cache"


def test_it_has_no_changes_because_it_keeps_no_releases(client: Client) -> None:
    assert client.get("/api/collections/kantor-uji/changes").status_code == 404
    document = read(client, "/api/openapi.json")
    assert "/collections/kantor-uji/changes" not in document["paths"]


def test_it_stands_in_the_openapi_document(client: Client) -> None:
    document = read(client, "/api/openapi.json")
    parameters = document["paths"]["/collections/kantor-uji/items"]["get"]["parameters"]
    assert {"name", "area_m2"} <= {each.get("name") for each in parameters}
    assert "page_url" not in {each.get("name") for each in parameters}


def test_its_style_is_there_in_every_form(client: Client) -> None:
    styles = read(client, "/api/collections/kantor-uji/styles")["styles"]
    sheets = [each["href"] for each in styles[0]["links"]]
    assert [each.rsplit("/", 1)[-1] for each in sheets] == ["kantor-uji.json", "kantor-uji.qml", "kantor-uji.sld"]
    assert all(client.get(each).status_code == 200 for each in sheets)


def test_catalogues_tell_of_it(client: Client) -> None:
    assert "kantor-uji" in [each["dct:identifier"] for each in read(client, "/api/records")["dcat:dataset"]]
    assert b"Kantor uji" in client.get("/api/collections/kantor-uji/metadata.xml").content
    assert b'"@type":"Dataset"' in client.get("/lapisan/kantor-uji/").content
    assert b"/lapisan/kantor-uji/" in client.get("/sitemap-lapisan.xml").content


def test_it_answers_at_every_address_a_layer_has(client: Client) -> None:
    """Tiles, every file, styles, records, feeds, pages: nothing is written for it anywhere."""
    # Its rows are counted by no releases: nothing is told between two, nothing is kept under one, and pages of one feature tell
    # its history.
    without = ("/changes", "/releases.atom", "/r/", "/lapisan/kantor-uji/64.08.04/")
    answers = {each: client.get(each) for each in of_the_patterns(OFFICES.key, "64.08.04")}
    assert len(answers) > 30
    found = {each: answer.status_code for each, answer in answers.items() if answer.getvalue() is not None}
    missing = [each for each, status in found.items() if status != 200]
    assert [each for each in missing if not any(part in each for part in without)] == []
    assert {found[each] for each in missing} <= {404}
    tile = answers["/api/collections/kantor-uji/tiles/6/52/31.mvt"].content
    assert b"Kantor Sangatta Utara" in tile
    assert "Kantor uji" in client.get("/data/").content.decode()


def test_none_of_them_does_while_it_is_internal(client: Client) -> None:
    LayerSettings.objects.create(key="kantor-uji", visibility=Visibility.INTERNAL)
    for address in ("/api/records", "/sitemap-lapisan.xml", "/api/openapi.json"):
        answer = client.get(address)
        assert answer.status_code == 200 and b"kantor-uji" not in answer.content
    styles = (f"styles/kantor-uji.{each}" for each in ("json", "qml", "sld"))
    for part in ("styles", *styles, "metadata.xml"):
        assert client.get(f"/api/collections/kantor-uji/{part}").status_code == 404
    assert client.get("/lapisan/kantor-uji/").status_code == 404


def test_maps_get_its_shapes(django_assert_num_queries: Any) -> None:
    reading = reading_now(OFFICES, "http://x")
    with django_assert_num_queries(1):
        found = list(shapes(OFFICES, reading, 100, region="64.08.04"))
    assert [(each.id, each.label, each.link, each.geometry.geom_type) for each in found] == [
        ("64.08.04", "Kantor Sangatta Utara", "http://x/x", "Point")
    ]


def test_more_fields_than_one_function_takes_are_all_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(client, f"{ITEMS}/64.08.04")["properties"]
    monkeypatch.setattr(geojson, "PAIRS", 3)
    assert read(client, f"{ITEMS}/64.08.04")["properties"] == whole


def test_two_layers_cannot_claim_one_key() -> None:
    with pytest.raises(registry.LayerAlreadyRegistered):
        registry.register(OFFICES)
