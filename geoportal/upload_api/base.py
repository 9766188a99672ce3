"""What every address under /api/uploads does alike: a person or a token asks, refusals are problem documents."""

import re
from typing import Any, BinaryIO, cast

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from accounts.models import User
from accounts.tokens import TokenAuthentication
from imports import rights
from imports.models import Run
from layers.api.base import ApiView
from layers.api.negotiation import JSON
from layers.geojson import as_json
from layers.problems import NotFound, Problem

from .refusing import problem_for


class RawParser(BaseParser):
    """Takes any type and leaves the body alone: `body` reads it as it comes."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        return {}


def body(request: Request) -> BinaryIO:
    """Return what was sent, to be read as it comes."""
    return cast(BinaryIO, request._request)


class UploadView(ApiView):
    """A view for signed-in people and tokens; it writes."""

    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    http_method_names = ["get", "head", "post", "patch", "delete", "options"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    def handle_exception(self, exc: Exception) -> Any:
        return super().handle_exception(problem_for(exc) or exc)

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    def run(self, key: str) -> Run:
        """Return a run the person may see; a foreign one answers like an absent one."""
        number = int(key) if re.fullmatch(r"[0-9]{1,18}", key) else 0
        run = rights.visible_runs(self.person).select_related("actor", "approved_by").filter(pk=number).first()
        if run is None:
            raise NotFound(f"Tidak ada proses {key[:40]!r}.", f"There is no run {key[:40]!r}.", parameter="id")
        return run

    def said(self) -> dict[str, Any]:
        """Return the JSON object that was sent; an absent body is an empty one."""
        try:
            data = self.request.data
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError("JSON") from error
        if not data and not isinstance(data, dict):
            return {}
        if not isinstance(data, dict):
            raise Problem("Kirim sebuah objek JSON.", "Send a JSON object.")
        return data

    def answered(self, content: Any, status: int = 200, **headers: str) -> HttpResponse:
        """Answer a write; nothing of it may be kept."""
        return HttpResponse(as_json(content), content_type=JSON, status=status, headers=headers)
