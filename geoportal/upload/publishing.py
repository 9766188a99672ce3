"""Terbitkan: what the publication says beside its rows; a second person's approval; undoing what was published."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from imports import actions, approvals, doors, minutes, objections, rights, shown, steps
from imports.models import Run, RunState
from imports.questions import target_of
from imports.refusals import Refusal, RowsTouchedSince, ShownOtherwise
from imports.targets import asked_by
from layers.api.words import said

from .access import person_of, run_page, words_of
from .frame import DIFFERENCE, PUBLISH, address, page

BEFORE = ("absent", "neighbours")  # asked on the page before, where the difference shows what they do


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, run: Run) -> HttpResponse:
    decided = request.method == "POST" and "terlihat" in request.POST
    if run.state not in (RunState.READY, RunState.PUBLISHING, RunState.PUBLISHED, RunState.UNDONE) and not decided:
        return HttpResponseRedirect(address(run, DIFFERENCE))
    if request.method != "POST":
        return _shown(request, run)
    try:
        _do(request, run)
    except ShownOtherwise as refusal:
        run.refresh_from_db()
        return _shown(request, run, words_of(refusal), status=409, stale=True)
    except Refusal as refusal:
        run.refresh_from_db()
        return _shown(request, run, words_of(refusal), status=409)
    return HttpResponseRedirect(address(run, PUBLISH))


def _do(request: HttpRequest, run: Run) -> None:
    person, what, seen = person_of(request), request.POST.get("lakukan", ""), request.POST.get("terlihat", "")
    if what == "setujui":
        approvals.approve(run, by=person, seen=seen)
    elif what == "simpan":
        run = steps.keep_facts(run, _facts(request, run), by=person, seen=seen)
        minutes.keep(run, request.FILES.get("minutes_file"), by=person)
        messages.success(request, _saved(run, person))
    elif what == "terbitkan":
        shown.require_same(run, seen)
        _require_source(run, request)
        facts = _facts(request, run) if run.approved_by_id is None else {}
        _publish(run, facts, request.FILES.get("minutes_file"), by=person, seen=seen)


@transaction.atomic
def _publish(run: Run, facts: dict[str, Any], file: UploadedFile | None, *, by: User, seen: str) -> None:
    """Publish with the minutes that came with the form: the run must be as it was shown before they are kept, too."""
    if file is not None:
        run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
        shown.require_same(run, seen)
        run, seen = minutes.keep(run, file, by=by), ""
    doors.publish(run, facts, by=by, seen=seen)


def _require_source(run: Run, request: HttpRequest) -> None:
    """Refuse a publication that does not say where its rows come from: every figure and border is shown with its source."""
    given = request.POST.get("source") if run.approved_by_id is None else None
    source = given if given is not None else run.choices.get("source")
    if "source" in _asked(run) and not str(source or "").strip():
        raise objections.source_missing()


def _saved(run: Run, person: User) -> str:
    target = target_of(run)
    if target is not None and approvals.needed(target):
        return _("Tersimpan. Penyetuju melihatnya di halaman Unggah, di bawah “Menunggu Anda”.")
    if target is not None and not rights.may_with(run, rights.PUBLISH, target, person):
        return _("Tersimpan. Yang berhak menerbitkan melihatnya di halaman Unggah, di bawah “Menunggu Anda”.")
    return _("Tersimpan; belum terbit.")


def _facts(request: HttpRequest, run: Run) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in _asked(run) if name in request.POST}


def _asked(run: Run) -> list[str]:
    return [name for name in asked_by(target_of(run)) if name not in BEFORE]


def _shown(
    request: HttpRequest, run: Run, refused: dict[str, str] | None = None, status: int = 200, *, stale: bool = False
) -> HttpResponse:
    """Show the page; `stale`: what was sent belongs to another state of the run, so what is there now is shown alone."""
    person, target = person_of(request), target_of(run)
    needed = target is not None and approvals.needed(target)
    given = request.POST if request.method == "POST" and not stale else {}
    context: dict[str, Any] = {
        "refused": refused,
        "stale": stale,
        "fingerprint": shown.fingerprint(run),
        "asked": _asked(run),
        "facts": {**run.choices, **{name: given[name] for name in _asked(run) if name in given}},
        "today": timezone.localdate().isoformat(),
        "statuses": [(value, said(title, title_en)) for value, title, title_en in getattr(target, "statuses", ())],
        "needs_approval": needed,
        "waits_for_approval": needed and run.approved_by_id is None,
        "lacks_source": target is not None and approvals.lacks_source(run, target),
        "may_approve": target is not None
        and rights.may_with(run, rights.APPROVE, target, person)
        and person != run.actor,
        "may_publish": target is not None and rights.may_with(run, rights.PUBLISH, target, person),
        "may_undo": target is not None and rights.may_with(run, rights.UNDO, target, person),
        "moved": run.evidence.get("refused"),
        "ready": run.state == RunState.READY,
        "page_address": request.build_absolute_uri(address(run, PUBLISH)),
        "proposed": bool(steps.proposed_facts(run).get("source")),
        "effective": parse_date(run.choices.get("effective") or ""),
        "over": run.state in (RunState.PUBLISHED, RunState.UNDONE),
    }
    return page(request, run, PUBLISH, "publish", context, status)


@run_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_page(request: HttpRequest, run: Run) -> HttpResponse:
    """Ask once more, then undo; a refusal names the later runs in the way, with their pages."""
    if run.state != RunState.PUBLISHED:
        return HttpResponseRedirect(address(run, PUBLISH))
    if request.method != "POST":
        return page(request, run, PUBLISH, "undo", {"refused": None, "in_the_way": []})
    try:
        undoing = actions.undo(run, by=person_of(request))
    except Refusal as refusal:
        in_the_way = (
            Run.objects.filter(pk__in=refusal.runs).order_by("-pk") if isinstance(refusal, RowsTouchedSince) else []
        )
        context = {"refused": words_of(refusal), "in_the_way": in_the_way}
        return page(request, run, PUBLISH, "undo", context, status=409)
    return HttpResponseRedirect(address(undoing, PUBLISH))


@run_page
@require_POST
def stop(request: HttpRequest, run: Run) -> HttpResponse:
    try:
        steps.stop(run, by=person_of(request))
    except Refusal as refusal:
        return page(request, run, PUBLISH, "refused", {"refused": words_of(refusal)}, status=409)
    return HttpResponseRedirect(address(run, "periksa"))


@run_page
@require_POST
def again(request: HttpRequest, run: Run) -> HttpResponse:
    """Take a run up again that was stopped, refused or broke off."""
    try:
        doors.prepare_again(run, by=person_of(request))
    except Refusal as refusal:
        return page(request, run, PUBLISH, "refused", {"refused": words_of(refusal)}, status=409)
    return HttpResponseRedirect(address(run, "periksa"))
