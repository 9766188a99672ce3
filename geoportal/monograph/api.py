"""`/api/monographs`: published editions with their figures, newest first, page by page."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from boundaries.querysets import code_of
from boundaries.register import REGISTER
from geoportal import list_asking
from geoportal.upload_api.base import UploadView
from layers import parameters
from layers.api.common import link
from layers.api.negotiation import HTML, JSON
from layers.api.words import told
from layers.geojson import as_json
from layers.releases import current_numbers, fingerprint
from monografi.actions import MONOGRAPH
from monografi.indicators import indicators
from monografi.models import Edition
from monografi.periods import SEMESTERS

from . import drafts

TAG = told("Monografi", "Monographs")
DEFAULT_LIMIT, MAX_LIMIT = 50, 200
Document = dict[str, Any]


class MonographsView(UploadView):
    """GET /api/monographs?region=&descendants=&year=&semester= for everyone; POST a draft, for people and tokens."""

    http_method_names = ["get", "head", "post", "options"]

    parameters = {"region", "descendants", "year", "semester", "limit", "after"}

    @extend_schema(
        operation_id="listMonographs",
        summary=told("Monografi yang terbit, dengan angkanya", "Published monographs with their figures"),
        tags=[TAG],
        parameters=[
            list_asking.REGION,
            list_asking.descendants(default=False),
            OpenApiParameter("year", {"type": "integer", "minimum": 1999}, description=told("Tahun", "Year")),
            OpenApiParameter(
                "semester",
                {"type": "integer", "enum": [0, *SEMESTERS]},
                description=told("1 atau 2; 0: setahun penuh", "1 or 2; 0: the whole year"),
            ),
            list_asking.limit(default=DEFAULT_LIMIT, most=MAX_LIMIT),
            OpenApiParameter(
                "after", {"type": "integer", "minimum": 0}, description=told("Dari tautan next", "From the next link")
            ),
        ],
        responses={(200, JSON): OpenApiResponse(response={"type": "object"})},
    )
    def get(self, request: Request) -> HttpResponseBase:
        editions = self.asked()
        releases = current_numbers([REGISTER, MONOGRAPH])
        tag = fingerprint(releases, request.path_info, sorted(request.query_params.items()), self.base)
        return self.tagged(tag, JSON, lambda: as_json(self.page(editions)))

    @extend_schema(tags=[TAG], **drafts.ABOUT)
    def post(self, request: Request) -> HttpResponseBase:
        posted = drafts.read(self.said())
        draft = drafts.keep(posted, list_asking.region_named(posted.region), by=self.person)
        told_of = {**document(draft, posted.region, self.base), "status": draft.status}
        return self.answered(told_of, 201, Location=f"{self.base}/kelola/monografi/{draft.pk}/")

    def get_permissions(self) -> list[Any]:
        """Ask who it is only of those who write: reading takes no cookie and no query."""
        return [IsAuthenticated()] if self.request.method == "POST" else []

    def asked(self) -> QuerySet[Edition]:
        params = self.request.query_params
        editions = Edition.objects.published()
        year, after = (parameters.single(params, name) for name in ("year", "after"))
        region, below = list_asking.asked_region(params), list_asking.asked_descendants(params, default=False)
        if region is not None:
            editions = editions.inside(region.pk) if below else editions.of_region(region.pk)
        if year is not None:
            editions = editions.filter(year=parameters.whole_number("year", year, least=1999, most=9999))
        semester = parameters.single(params, "semester")
        if semester is not None:
            editions = editions.filter(semester=_half(semester))
        if after is not None:
            editions = editions.filter(pk__lt=parameters.whole_number("after", after, least=0))
        return editions

    def page(self, editions: QuerySet[Edition]) -> Document:
        limit = list_asking.asked_limit(self.request.query_params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        rows = editions.select_related("region").prefetch_related("figures")
        found = list(
            rows.annotate(code=code_of("region", "kemendagri", timezone.localdate())).order_by("-pk")[: limit + 1]
        )
        shown = found[:limit]
        links = [link("self", f"{self.api}/monographs{self.query()}", JSON)]
        if len(found) > limit:
            links.append(link("next", f"{self.api}/monographs{self.query(after=str(shown[-1].pk))}", JSON))
        return {"monographs": [document(each, each.code, self.base) for each in shown], "links": links}

    def query(self, **changed: str) -> str:
        query = self.request.query_params.copy()
        for name, value in changed.items():
            query[name] = value
        return f"?{query.urlencode()}" if query else ""


def _half(text: str) -> int | None:
    """Read 1, 2 or 0 (the whole year)."""
    if text not in ("0", *map(str, SEMESTERS)):
        raise parameters.BadParameter(
            "semester", "Pilih 1, 2, atau 0 bagi setahun penuh.", "1, 2, or 0: the whole year."
        )
    return int(text) or None


def document(edition: Edition, code: str | None, base: str) -> Document:
    """Return an edition with its figures as the API tells it; numbers as numbers, absent ones absent."""
    return {
        "id": str(edition.pk),
        "region": {"code": code, "name": edition.region.name, "href": f"{base}/api/regions/{code}" if code else None},
        "year": edition.year,
        "semester": edition.semester,
        "revision": edition.revision,
        "as_of": edition.compiled_on,
        "source": edition.source,
        "sample": edition.sample,
        "figures": {
            each.indicator: float(each.number) if each.number is not None else each.text
            for each in sorted(edition.figures.all(), key=lambda figure: figure.indicator)
            if each.indicator in indicators()
        },
        "copied_from": {each.indicator: each.copied_from for each in edition.figures.all() if each.copied_from},
        "links": [link("alternate", f"{base}/wilayah/{code}/monografi/?{edition.period.query}", HTML)] if code else [],
    }
