"""`/api/docs`: the OpenAPI document as a page people read, made from the document itself."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.template.loader import render_to_string
from rest_framework.request import Request

from layers.api.base import ApiView
from layers.api.negotiation import HTML, Html
from layers.api.openapi import openapi_document
from layers.api.schemas import COMMON_PARAMETERS

Document = dict[str, Any]


class Operation(NamedTuple):
    """One address: `own` are its parameters besides those every address takes, `example` what answers anybody, or none."""

    method: str
    path: str
    summary: str
    own: list[Document]
    needs_token: bool
    example: str | None


class ApiDocs(ApiView):
    """A page: complete with scripts off, nothing from another host."""

    schema = None
    renderer_classes = [Html]

    def get(self, request: Request) -> HttpResponse:
        document = openapi_document(request)
        context = {
            "api": self.api,
            "groups": _groups(document),
            "shared": [_shown(document, each) for each in COMMON_PARAMETERS.values()],
        }
        page = render_to_string("pages/api_docs.html", context, request=request._request)
        tag = sha256(page.encode()).hexdigest()[:32]
        return self.tagged(tag, f"{HTML}; charset=utf-8", lambda: page, vary=("Accept", "Cookie"))


def _groups(document: Document) -> dict[str, list[Operation]]:
    """Return the operations by their first tag, in the order of the document."""
    groups: dict[str, list[Operation]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            own = [_shown(document, each) for each in _own(document, operation)]
            # An empty requirement among them means that nobody has to sign in.
            token = {} not in operation.get("security", [{}])
            example = _example(path, own) if method == "get" and not token else None
            found = Operation(method.upper(), path, operation["summary"], own, token, example)
            groups.setdefault(operation["tags"][0], []).append(found)
    return groups


def _own(document: Document, operation: Document) -> Iterator[Document]:
    for parameter in operation["parameters"]:
        found = _resolved(document, parameter)
        if found["name"] not in COMMON_PARAMETERS:
            yield found


def _resolved(document: Document, parameter: Document) -> Document:
    if "$ref" not in parameter:
        return parameter
    name = parameter["$ref"].rpartition("/")[2]
    found: Document = document["components"]["parameters"][name]
    return found


def _shown(document: Document, parameter: Document) -> Document:
    """Return what the table tells: the choices or the type, the limits, the value that is taken if none is given."""
    schema = parameter["schema"]
    limits = [str(schema[bound]) for bound in ("minimum", "maximum") if bound in schema and abs(schema[bound]) < 10**9]
    return {
        "name": parameter["name"],
        "required": parameter.get("required", False),
        "description": parameter.get("description", ""),
        "type": schema.get("format", schema["type"]),
        "choices": schema.get("enum", []),
        "limits": " – ".join(limits),
        "default": schema.get("default"),
        "example": schema.get("example"),
        "in_path": parameter["in"] == "path",
    }


def _example(path: str, own: list[Document]) -> str | None:
    """Return what follows /api in an address that answers, with the example of everything it cannot do without."""
    needed = [each for each in own if each["required"]]
    if any(each["example"] is None for each in needed):
        return None
    query = [f"{each['name']}={each['example']}" for each in needed if not each["in_path"]]
    if path.endswith("/items"):
        query.append("limit=5")
    for each in needed:
        path = path.replace(f"{{{each['name']}}}", str(each["example"]))
    return path + (f"?{'&'.join(query)}" if query else "")
