"""Addresses of a layer's JSON Schemas: `/schema`, `/sortables` (OGC API - Features, Part 5), `/queryables` (Part 3)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ..declaration import Layer
from .features import LayerView
from .negotiation import JSON_SCHEMA, Json, JsonSchema
from .schema_documents import queryables, schema, sortables
from .schemas import Schema, operation
from .words import told

FILTERS = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
# Approved as Part 3 of Common; the names of its draft (Features, Part 5) are those QGIS looks for. Its class `queryables` is not
# declared: it forbids the `$ref` without which QGIS before 3.44 sends no spatial filter.
SCHEMAS = "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/"
DRAFT_SCHEMAS = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/"
CONFORMANCE = (
    *(f"{FILTERS}{name}" for name in ("filter", "features-filter", "queryables", "queryables-query-parameters")),
    *(
        f"{CQL2}{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "basic-spatial-operators",  # the draft's name, which QGIS before 3.44 looks for
        )
    ),
    *(
        f"{SCHEMAS}{name}"
        for name in ("schemas", "advanced-property-roles", "returnables-and-receivables", "sortables")
    ),
    *(
        f"{DRAFT_SCHEMAS}{name}"
        for name in ("schemas", "core-roles-features", "returnables-and-receivables", "sortables")
    ),
)


class SchemaView(LayerView):
    """GET /api/collections/{id}/schema, /queryables, /sortables"""

    renderer_classes = [JsonSchema, Json]
    make: Callable[[Layer, str], dict[str, Any]] = staticmethod(schema)
    name = "schema"

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        return self.document(self.make(layer, f"{self.api}/collections/{key}/{self.name}"), JSON_SCHEMA)


class QueryablesView(SchemaView):
    make = staticmethod(queryables)
    name = "queryables"


class SortablesView(SchemaView):
    make = staticmethod(sortables)
    name = "sortables"


def paths(layers: Iterable[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part."""
    words = {
        "schema": told("Skema JSON fitur", "JSON Schema of the features"),
        "queryables": told("Properti yang dapat disaring", "Properties a filter may ask about"),
        "sortables": told("Properti yang dapat diurutkan", "Properties to sort by"),
    }
    return {
        f"/collections/{layer.key}/{name}": {
            "get": operation(f"{name}_{layer.key}", text, {"type": "object"}, media_type=JSON_SCHEMA, tag=layer.title)
        }
        for layer in layers
        for name, text in words.items()
    }
