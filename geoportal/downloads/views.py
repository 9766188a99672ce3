"""`/unduh/...` for people and programs: what is refused is a page in a browser, a problem document elsewhere."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from layers.api.words import said
from layers.declaration import Layer
from layers.exports.formats import Format
from layers.filters import COMMON
from layers.parameters import SAVED
from layers.problems import Problem
from layers.releases import current_numbers
from monografi.actions import MONOGRAPH
from projects.models import LAYER as PROJECTS

from .joined import joined
from .whole import ReleaseFile, WholeLayer

# Clients carry them along; they change nothing of what a file holds.
QUIET = COMMON | {SAVED}


class ForPeople(WholeLayer):
    """Whatever is refused to a browser is a page."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, Problem) and _browser(self.request.headers.get("Accept", "")):
            return self._page(exc)
        return super().handle_exception(exc)

    def _page(self, problem: Problem) -> HttpResponseBase:
        told = {"detail": said(problem.detail_id, problem.detail_en), "parameter": problem.members.get("parameter")}
        return render(self.request._request, "downloads/refused.html", told, status=problem.status)


class ReleaseFileForAll(ForPeople, ReleaseFile):
    """GET /r/{layer}/{n}/{layer}.{ext}"""


class DownloadForAll(ForPeople):
    """GET /unduh/{layer}.{ext}[.zip]: without a parameter the whole layer, which may lie here already."""

    def give(self, layer: Layer, form: Format, bundled: bool) -> HttpResponseBase:
        found = joined(self.request.query_params, layer)
        if found is not None:
            layer, self.beside = found
        elif not bundled and set(self.request.query_params) <= QUIET:
            state = self.newest(layer)
            if state is not None:
                return self.whole(state, form, name=state.export(form).file_name, for_ever=False)
        return super().give(layer, form, bundled)

    def releases(self, *layers: Layer) -> dict[str, int]:
        more = current_numbers([MONOGRAPH, PROJECTS]) if self.beside.parameters else {}
        return {**more, **super().releases(*layers)}


def _browser(accept: str) -> bool:
    """Tell whether a person asks: browsers name HTML, programs seldom do."""
    return "text/html" in accept
