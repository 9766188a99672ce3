"""What every address under /api/ does alike: reads only, negotiates, revalidates, refuses with problem documents."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.http import content_disposition_header, quote_etag
from rest_framework.request import Request
from rest_framework.views import APIView

from ..addresses import base_url
from ..filters import COMMON
from ..geojson import as_json
from ..parameters import refuse_unknown, saved
from ..problems import PreconditionFailed
from ..registry import Reader
from .negotiation import FORMAT, HTML, JSON, Json, Negotiation


def reader_of(request: Request) -> Reader:
    """Return who reads, found out only when something asks."""
    return SimpleLazyObject(lambda: request.user)  # type: ignore[return-value]


class ApiView(APIView):
    """A view that reads. `parameters` are the query parameters it knows besides those every address takes."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = Negotiation
    renderer_classes = [Json]
    parameters: Collection[str] = ()
    check_parameters = True

    def perform_authentication(self, request: Request) -> None:
        """Leave the session alone until something asks who reads: public layers then need no cookie and no query."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.check_parameters and request.method != "OPTIONS":
            refuse_unknown(request.query_params, COMMON | set(self.parameters))

    @property
    def reader(self) -> Reader:
        return reader_of(self.request)

    @cached_property
    def base(self) -> str:
        """The portal's own absolute address, without a slash at its end."""
        return base_url(self.request)

    @property
    def api(self) -> str:
        return f"{self.base}/api"

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        answer = HttpResponse(status=204)
        del answer.headers["Content-Type"]
        return answer

    @property
    def as_html(self) -> bool:
        """Tell whether the answer is wanted as a page: a file to keep (`?unduh=1`) is not, whatever a browser accepts."""
        request = self.request
        if getattr(request, "accepted_renderer", None) is None or request.accepted_renderer.format != "html":
            return False
        return request.query_params.get(FORMAT) == "html" or not saved(request.query_params)

    def html_page(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """Answer with a page of the portal. Templates are found by name."""
        text = render_to_string(template, {"api": self.api, **context}, request=self.request._request)
        return self.written(text, f"{HTML}; charset=utf-8")

    def document(self, content: Any, media_type: str = JSON, *, template: str = "") -> HttpResponse:
        """Answer with a small JSON document, or with `template` filled from it; its ETag is made from its bytes."""
        if template and self.as_html:
            return self.html_page(template, {"document": content})
        return self.written(as_json(content), media_type)

    def written(self, text: str, media_type: str) -> HttpResponse:
        """Answer with a small document; its ETag is made from its bytes."""
        tag = hashlib.sha256(text.encode()).hexdigest()[:32]
        # The words are in the language of the reader, which a cookie may say.
        return self.tagged(tag, media_type, lambda: text, vary=("Accept", "Cookie"))

    def tagged(
        self, tag: str | None, media_type: str, make: Callable[[], str], *, vary: Iterable[str] = ("Accept",)
    ) -> HttpResponse:
        """Answer with what `make` returns, or with 304 where the reader has it already; then nothing is made."""
        answer = self.revalidated(HttpResponse(content_type=media_type), tag, vary=vary)
        if answer.status_code == 200:
            answer.content = make().encode()
        return answer

    def as_file(self, response: Any, *parts: object) -> Any:
        """Name the file a reader keeps (`?unduh=1`) after `parts`, the empty ones left out; else change nothing."""
        if response.status_code == 200 and saved(self.request.query_params):
            name = "-".join(str(part) for part in parts if part)
            response["Content-Disposition"] = content_disposition_header(True, f"{name}.geojson") or ""
        return response

    def revalidated(
        self, response: HttpResponse, tag: str | None, *, vary: Iterable[str] = ("Accept",)
    ) -> HttpResponse:
        """Give `response` its caching headers; return 304 instead where the reader has it already.

        Nothing here may be kept without asking again: names and codes can change under any address.
        """
        response["Cache-Control"] = "private, no-cache" if self._session_read() else "no-cache"
        patch_vary_headers(response, list(vary))
        if tag is None:
            return response
        response["ETag"] = quote_etag(tag)
        answer = get_conditional_response(self.request._request, etag=response["ETag"], response=response)
        if answer is not None and answer.status_code == 412:
            raise PreconditionFailed("Isi di alamat ini sudah berubah.", "What is at this address has changed.")
        return answer or response

    def _session_read(self) -> bool:
        session = getattr(self.request, "session", None)
        return bool(session is not None and session.accessed)
