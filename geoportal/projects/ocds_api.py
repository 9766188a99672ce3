"""`/api/ocds/releases` and `/api/ocds/records`: the same packages as `/api/tenders`, in OCDS 1.1."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from boundaries.register import REGISTER
from layers import parameters
from layers.api.base import ApiView
from layers.api.negotiation import JSON
from layers.api.words import told
from layers.geojson import as_json
from layers.releases import current_numbers, fingerprint
from projects import ocds
from projects.models import LAYER
from projects.querysets import ProjectQuerySet

from .api import TAG
from .asking import NAMES, PARAMETERS, asked, limit_of, with_query
from .documents import geometry, ready

PROJECT = OpenApiParameter("project", {"type": "string", "example": "p-000216"}, description=told("Kunci", "Key"))


class PackageView(ApiView):
    """A page of packages as one OCDS document; `links.next` goes on."""

    parameters = NAMES | {"project"}

    def answer(self, request: Request, name: str, make: Callable[..., dict[str, Any]]) -> HttpResponseBase:
        params = request.query_params
        projects, limit = asked(params).tendered(), limit_of(params)
        key = parameters.single(params, "project")
        if key is not None:
            projects = projects.filter(key=key)
        releases = current_numbers([REGISTER, LAYER])
        tag = fingerprint(releases, request.path_info, sorted(params.items()), self.base)
        return self.tagged(tag, JSON, lambda: as_json(self.page(projects, limit, name, make)))

    def page(
        self, projects: ProjectQuerySet, limit: int, name: str, make: Callable[..., dict[str, Any]]
    ) -> dict[str, Any]:
        found = ready(projects[: limit + 1])
        shown, here = found[:limit], f"{self.api}/ocds/{name}"
        places = {each.pk: geometry(next(iter(getattr(each, "site_now", ())), None)) for each in shown}
        document = make(shown, places, uri=with_query(here, self.request.query_params))
        if len(found) > limit:
            following = with_query(here, self.request.query_params, after=shown[-1].key)
            document["links"] = {"next": following}
        return document


class ReleasesView(PackageView):
    """GET /api/ocds/releases?region=&descendants=&year=&project="""

    @extend_schema(
        operation_id="listOcdsReleases",
        summary=told("Paket rilis OCDS 1.1", "OCDS 1.1 release package"),
        tags=[TAG],
        parameters=[*PARAMETERS, PROJECT],
        responses={(200, JSON): OpenApiResponse(response={"type": "object"})},
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(request, "releases", ocds.release_package)


class RecordsView(PackageView):
    """GET /api/ocds/records?region=&descendants=&year=&project="""

    @extend_schema(
        operation_id="listOcdsRecords",
        summary=told("Paket rekaman OCDS 1.1", "OCDS 1.1 record package"),
        tags=[TAG],
        parameters=[*PARAMETERS, PROJECT],
        responses={(200, JSON): OpenApiResponse(response={"type": "object"})},
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(request, "records", ocds.record_package)
