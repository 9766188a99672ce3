"""Features Part 5: the schema of each layer's features, with roles, found from the collection; features keep it."""

import json
from typing import Any

import jsonschema
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from layers.registry import layers_for
from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
REL = "http://www.opengis.net/def/rel/ogc/1.0/"


@holds("common-3/conf/returnables-and-receivables/link", "common-3/conf/returnables-and-receivables/response-1")
def test_schemas_are_linked_typed_and_true(client: Client) -> None:
    for layer in layers_for(AnonymousUser()):
        here = f"/api/collections/{layer.key}"
        # An ISO 19139 record describes the layer, too.
        told = client.get(here).json()["links"]
        links = {link["rel"]: link for link in told if not link["type"].endswith("xml")}
        assert links[f"{REL}schema"]["href"] == links["describedby"]["href"] == f"http://testserver{here}/schema"
        response = client.get(links[f"{REL}schema"]["href"])
        assert response["Content-Type"] == links[f"{REL}schema"]["type"] == "application/schema+json"
        schema: dict[str, Any] = json.loads(response.content)
        jsonschema.Draft202012Validator.check_schema(schema)
        roles = {each.get("x-ogc-role"): name for name, each in schema["properties"].items()}
        assert (roles["primary-geometry"], roles["id"]) == ("geometry", layer.id_field)
        assert schema["properties"]["geometry"]["format"] == f"geometry-{layer.geometry_type.lower()}"
        features = json.loads(client.get(f"{here}/items?limit=1&geometry=none").getvalue())["features"]
        for feature in features:
            assert set(feature["properties"]) == set(schema["properties"]) - {"geometry"}
            for name, value in feature["properties"].items():
                if value is not None:
                    jsonschema.validate(value, schema["properties"][name])


@pytest.mark.parametrize("name", ["schema", "queryables", "sortables"])
def test_each_has_an_id_and_links(client: Client, name: str) -> None:
    found = client.get(f"/api/collections/fasilitas/{name}")
    assert found.json()["$id"] == f"http://testserver/api/collections/fasilitas/{name}"
    assert client.head(f"/api/collections/fasilitas/{name}")["ETag"] == found["ETag"]
    assert client.options(f"/api/collections/fasilitas/{name}").status_code == 204
    assert client.get(f"/api/collections/nope/{name}").status_code == 404


def test_queryables_name_the_geometry_as_older_qgis_knows_it(client: Client) -> None:
    """Without it QGIS 3.40 sends attribute filters and no spatial ones (docs/how-to/qgis.md)."""
    shape = client.get("/api/collections/fasilitas/queryables").json()["properties"]["geometry"]
    assert shape["$ref"] == "https://geojson.org/schema/Point.json"
    assert "$ref" not in client.get("/api/collections/fasilitas/schema").json()["properties"]["geometry"]
