"""Kolom: which column of the file holds what the layer needs, with the first values of each beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from imports import doors, questions
from imports.looking import Look
from imports.models import Run
from imports.refusals import Refusal
from layers.api.words import said

from .access import person_of, run_page, words_of
from .frame import COLUMNS, page

PREFIX = "kolom-"


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def columns_page(request: HttpRequest, run: Run) -> HttpResponse:
    seen = Look.of(run)
    if seen is None or not seen.whole or questions.target_of(run) is None:
        return HttpResponseRedirect(reverse("upload:next", args=[run.pk]))
    if request.method != "POST":
        return _shown(request, run, seen)
    chosen = {name.removeprefix(PREFIX): str(value) for name, value in request.POST.items() if name.startswith(PREFIX)}
    try:
        doors.answer(run, {"mapping": chosen}, by=person_of(request))
    except Refusal as refusal:
        return _shown(request, run, seen, words_of(refusal), chosen, status=422)
    return HttpResponseRedirect(reverse("upload:next", args=[run.pk]))


def _shown(
    request: HttpRequest,
    run: Run,
    seen: Look,
    refused: dict[str, str] | None = None,
    chosen: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    question = questions.question("mapping", run, seen, person_of(request))
    proposed = dict(question.mapping) if question else {}
    mapping = chosen if chosen is not None else run.choices.get("mapping", proposed)
    context: dict[str, Any] = {
        "refused": refused,
        "fields": [_field(each, mapping, PREFIX) for each in _target_fields(run)],
        "columns": _columns(run, seen),
        "rows_read": max((column["of"] for column in seen.columns), default=0),
    }
    return page(request, run, COLUMNS, "columns", context, status)


def _target_fields(run: Run) -> tuple[Any, ...]:
    target = questions.target_of(run)
    return target.fields if target is not None else ()


def _field(field: Any, mapping: dict[str, str], prefix: str) -> dict[str, Any]:
    return {
        "name": f"{prefix}{field.name}",
        "title": said(field.title_id, field.title_en),
        "required": field.required,
        "chosen": mapping.get(field.name, ""),
        "known": ", ".join(field.synonyms[:4]),
    }


def _columns(run: Run, seen: Look) -> list[dict[str, Any]]:
    return [
        {
            "name": questions.decoded(run, seen, column["name"]),
            "values": [questions.decoded(run, seen, value) for value in column["values"]],
            "filled": column["filled"],
        }
        for column in seen.columns
    ]
