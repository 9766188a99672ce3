"""Bandingkan: old against new, as a table and a map; what becomes of rows the file does not mention, and of neighbours."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from imports import doors
from imports.differences import KEPT
from imports.models import Run, RunChange, RunState
from imports.questions import target_of
from imports.refusals import Refusal

from . import drawing
from .access import person_of, run_page, words_of
from .frame import DIFFERENCE, REPORT, address, page

PAGE = 25
DRAWN = 200
MUCH, HARDLY = 0.1, 0.001  # of a shape's area
ASKS = ("absent", "neighbours")
ACTIONS = ("added", "changed", "removed", "unchanged")


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def difference_page(request: HttpRequest, run: Run) -> HttpResponse:
    if not run.counts:
        return HttpResponseRedirect(address(run, REPORT))
    if request.method != "POST":
        return _shown(request, run)
    try:
        if "ulangi" in request.POST:
            doors.prepare_again(run, by=person_of(request))
        else:
            doors.answer(run, _given(request), by=person_of(request))
    except Refusal as refusal:
        return _shown(request, run, words_of(refusal), status=422)
    return HttpResponseRedirect(address(run, DIFFERENCE))


def _given(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = {name: request.POST[name] for name in (*ASKS, "snap_m") if name in request.POST}
    if "neighbours" in given:
        given["adjust"] = request.POST.getlist("adjust")
    return given


def _shown(request: HttpRequest, run: Run, refused: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    number = _number(request, "hal") or 1
    changes = run.changes.order_by("place")
    place = _number(request, "baris")
    one = changes.filter(place=place).first() if place is not None else None
    found = list(changes.defer("before", "after")[(number - 1) * PAGE : number * PAGE + 1])
    target = target_of(run)
    asks = getattr(target, "asks", ()) if target is not None else ()
    drawn = [one] if one is not None else list(changes[:DRAWN])
    context: dict[str, Any] = {
        "refused": refused,
        "counts": [(action, run.counts.get(action, 0)) for action in ACTIONS],
        "changes": found[:PAGE],
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if len(found) > PAGE else None,
        "number": number,
        "kept": KEPT,
        "more": max(sum(run.counts.get(action, 0) for action in ACTIONS[:3]) - KEPT, 0),
        "one": one,
        "map": _map(request, drawn),
        "kinds": {_kind(each) for each in drawn},
        "moved_much": _moved_much(run),
        "moved_hardly": _moved_hardly(run),
        "words_only": bool(run.counts.get("changed")) and not run.changes.exclude(share_moved=0).exists(),
        "asks": [name for name in ASKS if name in asks],
        "waiting": run.state in (RunState.READY, RunState.UNCHANGED),
        "ready": run.state == RunState.READY,
        "moved": run.evidence.get("refused"),
    }
    return page(request, run, DIFFERENCE, "difference", context, status)


def _kind(change: RunChange) -> str:
    """Return how a change is drawn: old beside new, or one of them alone."""
    return "added" if change.before is None else "removed" if change.after is None else "changed"


def _moved_much(run: Run) -> int:
    """Return how many shapes moved much, where they are most of the file: perhaps it is another file than was meant."""
    much = run.changes.filter(action="changed", share_moved__gt=MUCH).count()
    return much if much > sum(run.counts.get(action, 0) for action in ACTIONS) / 2 else 0


def _moved_hardly(run: Run) -> int:
    """Return how many shapes differ by rounding only, where that is all that changed."""
    changed, other = run.counts.get("changed", 0), run.counts.get("added", 0) + run.counts.get("removed", 0)
    hardly = run.changes.filter(action="changed", share_moved__lt=HARDLY).count()
    return hardly if hardly and hardly == changed and not other else 0


def _map(request: HttpRequest, changes: list[RunChange]) -> str:
    return drawing.compared(drawing.Paper(request), changes, named=len(changes) > 1)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
