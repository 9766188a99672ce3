"""`/api/tenders`: packages that go through a provider, with their chain, as GeoJSON, page by page."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from boundaries.register import REGISTER
from layers.api.base import ApiView
from layers.api.common import link
from layers.api.negotiation import GEOJSON, GeoJson, Json
from layers.api.words import told
from layers.geojson import as_json
from layers.releases import current_numbers, fingerprint
from projects.models import LAYER
from projects.querysets import ProjectQuerySet

from .asking import NAMES, PARAMETERS, asked, limit_of, with_query
from .documents import feature, ready

TAG = told("Proyek dan tender", "Projects and tenders")
Document = dict[str, Any]


class TendersView(ApiView):
    """GET /api/tenders?region=&descendants=&year="""

    parameters = NAMES
    renderer_classes = [GeoJson, Json]

    @extend_schema(
        operation_id="listTenders",
        summary=told(
            "Paket lewat penyedia: tender, pemenang, kontrak; tanpa letak yang diketahui: geometry null",
            "Packages through a provider: tender, award, contract; geometry is null where no place is known",
        ),
        tags=[TAG],
        parameters=PARAMETERS,
        responses={(200, GEOJSON): OpenApiResponse(response={"type": "object"})},
    )
    def get(self, request: Request) -> HttpResponseBase:
        projects, limit = asked(request.query_params).tendered(), limit_of(request.query_params)
        releases = current_numbers([REGISTER, LAYER])
        tag = fingerprint(releases, request.path_info, sorted(request.query_params.items()), self.base)
        return self.tagged(tag, GEOJSON, lambda: as_json(self.page(projects, limit)))

    def page(self, projects: ProjectQuerySet, limit: int) -> Document:
        found = ready(projects[: limit + 1])
        shown, here = found[:limit], f"{self.api}/tenders"
        links = [link("self", with_query(here, self.request.query_params), GEOJSON)]
        if len(found) > limit:
            following = with_query(here, self.request.query_params, after=shown[-1].key)
            links.append(link("next", following, GEOJSON))
        return {
            "type": "FeatureCollection",
            "features": [feature(each, self.base) for each in shown],
            "numberReturned": len(shown),
            "links": links,
        }
