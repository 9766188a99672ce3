"""`/api/regions?q=` finds regions by words, code or position; `/api/locate` tells the regions at a point."""

from collections.abc import Sequence

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from boundaries import selectors
from boundaries.coordinates import read_position
from boundaries.selectors import Found, Located
from layers import parameters
from layers.api.base import ApiView
from layers.api.common import link
from layers.api.negotiation import JSON
from layers.api.words import told
from layers.problems import BadParameter

from . import documents, schemas
from .schemas import TAG

DEFAULT_LIMIT, MAX_LIMIT = 10, 50
OUTSIDE = {
    "note": "Titik ini di luar batas yang kami terbitkan.",
    "note_en": "This point lies outside the boundaries we publish.",
}
SAMPLE = {
    "note": "Batasnya data contoh, bukan batas resmi.",
    "note_en": "The borders are sample data, not official ones.",
}


def notes(found: Sequence[Found] | Sequence[Located]) -> dict[str, str]:
    """Return what must be said of an answer about a position: that it lies outside, or in borders that are no real ones."""
    if not found:
        return OUTSIDE
    return SAMPLE if any(each.sample for each in found) else {}


class SearchView(ApiView):
    """GET /api/regions?q="""

    parameters = {"q", "limit"}

    @extend_schema(
        operation_id="findRegions",
        summary=told("Cari wilayah menurut nama, kode, atau koordinat", "Find regions by name, code or position"),
        tags=[TAG],
        parameters=[schemas.Q, schemas.LIMIT],
        responses={(200, JSON): schemas.RESULTS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        text = (parameters.single(request.query_params, "q") or "").strip()
        if not text:
            raise BadParameter(
                "q", "Tulis nama, kode, atau koordinat: ?q=sangatta.", "Give a name, code or position: ?q=sangatta."
            )
        asked = parameters.single(request.query_params, "limit")
        limit = DEFAULT_LIMIT if asked is None else parameters.whole_number("limit", asked, least=1, most=MAX_LIMIT)
        position = read_position(text)
        found = selectors.search(text, limit=limit)
        here = f"{self.api}/regions?{request.query_params.urlencode()}"
        return self.document(
            {
                "q": text,
                "results": [documents.hit(each, self.base) for each in found],
                **({"position": [position.lon, position.lat]} if position else {}),
                **(notes(found) if position else {}),
                "links": [link("self", here, JSON)],
            }
        )


class LocateView(ApiView):
    """GET /api/locate?lon=&lat="""

    parameters = {"lon", "lat"}

    @extend_schema(
        operation_id="locatePoint",
        summary=told("Wilayah di satu titik; titiknya tidak disimpan", "Regions at a point, which is not stored"),
        tags=[TAG],
        parameters=[schemas.LON, schemas.LAT],
        responses={(200, JSON): schemas.LOCATED},
    )
    def get(self, request: Request) -> HttpResponseBase:
        lon, lat = self.degrees("lon", 180), self.degrees("lat", 90)
        found = selectors.locate(lon, lat)
        return self.document(
            {
                "position": [lon, lat],
                "regions": [documents.located(each, self.base) for each in found],
                **notes(found),
            }
        )

    def degrees(self, name: str, most: int) -> float:
        text = parameters.single(self.request.query_params, name)
        value = None if text is None else parameters.decimal(name, text.strip())
        if value is None or abs(value) > most:
            raise BadParameter(
                name, f"Wajib, angka dari -{most} sampai {most}.", f"Required, a number from -{most} to {most}."
            )
        return value
