"""The OpenAPI 3.0.3 document: what drf-spectacular finds of any app below /api/, and the layers written out one by one."""

import re
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from ..addresses import base_url
from ..feeds import releases
from ..registry import layers_for
from . import changes, common, features, metadata, queryables, styles, tiles
from .base import ApiView, reader_of
from .negotiation import HTML, OPENAPI, Json, OpenApi
from .schemas import COMMON_PARAMETERS, PARAMETERS, PROBLEM, SHARED, Schema, ref
from .words import told

REFUSALS: dict[str, tuple[str, str]] = {
    "400": (
        "BadRequest",
        told("Parameter salah; `parameter` menyebutnya", "A parameter is wrong; `parameter` names it"),
    ),
    "404": ("NotFound", told("Tidak ada", "There is no such thing")),
    "406": ("NotAcceptable", told("Format yang diminta tidak tersedia", "The format asked for is not available")),
    "412": ("PreconditionFailed", told("Isinya sudah berubah (If-Match)", "It has changed (If-Match)")),
}
PAGES = re.compile(r"/(conformance|collections(/[^/]+(/items(/[^/]+)?)?)?)?")
BUSY = ("Busy", told("Terlalu banyak yang ditanyakan; coba lagi", "Too much is asked at once; try again"))
UNCHANGED = {"description": told("Belum berubah (If-None-Match)", "Not changed (If-None-Match)")}


class OpenApiDocument(ApiView):
    """GET /api/openapi.json"""

    schema = None
    renderer_classes = [OpenApi, Json]

    def get(self, request: Request) -> HttpResponseBase:
        return self.document(openapi_document(request), OPENAPI)


def openapi_document(request: Request) -> Schema:
    """Return the document as the reader of `request` may know it."""
    document: Schema = SchemaGenerator().get_schema(request=request, public=True)
    return document


def complete(result: Schema, generator: Any, request: Request, public: bool) -> Schema:
    """Add the layers, the shared parts and the refusals (a hook of drf-spectacular)."""
    layers = layers_for(reader_of(request))
    result["servers"] = [{"url": f"{base_url(request)}/api"}]
    result["paths"] = {
        **common.paths(),
        **features.paths(layers),
        **queryables.paths(layers),
        **changes.paths(layers),
        **tiles.paths(layers),
        **styles.paths(layers),
        **metadata.paths(layers),
        **releases.paths(layers),
        **result["paths"],
    }
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(
        SHARED | changes.SHARED | features.schemas(layers) | changes.schemas(layers)
    )
    components["parameters"] = PARAMETERS | changes.CHANGE_PARAMETERS | COMMON_PARAMETERS
    components["responses"] = {name: _refusal(text) for name, text in (*REFUSALS.values(), BUSY)}
    for path, operations in result["paths"].items():
        for operation in operations.values():
            _also_as_page(path, operation)
            operation.setdefault("parameters", []).extend(ref(name, "parameters") for name in COMMON_PARAMETERS)
            _refuse(path, operation["responses"])
    return result


def _also_as_page(path: str, operation: Schema) -> None:
    """Say that the answers of Features Part 1 are there as pages, too."""
    if PAGES.fullmatch(path):
        operation["responses"]["200"]["content"][HTML] = {"schema": {"type": "string"}}


def _refusal(text: str) -> Schema:
    return {"description": text, "content": {PROBLEM: {"schema": ref("Problem")}}}


def _refuse(path: str, responses: Schema) -> None:
    responses["304"] = UNCHANGED
    for status, (name, _text) in REFUSALS.items():
        # A layer may be hidden or retired between reading this document and asking for it.
        if status != "404" or "{" in path or path.startswith("/collections/"):
            responses.setdefault(status, ref(name, "responses"))
