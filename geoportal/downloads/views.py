"""`/unduh/...` for people and programs: what is refused is a page in a browser, a problem document elsewhere."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from layers.api.words import said
from layers.exports.views import Download
from layers.problems import Problem


class DownloadForAll(Download):
    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, Problem) and _browser(self.request.headers.get("Accept", "")):
            return self._page(exc)
        return super().handle_exception(exc)

    def _page(self, problem: Problem) -> HttpResponseBase:
        told = {"detail": said(problem.detail_id, problem.detail_en), "parameter": problem.members.get("parameter")}
        return render(self.request._request, "downloads/refused.html", told, status=problem.status)


def _browser(accept: str) -> bool:
    """Tell whether a person asks: browsers name HTML, programs seldom do."""
    return "text/html" in accept
