"""`/api/search?q=` finds what the one search box finds: regions, facilities, offices, packages, documents, indicators, news."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import get_script_prefix
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from boundaries import selectors
from boundaries.coordinates import read_position
from geoportal.pages.hits import Group, groups
from layers import parameters
from layers.api.base import ApiView
from layers.api.common import link
from layers.api.negotiation import JSON
from layers.api.words import told
from layers.problems import BadParameter

from . import documents, schemas

DEFAULT_LIMIT, MAX_LIMIT = 5, 20
LONGEST = 100


class EverythingView(ApiView):
    """GET /api/search?q="""

    parameters = {"q", "limit"}

    @extend_schema(
        operation_id="search",
        summary=told("Cari di seluruh portal", "Search the whole portal"),
        tags=[schemas.TAG],
        parameters=[schemas.WORDS, schemas.FEW],
        responses={(200, JSON): schemas.EVERYTHING},
    )
    def get(self, request: Request) -> HttpResponseBase:
        text = " ".join((parameters.single(request.query_params, "q") or "").replace("\x00", " ").split())
        if not text:
            raise BadParameter("q", "Tulis kata yang dicari: ?q=puskesmas.", "Say what to look for: ?q=puskesmas.")
        asked = parameters.single(request.query_params, "limit")
        limit = DEFAULT_LIMIT if asked is None else parameters.whole_number("limit", asked, least=1, most=MAX_LIMIT)
        others = [] if read_position(text) else groups(text[:LONGEST], limit)
        here = f"{self.api}/search?{request.query_params.urlencode()}"
        return self.document(
            {
                "q": text,
                "results": [documents.hit(each, self.base) for each in selectors.search(text, limit=limit)],
                "groups": [self.group(each) for each in others],
                "links": [link("self", here, JSON)],
            }
        )

    def group(self, group: Group) -> dict[str, Any]:
        """Return a group as JSON, with whole addresses."""
        return {
            "part": group.key,
            "title": group.title,
            "count": group.count,
            "page_url": self.address(group.all_url),
            "results": [
                {"name": hit.name, "about": hit.about, "sample": hit.sample, "page_url": self.address(hit.url)}
                for hit in group.hits
            ],
        }

    def address(self, path: str) -> str:
        return f"{self.base}/{path.removeprefix(get_script_prefix())}"
