"""Refusals in the same look as every page, in both languages: whoever meets one may not have chosen a language yet."""

import logging

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from geoportal.upload.access import words_of
from geoportal.upload.spooling import SpoolFull
from layers.problems import NotFound, ServerFault

MACHINE_PATHS = ("/api", "/r/", "/unduh/")
PLAIN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, SpoolFull):
        return render(request, "errors/507.html", {"refused": words_of(exception.refusal)}, status=507)
    detail = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "errors/400.html", {"detail": detail}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a program with a problem document and a person with a page that offers the search."""
    if request.path_info.startswith(MACHINE_PATHS):
        return NotFound("Alamat ini tidak ada.", "There is nothing at this address.").response()
    asked = request.path_info.rstrip("/").rpartition("/")[2].removeprefix("p-").replace("-", " ")
    return render(request, "errors/404.html", {"q": asked[:60]}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Render without the request: whatever broke may break again in a context processor."""
    if request.path_info.startswith(MACHINE_PATHS):
        return ServerFault(
            "Terjadi kesalahan di pihak kami; coba lagi.", "Something broke on our side; try again."
        ).response()
    try:
        return HttpResponseServerError(render_to_string("errors/500.html"))
    except Exception:
        # The frame of every page needs the manifest of static files, among others; this page needs nothing.
        logger.exception("the page for failures failed itself")
        return HttpResponseServerError(
            render_to_string("errors/500_plain.html"), headers={"Content-Security-Policy": PLAIN_POLICY}
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
