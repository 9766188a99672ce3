"""`/api/records`: the catalogue as DCAT: every layer on its first page, then the documents, page by page."""

from collections.abc import Sequence

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from documents.models import Document
from documents.selectors import listed_documents
from geoportal.list_asking import asked_limit, limit
from layers import parameters
from layers.api.base import ApiView
from layers.api.negotiation import JSON, Json
from layers.api.words import told
from layers.records import dcat
from layers.records.record import records_of
from layers.registry import layers_for

from .documents import dataset

JSON_LD = "application/ld+json"
DEFAULT_LIMIT, MAX_LIMIT, LARGEST_PK = 500, 1000, 2**63 - 1


class JsonLd(Json):
    media_type, format = JSON_LD, "jsonld"


class CatalogueView(ApiView):
    """GET /api/records"""

    renderer_classes = [JsonLd, Json]
    parameters = {"limit", "after"}

    @extend_schema(
        operation_id="getRecords",
        summary=told("Katalog lapisan dan dokumen (DCAT)", "Catalogue of layers and documents (DCAT)"),
        tags=[told("Katalog", "Catalogue")],
        parameters=[
            limit(default=DEFAULT_LIMIT, most=MAX_LIMIT),
            OpenApiParameter(
                "after",
                {"type": "integer", "minimum": 0, "maximum": LARGEST_PK},
                description=told("Dari hydra:next: dokumen sesudah ini", "From hydra:next: documents after this one"),
            ),
        ],
        responses={(200, form): OpenApiResponse(response={"type": "object"}) for form in (JSON_LD, JSON)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        params = request.query_params
        size = asked_limit(params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        text = parameters.single(params, "after")
        after = None if text is None else parameters.whole_number("after", text, least=0, most=LARGEST_PK)
        found = _documents(after or 0, size + 1)
        nodes = [dataset(each, self.base) for each in found[:size]]
        if after is None:
            layers = records_of(layers_for(self.reader), self.base)
            nodes = [*(dcat.dataset(each) for each in layers), *nodes]
        here = f"{self.api}/records"
        following = f"{here}?limit={size}&after={found[size - 1].pk}" if len(found) > size else None
        address = here if after is None else f"{here}?limit={size}&after={after}"
        return self.document(dcat.catalogue(address, self.base, nodes, following), _accepted(request))


def _documents(after: int, most: int) -> Sequence[Document]:
    """Return the documents lists show, in the order they came, after the one numbered so. One query."""
    day = timezone.localdate()
    return list(listed_documents().published_until(day).filter(pk__gt=after).order_by("pk").as_lines(day)[:most])


def _accepted(request: Request) -> str:
    """Answer JSON-LD, as plain JSON to who asks for that alone."""
    return JSON if request.accepted_media_type == JSON else JSON_LD
