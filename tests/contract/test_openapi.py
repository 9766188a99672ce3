"""The OpenAPI document: true to the API (schemathesis), self-contained, and what QGIS and GDAL read of it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from geoportal.wsgi import application
from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
LAYERS = ("desa", "kecamatan", "kabupaten")


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


@pytest.fixture
def api(db: None) -> Iterator[Any]:
    """Call the WSGI application inside the test's transaction, which a request must not close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", uncompressed)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def uncompressed(environ: dict[str, Any], start_response: Any) -> Any:
    """Call the application; nothing on the way here would unpack its answer."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start_response)


@holds("features-1/conf/oas30/completeness", "features-1/conf/oas30/exception-codes", "features-1/conf/oas30/oas-impl")
def test_no_call_ends_in_a_server_error_or_an_undocumented_answer(api: Any) -> None:
    operations = [result.ok() for result in api.get_all_operations()]
    assert len(operations) >= 15
    for operation in operations:
        for mode in GenerationMode:
            _call(operation, mode)


def _call(operation: Any, mode: GenerationMode) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def call(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    call()


@holds("features-1/conf/oas30/oas-definition-2")
def test_it_is_valid_openapi_3_0_3(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.0.3"
    validate_schema(document)


def test_it_holds_every_reference_itself(document: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [each for part in value.values() for each in references(part)]
        return [each for part in value for each in references(part)] if isinstance(value, list) else []

    found = set(references(document))
    assert found
    for reference in found:
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in document["components"][kind], reference


@pytest.mark.parametrize("layer", LAYERS)
def test_qgis_and_gdal_find_the_limits_and_the_filters_of_each_layer(document: dict[str, Any], layer: str) -> None:
    limit = document["components"]["parameters"]["limit"]["schema"]
    assert (limit["default"], limit["maximum"]) == (1000, 10_000)
    parameters = document["paths"][f"/collections/{layer}/items"]["get"]["parameters"]
    filters = {each["name"]: each for each in parameters if each.get("style") == "form"}
    assert {"name", "code", "kind"} <= filters.keys()
    assert all(each["explode"] is False and "type" in each["schema"] for each in filters.values())


def test_its_paths_begin_where_its_server_ends(document: dict[str, Any]) -> None:
    assert document["servers"] == [{"url": "http://testserver/api"}]
    assert "/regions/{code}" in document["paths"]
    assert not [path for path in document["paths"] if path.startswith("/api")]


def test_it_names_every_property_a_layer_gives(client: Client, document: dict[str, Any]) -> None:
    for layer in LAYERS:
        feature = client.get(f"/api/collections/{layer}/items?limit=1&geometry=none").json()["features"][0]
        told = document["components"]["schemas"][f"{layer}Feature"]["properties"]["properties"]["properties"]
        assert list(told) == list(feature["properties"])
