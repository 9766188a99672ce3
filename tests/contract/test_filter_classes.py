"""Abstract tests of OGC API - Features, Part 3 (19-079r2: queryables, queryables-query-parameters, filter, features-filter)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from tests.contract.abstract_tests import holds
from tests.factories.exports import LAYERS, every_layer

pytestmark = pytest.mark.django_db
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
VALID = {"number": "1.5", "integer": "1", "boolean": "true", "date": "2026-01-31"}
INVALID = {"number": "x", "integer": "1.5", "boolean": "maybe", "date": "2026-02-30"}


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def items(client: Client, key: str, **params: str) -> Any:
    return client.get(f"/api/collections/{key}/items", {"geometry": "none", "limit": "10000", **params})


def ids(client: Client, key: str, **params: str) -> list[str]:
    response = items(client, key, **params)
    assert response.status_code == 200, response.getvalue()
    assert response["Content-Type"] == "application/geo+json"
    return [each["id"] for each in json.loads(response.getvalue())["features"]]


def queryables(client: Client, key: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/collections/{key}/queryables").json()
    return found


def kind_of(schema: dict[str, Any]) -> str:
    """Return text, number, integer, boolean, date, or geometry."""
    if "type" not in schema:
        return "geometry"
    return "date" if schema.get("format") == "date" else {"string": "text"}.get(schema["type"], schema["type"])


def a_scalar(client: Client, key: str) -> str:
    return next(name for name, schema in queryables(client, key)["properties"].items() if "type" in schema)


def bbox_of(client: Client, key: str) -> list[float]:
    found: list[float] = client.get(f"/api/collections/{key}").json()["extent"]["spatial"]["bbox"][0]
    return found


@holds(
    "features-3/conf/queryables/get-conformance",
    "features-3/conf/queryables-query-parameters/get-conformance",
    "features-3/conf/filter/get-conformance",
    "features-3/conf/features-filter/get-conformance",
    "common-3/conf/returnables-and-receivables/get-conformance",
    "common-3/conf/sortables/get-conformance",
    each=True,
)
def test_the_class_is_declared(client: Client, abstract_test: str) -> None:
    spec, _, rest = abstract_test.partition("/")
    declared = client.get("/api/conformance", headers={"accept": "application/json"}).json()["conformsTo"]
    assert f"http://www.opengis.net/spec/ogcapi-{spec}/1.0/{rest.rpartition('/')[0]}" in declared


@holds("features-3/conf/queryables/get-queryables-uris")
def test_what_can_be_filtered_leads_to_its_queryables(client: Client) -> None:
    for key in LAYERS:
        address = f"/api/collections/{key}/items"
        for asked in (client.head(address, headers={"accept": "application/json"}), client.get(address)):
            assert asked.status_code == 200
            assert f'<http://testserver/api/collections/{key}/queryables>; rel="{QUERYABLES}"' in asked["Link"]


@holds("features-3/conf/queryables/get-queryables")
def test_queryables_are_a_json_schema(client: Client) -> None:
    for key in LAYERS:
        response = client.get(f"/api/collections/{key}/queryables", headers={"accept": "application/schema+json"})
        assert (response.status_code, response["Content-Type"]) == (200, "application/schema+json")
        schema = response.json()
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == f"http://testserver/api/collections/{key}/queryables"
        assert schema["type"] == "object"
        assert schema["properties"]
        for each in schema["properties"].values():
            assert "type" in each or each["format"].startswith("geometry-")


@holds("features-3/conf/queryables-query-parameters/query-param")
def test_every_queryable_is_a_parameter(client: Client) -> None:
    for key in LAYERS:
        page = json.loads(items(client, key).getvalue())["features"]
        for name, schema in queryables(client, key)["properties"].items():
            kind = kind_of(schema)
            if kind == "geometry":
                continue
            value = next((each["properties"][name] for each in page if each["properties"][name] is not None), None)
            text = VALID.get(kind, "x") if value is None else json.dumps(value).strip('"') if kind != "text" else value
            found = json.loads(items(client, key, **{name: text}).getvalue())["features"]
            assert all(each["properties"][name] == value for each in found)
            assert bool(found) == (value is not None), (key, name)
            if kind in INVALID:
                refused = items(client, key, **{name: INVALID[kind]})
                assert (refused.status_code, refused.json()["parameter"]) == (400, name)


@holds("features-3/conf/filter/filter-param", "features-3/conf/features-filter/filter-on-items")
@pytest.mark.parametrize("language", ["cql2-text", "cql2-json"])
def test_a_filter_narrows_every_layer(client: Client, language: str) -> None:
    for key in LAYERS:
        name = a_scalar(client, key)
        valid = {
            "cql2-text": f"{name} IS NULL",
            "cql2-json": json.dumps({"op": "isNull", "args": [{"property": name}]}),
        }
        whole = json.loads(items(client, key).getvalue())["features"]
        found = ids(client, key, filter=valid[language], **{"filter-lang": language})
        assert found == [each["id"] for each in whole if each["properties"][name] is None]
        wrong = items(client, key, filter="THIS IS NOT A FILTER", **{"filter-lang": language})
        assert (wrong.status_code, wrong.json()["parameter"]) == (400, "filter")


@holds("features-3/conf/filter/filter-lang-default")
def test_text_is_the_language_where_none_is_named(client: Client) -> None:
    for key in LAYERS:
        name = a_scalar(client, key)
        told = f"{name} IS NOT NULL"
        assert ids(client, key, filter=told) == ids(client, key, filter=told, **{"filter-lang": "cql2-text"})
        assert items(client, key, filter="THIS IS NOT A FILTER").status_code == 400


@holds("features-3/conf/filter/expression-construction")
def test_what_is_no_queryable_is_refused(client: Client) -> None:
    for key in LAYERS:
        assert queryables(client, key)["additionalProperties"] is False
        refused = items(client, key, filter="this_is_not_a_queryable IS NULL")
        assert refused.status_code == 400
        assert "this_is_not_a_queryable" in refused.json()["detail"]


@holds("features-3/conf/filter/filter-crs-wgs84", "features-3/conf/features-filter/mixing-expression")
def test_shapes_in_a_filter_are_in_crs84_and_a_box_narrows_further(client: Client) -> None:
    for key in LAYERS:
        west, south, east, north = bbox_of(client, key)
        whole, asked = ids(client, key), f"S_INTERSECTS(geometry, BBOX({west},{south},{east},{north}))"
        assert ids(client, key, filter=asked) == whole
        assert ids(client, key, filter=asked, bbox=f"{west},{south},{east},{north}") == whole
        assert ids(client, key, filter=asked, bbox="-10,-10,-9,-9") == []
        far = items(client, key, filter="S_INTERSECTS(geometry, BBOX(1000000,1000000,2000000,2000000))")
        assert far.status_code == 400


@holds("features-3/conf/features-filter/get-collections", "features-3/conf/features-filter/get-collection")
def test_every_collection_leads_to_its_queryables(client: Client) -> None:
    listed = client.get("/api/collections").json()["collections"]
    assert {each["id"] for each in listed} == set(LAYERS)
    for each in listed:
        links = client.get(f"/api/collections/{each['id']}").json()["links"]
        found = [link["href"] for link in links if link["rel"] == QUERYABLES]
        assert found == [f"http://testserver/api/collections/{each['id']}/queryables"]
