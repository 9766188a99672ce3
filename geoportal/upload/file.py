"""Berkas: the file itself. While it is on its way: how much has arrived, and the field to go on with."""

from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from imports import doors, steps, uploads
from imports.looking import Look
from imports.models import Run, RunState
from imports.refusals import Refusal

from .access import person_of, run_page, words_of
from .frame import FILE, page


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def file_page(request: HttpRequest, run: Run) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, run)
    steps.require_own(run, person_of(request))
    try:
        _go_on(request, run)
    except Refusal as refusal:
        return _shown(request, run, words_of(refusal), status=422)
    return HttpResponseRedirect(reverse("upload:next", args=[run.pk]))


def _go_on(request: HttpRequest, run: Run) -> None:
    """Take the rest of the files that are sent again whole."""
    sent = {uploads.clean_name(each.name or ""): each for each in request.FILES.getlist("file")}
    waiting = list(run.uploads.all())
    for upload in waiting:
        if upload.name not in sent:
            continue
        content, offset = cast(BinaryIO, sent[upload.name]), uploads.arrived(upload)
        content.seek(offset)
        uploads.append(upload, offset=offset, content=content)
    doors.complete(run)


def _shown(request: HttpRequest, run: Run, refused: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    seen = Look.of(run)
    context: dict[str, Any] = {
        "refused": refused,
        "sending": run.state == RunState.SENDING,
        "files": [(each, uploads.arrived(each)) for each in run.uploads.order_by("name")],
        "seen": seen,
        "api": reverse("upload_api:run", args=[run.pk]),
    }
    return page(request, run, FILE, "file", context, status)
