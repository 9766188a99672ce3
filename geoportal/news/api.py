"""`/api/kegiatan`: what happened, newest day first, page by page. What was withdrawn is not told."""

import re
from typing import Any

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from boundaries.register import REGISTER
from geoportal import list_asking
from kegiatan.actions import KEGIATAN
from kegiatan.models import Activity
from kegiatan.selectors import told as activities_told
from layers import parameters
from layers.api.base import ApiView
from layers.api.common import link
from layers.api.negotiation import HTML, JSON
from layers.api.words import told
from layers.geojson import as_json
from layers.problems import BadParameter
from layers.releases import current_numbers, fingerprint

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
Record = dict[str, Any]


class ActivitiesView(ApiView):
    """GET /api/kegiatan?region=&descendants="""

    parameters = {"region", "descendants", "limit", "after"}

    @extend_schema(
        operation_id="listActivities",
        summary=told("Kabar dari wilayah", "News of the regions"),
        tags=[told("Kabar", "News")],
        parameters=[
            list_asking.REGION,
            list_asking.descendants(default=False),
            list_asking.limit(default=DEFAULT_LIMIT, most=MAX_LIMIT),
            OpenApiParameter(
                "after",
                {"type": "string", "pattern": "^[0-9]{1,12}$"},
                description=told("Dari tautan next", "From the next link"),
            ),
        ],
        responses={(200, JSON): OpenApiResponse(response={"type": "object"})},
    )
    def get(self, request: Request) -> HttpResponseBase:
        found = self.asked()
        releases = current_numbers([REGISTER, KEGIATAN])
        tag = fingerprint(releases, request.path_info, sorted(request.query_params.items()), self.base)
        return self.tagged(tag, JSON, lambda: as_json(self.page(found)))

    def asked(self) -> QuerySet[Activity]:
        params, day = self.request.query_params, timezone.localdate()
        after = parameters.single(params, "after")
        region, below = list_asking.asked_region(params), list_asking.asked_descendants(params, default=False)
        found = (
            activities_told(day=day, region=region.pk if region else None)
            .defer(None)
            .defer("photo__small", "photo__large")
        )
        if region is not None and not below:
            found = found.filter(region=region)
        return found.filter(self.behind(after)) if after is not None else found

    def behind(self, text: str) -> Q:
        """Return the condition of what stands behind an activity in the order of the list."""
        last = Activity.objects.filter(pk=int(text)).first() if re.fullmatch("[0-9]{1,12}", text) else None
        if last is None:
            raise BadParameter(
                "after", f"{text!r} tidak berasal dari tautan next.", f"{text!r} comes from no next link."
            )
        return Q(day__lt=last.day) | Q(day=last.day, pk__lt=last.pk)

    def page(self, rows: QuerySet[Activity]) -> Record:
        params = self.request.query_params
        limit = list_asking.asked_limit(params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        found = list(rows[: limit + 1])
        shown = found[:limit]
        links = [link("self", f"{self.api}/kegiatan{self.query()}", JSON)]
        if len(found) > limit:
            links.append(link("next", f"{self.api}/kegiatan{self.query(after=str(shown[-1].pk))}", JSON))
        return {"kegiatan": [record(each, self.base) for each in shown], "links": links}

    def query(self, **changed: str) -> str:
        query: Any = self.request.query_params.copy()
        for name, value in changed.items():
            query[name] = value
        return f"?{query.urlencode()}" if query else ""


def record(activity: Activity, base: str) -> Record:
    """Return one activity as the API tells it; `photo` is null where there is none."""
    code: str | None = activity.code  # type: ignore[attr-defined]  # annotated
    photo, page = getattr(activity, "photo", None), f"{base}/kabar/{activity.pk}/"
    return {
        "id": activity.pk,
        "title": activity.title,
        "text": activity.text,
        "day": activity.day,
        "region": {
            "code": code,
            "name": activity.region.name,
            "href": f"{base}/api/regions/{code}" if code else None,
        },
        "sample": activity.sample,
        "changed_at": activity.changed_at,
        "photo": {"href": f"{page}foto-besar.jpg", "alt": photo.alt or None} if photo else None,
        "links": [link("alternate", page, HTML)],
    }
