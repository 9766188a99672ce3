"""`/api/ocds/releases` and `/api/ocds/records`: the same packages as `/api/tenders`, in OCDS 1.1.

Both stand also as a table, CSV and XLSX (`projects.ocds_flat`).
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from boundaries.register import REGISTER
from layers import parameters
from layers.api.base import ApiView
from layers.api.negotiation import JSON, Json
from layers.api.words import told
from layers.geojson import as_json
from layers.releases import current_numbers, fingerprint
from projects import ocds
from projects.models import LAYER
from projects.ocds_flat import as_csv, as_xlsx
from projects.querysets import ProjectQuerySet

from .api import TAG
from .asking import NAMES, PARAMETERS, asked, limit_of, with_query
from .documents import geometry, ready

PROJECT = OpenApiParameter("project", {"type": "string", "example": "p-000216"}, description=told("Kunci", "Key"))


class Csv(Json):
    media_type, format = "text/csv", "csv"


class Xlsx(Json):
    media_type, format = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"


TABLES: dict[str, Callable[[dict[str, Any]], bytes]] = {Csv.media_type: as_csv, Xlsx.media_type: as_xlsx}


class PackageView(ApiView):
    """A page of packages as one OCDS document; `links.next` goes on, of a table the header Link."""

    renderer_classes = [Json, Csv, Xlsx]
    parameters = NAMES | {"project"}

    def answer(self, request: Request, name: str, make: Callable[..., dict[str, Any]]) -> HttpResponseBase:
        params = request.query_params
        projects, limit = asked(params).tendered(), limit_of(params)
        key = parameters.single(params, "project")
        if key is not None:
            projects = projects.filter(key=key)
        releases = current_numbers([REGISTER, LAYER])
        media_type = request.accepted_renderer.media_type
        tag = fingerprint(releases, request.path_info, sorted(params.items()), self.base, media_type)
        if media_type in TABLES:
            return self.as_table(tag, media_type, name, lambda: self.page(projects, limit, name, make))
        return self.tagged(tag, JSON, lambda: as_json(self.page(projects, limit, name, make)))

    def as_table(self, tag: str, media_type: str, name: str, make: Callable[[], dict[str, Any]]) -> HttpResponseBase:
        answer = self.revalidated(HttpResponse(content_type=media_type), tag)
        if answer.status_code == 200:
            package = make()
            answer.content = TABLES[media_type](package)
            ending = "csv" if media_type == Csv.media_type else "xlsx"
            answer["Content-Disposition"] = f'attachment; filename="ocds-{name}.{ending}"'
            if "links" in package:
                answer["Link"] = f'<{package["links"]["next"]}>; rel="next"'
        return answer

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


FORMS = {
    (200, JSON): OpenApiResponse(response={"type": "object"}),
    (200, Csv.media_type): OpenApiResponse(response={"type": "string"}),
    (200, Xlsx.media_type): OpenApiResponse(response={"type": "string", "format": "binary"}),
}


class ReleasesView(PackageView):
    """GET /api/ocds/releases?region=&descendants=&year=&project=&f=csv"""

    @extend_schema(
        operation_id="listOcdsReleases",
        summary=told(
            "Paket rilis OCDS 1.1; sebagai tabel dengan f=csv atau f=xlsx",
            "OCDS 1.1 release package; as a table with f=csv or f=xlsx",
        ),
        tags=[TAG],
        parameters=[*PARAMETERS, PROJECT],
        responses=FORMS,
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(request, "releases", ocds.release_package)


class RecordsView(PackageView):
    """GET /api/ocds/records?region=&descendants=&year=&project=&f=csv"""

    @extend_schema(
        operation_id="listOcdsRecords",
        summary=told(
            "Paket rekaman OCDS 1.1; sebagai tabel dengan f=csv atau f=xlsx",
            "OCDS 1.1 record package; as a table with f=csv or f=xlsx",
        ),
        tags=[TAG],
        parameters=[*PARAMETERS, PROJECT],
        responses=FORMS,
    )
    def get(self, request: Request) -> HttpResponseBase:
        return self.answer(request, "records", ocds.record_package)
