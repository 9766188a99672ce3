"""Abstract tests of OGC API - Features, Part 1 (17-069r4: core, geojson, html, oas30) over every layer there can be."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import shapely
from django.test import Client
from shapely.geometry import shape

from tests.contract.abstract_tests import holds
from tests.contract.geojson_rules import faults_of_collection
from tests.factories.exports import LAYERS, every_layer

pytestmark = pytest.mark.django_db
CORE = "features-1/conf/core"
API = "http://testserver/api"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
BBOXES = (
    "116.5,0.2,117.5,0.9",
    "116.5,0.2,-10,117.5,0.9,100",
    "117.5,0.5,117.56,0.56",
    "-180,-90,180,90",
    "179,-1,-179,1",
)


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def read(client: Client, address: str, media_type: str = "application/json") -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.getvalue()
    assert response["Content-Type"] == media_type
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def items(client: Client, key: str, query: str = "") -> dict[str, Any]:
    return read(client, f"/api/collections/{key}/items?{query}", "application/geo+json")


def links_of(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in document["links"] if link["rel"] == rel]


def told_in(document: dict[str, Any], openapi: dict[str, Any], name: str) -> None:
    """Hold an answer against the schema the OpenAPI document gives it."""
    components = json.loads(json.dumps(openapi["components"]).replace('"nullable": true', '"x-nullable": true'))
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    jsonschema.Draft202012Validator(schema).validate(_without_nulls(document))


def _without_nulls(value: Any) -> Any:
    """Leave out what is null: OpenAPI 3.0 says `nullable`, which JSON Schema does not know."""
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value if each is not None] if isinstance(value, list) else value


@holds(f"{CORE}/root-op", f"{CORE}/root-success")
def test_the_landing_page_leads_to_definition_conformance_and_data(client: Client) -> None:
    landing = read(client, "/api/")
    told_in(landing, read(client, "/api/openapi.json", OPENAPI), "LandingPage")
    assert links_of(landing, "service-desc") or links_of(landing, "service-doc")
    assert links_of(landing, "conformance")[0]["href"] == f"{API}/conformance"
    assert links_of(landing, "data")[0]["href"] == f"{API}/collections"
    assert {"title", "description", "links"} <= landing.keys()


@holds(f"{CORE}/conformance-op", f"{CORE}/conformance-success")
def test_the_conformance_page_lists_classes(client: Client) -> None:
    document = read(client, "/api/conformance")
    told_in(document, read(client, "/api/openapi.json", OPENAPI), "Conformance")
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in document["conformsTo"]


@holds(f"{CORE}/api-definition-op", f"{CORE}/api-definition-success", "features-1/conf/oas30/oas-definition-1")
def test_the_definition_is_there_for_programs_and_people(client: Client) -> None:
    landing = read(client, "/api/")
    for rel, media_type in (("service-desc", OPENAPI), ("service-doc", "text/html")):
        (link,) = links_of(landing, rel)
        response = client.get(link["href"].removeprefix("http://testserver"))
        assert response.status_code == 200
        assert link["type"] == media_type
        assert response["Content-Type"].startswith(media_type)


@holds(f"{CORE}/fc-md-op", f"{CORE}/fc-md-success", f"{CORE}/fc-md-links", f"{CORE}/fc-md-items")
def test_collections_list_every_layer(client: Client) -> None:
    document = read(client, "/api/collections")
    told_in(document, read(client, "/api/openapi.json", OPENAPI), "Collections")
    assert [each["id"] for each in document["collections"]] == sorted(
        LAYERS, key=[each["id"] for each in document["collections"]].index
    )
    assert links_of(document, "self")[0]["href"] == f"{API}/collections"
    assert links_of(document, "alternate")[0]["type"] == "text/html"
    assert all(link["rel"] and link["type"] for link in document["links"])


@holds(f"{CORE}/fc-md-items-links")
def test_every_collection_leads_to_its_features_in_every_encoding(client: Client) -> None:
    for each in read(client, "/api/collections")["collections"]:
        found = {link["type"]: link["href"] for link in links_of(each, "items")}
        assert found.keys() == {"application/geo+json", "text/html"}
        for media_type, href in found.items():
            response = client.get(href.removeprefix("http://testserver"))
            assert response["Content-Type"].startswith(media_type)
        assert all(link["rel"] and link["type"] for link in each["links"])


@holds(f"{CORE}/sfc-md-op", f"{CORE}/sfc-md-success")
def test_a_collection_alone_tells_what_the_list_tells(client: Client) -> None:
    for each in read(client, "/api/collections")["collections"]:
        assert read(client, f"/api/collections/{each['id']}") == each
        for moment in each["extent"]["temporal"]["interval"][0]:
            assert moment is None or re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+08:00", moment)


@holds(f"{CORE}/fc-op", f"{CORE}/fc-response", f"{CORE}/fc-links", f"{CORE}/fc-timeStamp")
def test_features_are_a_collection_with_links(client: Client) -> None:
    openapi = read(client, "/api/openapi.json", OPENAPI)
    for key in LAYERS:
        document = items(client, key, "limit=5")
        told_in(document, openapi, f"{key}Features")
        assert document["type"] == "FeatureCollection"
        assert faults_of_collection(document) == []
        assert links_of(document, "self")[0]["href"] == f"{API}/collections/{key}/items?limit=5"
        assert links_of(document, "alternate")[0]["type"] == "text/html"
        assert all(link["rel"] and link["type"] for link in document["links"])
        assert "timeStamp" not in document  # the same state gives the same bytes
        assert links_of(document, "next") or document["numberReturned"] == document["numberMatched"]


@holds(f"{CORE}/f-links")
def test_a_feature_has_links(client: Client) -> None:
    openapi = read(client, "/api/openapi.json", OPENAPI)
    for key in LAYERS:
        feature_id = items(client, key, "limit=1&geometry=none")["features"][0]["id"]
        document = read(client, f"/api/collections/{key}/items/{feature_id}", "application/geo+json")
        told_in(document, openapi, f"{key}Item")
        assert links_of(document, "self")[0]["href"] == f"{API}/collections/{key}/items/{feature_id}"
        assert links_of(document, "collection")[0]["href"] == f"{API}/collections/{key}"
        assert links_of(document, "alternate")[0]["type"] == "text/html"
        assert all(link["rel"] and link["type"] for link in document["links"])


@holds(f"{CORE}/fc-bbox-definition", f"{CORE}/fc-limit-definition", f"{CORE}/fc-time-definition")
def test_the_definition_describes_bbox_limit_and_datetime(client: Client) -> None:
    document = read(client, "/api/openapi.json", OPENAPI)
    for key in LAYERS:
        listed = document["paths"][f"/collections/{key}/items"]["get"]["parameters"]
        names = [each["$ref"].rpartition("/")[2] if "$ref" in each else each["name"] for each in listed]
        assert {"bbox", "limit", "datetime"} <= set(names)
    bbox, limit, time = (document["components"]["parameters"][name] for name in ("bbox", "limit", "datetime"))
    assert {(each["in"], each["required"]) for each in (bbox, limit, time)} == {("query", False)}
    assert (bbox["style"], bbox["explode"]) == ("form", False)
    assert (bbox["schema"]["type"], bbox["schema"]["minItems"], bbox["schema"]["maxItems"]) == ("array", 4, 6)
    assert (limit["schema"]["type"], limit["schema"]["minimum"]) == ("integer", 1)
    assert time["schema"]["type"] == "string"


@holds(f"{CORE}/fc-bbox-response")
@pytest.mark.parametrize("bbox", BBOXES)
def test_a_box_finds_exactly_what_touches_it(client: Client, bbox: str) -> None:
    numbers = [float(each) for each in bbox.split(",")]
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    area = shapely.union_all([shapely.box(low, south, high, north) for low, high in parts])
    for key in LAYERS:
        whole = items(client, key, "limit=10000")["features"]
        expected = [
            each["id"] for each in whole if each["geometry"] is None or shape(each["geometry"]).intersects(area)
        ]
        assert [
            each["id"] for each in items(client, key, f"limit=10000&geometry=none&bbox={bbox}")["features"]
        ] == expected


@holds("features-1/conf/geojson/definition")
@pytest.mark.parametrize("accept", ["application/geo+json", "application/json", "*/*"])
def test_features_are_geojson_and_the_rest_json(client: Client, accept: str) -> None:
    feature_id = items(client, "desa", "limit=1&geometry=none")["features"][0]["id"]
    for address, media_type in (
        ("/api/", "application/json"),
        ("/api/conformance", "application/json"),
        ("/api/collections", "application/json"),
        ("/api/collections/desa", "application/json"),
        ("/api/collections/desa/items?limit=1", "application/geo+json"),
        (f"/api/collections/desa/items/{feature_id}", "application/geo+json"),
    ):
        if accept == "application/geo+json" and media_type != accept:
            continue
        assert client.get(address, headers={"accept": accept})["Content-Type"] == media_type


class _Strict(HTMLParser):
    """Counts what is opened and closed."""

    VOID = frozenset(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


@holds("features-1/conf/html/content")
def test_pages_are_html_with_what_json_tells_and_its_links(client: Client) -> None:
    feature_id = items(client, "desa", "limit=1&geometry=none")["features"][0]["id"]
    for address in (
        "/api/",
        "/api/conformance",
        "/api/collections",
        "/api/collections/desa",
        "/api/collections/desa/items",
        f"/api/collections/desa/items/{feature_id}",
    ):
        text = client.get(f"{address}?f=html").getvalue().decode()
        assert text.lstrip().lower().startswith("<!doctype html>")
        page = _Strict()
        page.feed(text)
        assert (page.open, page.faults) == ([], [])
        document = json.loads(client.get(address).getvalue())
        for link in document.get("links", []):
            if not link.get("templated"):
                assert link["href"] in page.links or link["href"].split("?")[0] in " ".join(page.links), link
        for name in ("title", "description", "id"):
            assert str(document.get(name, "")).split(" (")[0] in text


@holds("features-1/conf/oas30/security")
def test_who_must_show_who_they_are_is_described(client: Client) -> None:
    document = read(client, "/api/openapi.json", OPENAPI)
    known = document["components"]["securitySchemes"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            asked = operation.get("security", [])
            assert {name for each in asked for name in each} <= known.keys()
            # What writes asks for it; features ask for nothing.
            assert asked or method == "get", (path, method)
    assert client.post("/api/uploads").status_code in (401, 403)
    assert known["token"] == {"type": "http", "scheme": "bearer", "description": known["token"]["description"]}
