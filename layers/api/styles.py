"""OGC API - Styles, as far as it goes here: one style for each layer, read in three forms."""

from collections.abc import Iterable
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ..declaration import Layer
from ..problems import NotFound
from ..styles.forms import FORMS
from .common import link
from .features import LayerView
from .negotiation import JSON, Anything
from .schemas import TEXT, Schema, listing, operation, record, ref
from .style_links import stylesheets
from .words import said, told


class Styles(LayerView):
    """GET /api/collections/{id}/styles"""

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        collection = f"{self.api}/collections/{key}"
        return self.document(
            {
                "default": key,
                "styles": [{"id": key, "title": layer.title, "links": stylesheets(layer, self.base)}],
                "links": [link("self", f"{collection}/styles", JSON), link("collection", collection, JSON)],
            }
        )


class Stylesheet(LayerView):
    """GET /api/collections/{id}/styles/{id}.{json,qml,sld}; the address alone says which form"""

    renderer_classes = [Anything]

    def get(self, request: Request, key: str, style: str, extension: str) -> HttpResponseBase:
        layer = self.layer(key)
        if style != key or extension not in FORMS:
            known = ", ".join(f"{key}.{each}" for each in FORMS)
            raise NotFound(
                f"Gaya {style}.{extension} tidak ada; yang ada: {known}.",
                f"There is no style {style}.{extension}; there are {known}.",
                parameter="styleId",
            )
        form = FORMS[extension]
        return self.written(form.write(layer, self.base), form.media_type)


def paths(layers: Iterable[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part."""
    found: Schema = {}
    style = record({"id": TEXT, "title": TEXT, "links": ref("Links")})
    lists = record({"default": TEXT, "styles": listing(style), "links": ref("Links")})
    for layer in layers:
        here = f"/collections/{layer.key}/styles"
        listed = operation(f"styles_{layer.key}", told("Gaya lapisan", "Styles"), lists, tag=layer.title)
        found[here] = {"get": listed}
        for extension, form in FORMS.items():
            schema: dict[str, Any] = {"type": "object"} if extension == "json" else TEXT
            one = operation(
                f"style_{layer.key}_{extension}",
                said(f"Gaya untuk {form.name}", f"Style for {form.name}"),
                schema,
                media_type=form.media_type,
                tag=layer.title,
            )
            found[f"{here}/{layer.key}.{extension}"] = {"get": one}
    return found
