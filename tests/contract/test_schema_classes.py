"""Abstract tests of OGC API - Common, Part 3: Schemas (23-058r2; its draft is Features Part 5)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from tests.contract.abstract_tests import holds
from tests.factories.exports import LAYERS, every_layer

pytestmark = pytest.mark.django_db
SCHEMAS, ROLES = "common-3/conf/schemas", "common-3/conf/advanced-property-roles"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
# Of the draft of 2020-12 of JSON Schema, those a schema of features may use; everything else begins with x-.
KEYWORDS = {
    "$schema",
    "$id",
    "type",
    "title",
    "description",
    "properties",
    "additionalProperties",
    "format",
    "examples",
}


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def schemas(client: Client, names: tuple[str, ...] = ("schema", "sortables")) -> Iterator[dict[str, Any]]:
    for key in LAYERS:
        for name in names:
            address = f"/api/collections/{key}/{name}"
            response = client.get(address, headers={"accept": "application/schema+json"})
            assert (response.status_code, response["Content-Type"]) == (200, "application/schema+json")
            found: dict[str, Any] = response.json()
            assert found["$id"] == f"http://testserver{address}"
            yield found


def having(schema: dict[str, Any], role: str) -> dict[str, Any]:
    return {name: each for name, each in schema["properties"].items() if each.get("x-ogc-role") == role}


@holds(
    f"{SCHEMAS}/basic-schema-inspection",
    "common-3/conf/returnables-and-receivables/op-and-response",
    "common-3/conf/sortables/op-and-response",
)
def test_schemas_are_json_schemas_of_typed_properties(client: Client) -> None:
    for schema in schemas(client):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["type"] == "object"
        for each in schema["properties"].values():
            assert "type" in each or ("$ref" not in each and each["format"].startswith("geometry-"))
        for part in (schema, *schema["properties"].values()):
            assert [name for name in part if name not in KEYWORDS and not name.startswith("x-")] == []
    for schema in schemas(client, ("sortables",)):
        assert {each["type"] for each in schema["properties"].values()} <= {"string", "number", "integer", "boolean"}


@holds(f"{SCHEMAS}/role", f"{SCHEMAS}/role-id", f"{SCHEMAS}/property-seq")
def test_one_property_is_the_id_and_all_have_a_place(client: Client) -> None:
    for schema in schemas(client):
        assert [each["type"] for each in having(schema, "id").values()] == ["string"]
        assert all(isinstance(each.get("x-ogc-role", ""), str) for each in schema["properties"].values())
        places = [each["x-ogc-propertySeq"] for each in schema["properties"].values()]
        assert places == list(range(1, len(places) + 1))


@holds(f"{SCHEMAS}/unit", f"{SCHEMAS}/definition", f"{SCHEMAS}/nullvalues", f"{ROLES}/role-type")
def test_what_is_not_used_is_not_there(client: Client) -> None:
    unused = {"x-ogc-unit", "x-ogc-unitLang", "x-ogc-definition", "x-ogc-nullValues"}
    for schema in schemas(client):
        assert all(unused.isdisjoint(each) for each in schema["properties"].values())
        assert having(schema, "type") == {}


@holds(f"{ROLES}/role-primary-geometry", f"{ROLES}/role-primary-temporal")
def test_the_geometry_and_the_days_of_validity_have_their_roles(client: Client) -> None:
    for schema in schemas(client, ("schema",)):
        (shape,) = having(schema, "primary-geometry").values()
        assert "type" not in shape and "$ref" not in shape
        assert shape["format"].startswith("geometry-")
        for role, name in (("primary-interval-start", "valid_from"), ("primary-interval-end", "valid_until")):
            found = having(schema, role)
            assert list(found) == ([name] if "valid_from" in schema["properties"] else [])
            assert all((each["type"], each["format"]) == ("string", "date") for each in found.values())


@holds("common-3/conf/sortables/link")
def test_every_collection_leads_to_its_sortables(client: Client) -> None:
    for key in LAYERS:
        links = client.get(f"/api/collections/{key}").json()["links"]
        found = [link["href"] for link in links if link["rel"] == f"{REL}sortables"]
        assert found == [f"http://testserver/api/collections/{key}/sortables"]
