"""A layer's metadata as ISO 19139: `/api/collections/{id}/metadata.xml`."""

from collections.abc import Iterable

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ..declaration import Layer
from ..records.iso19139 import iso19139
from ..records.record import records_of
from .features import LayerView
from .metadata_links import METADATA
from .negotiation import Anything
from .schemas import TEXT, Schema, operation
from .words import told


class Metadata(LayerView):
    """GET /api/collections/{id}/metadata.xml"""

    renderer_classes = [Anything]

    def get(self, request: Request, key: str) -> HttpResponseBase:
        (record,) = records_of([self.layer(key)], self.base)
        return self.written(iso19139(record), METADATA)


def paths(layers: Iterable[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part."""
    words = told("Metadata ISO 19139", "Metadata as ISO 19139")
    return {
        f"/collections/{layer.key}/metadata.xml": {
            "get": operation(f"metadata_{layer.key}", words, TEXT, media_type=METADATA, tag=layer.title)
        }
        for layer in layers
    }
