"""`/unggah/`: the runs with who, what, when and what became of them; and the field that takes the next file."""

from typing import Any, BinaryIO, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from imports import approvals, doors, rights, sources, summaries
from imports.limits import Limits, readable
from imports.models import Run, RunState
from imports.questions import target_of
from imports.refusals import Refusal
from imports.targets import all_targets, asked_by, asked_once
from imports.uploads import Announced
from layers.api.words import said

from .access import person_of, words_of
from .frame import BADGES, state_words

PAGE = 30
MOST_WAITING = 10
FORM_SLACK_BYTES = 100_000
GROUPS: dict[str, tuple[str, ...]] = {
    "berjalan": (
        RunState.SENDING,
        RunState.RECEIVED,
        RunState.STAGED,
        RunState.CHECKED,
        RunState.ASKING,
        RunState.READY,
        RunState.PUBLISHING,
    ),
    "terbit": (RunState.PUBLISHED, RunState.UNDONE),
    "tidak-terbit": (RunState.REFUSED, RunState.UNCHANGED, RunState.STOPPED, RunState.FAILED),
}

# States that are worth looking for by themselves; what is published is a group, because undoing leaves it so called.
SINGLE = (
    RunState.ASKING,
    RunState.READY,
    RunState.REFUSED,
    RunState.UNCHANGED,
    RunState.STOPPED,
    RunState.FAILED,
    RunState.UNDONE,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def uploads_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method == "POST":
        try:
            run = _take(request)
        except Refusal as refusal:
            return _shown(request, refused=words_of(refusal), status=422)
        return HttpResponseRedirect(reverse("upload:next", args=[run.pk]))
    if not rights.targets_for(person) and not rights.visible_runs(person).exists():
        return render(request, "upload/no_mandate.html", status=403)
    return _shown(request)


def _take(request: HttpRequest) -> Run:
    """Take the files of the plain form: an ordinary multipart POST."""
    sent, limit = int(request.META.get("CONTENT_LENGTH") or 0), Limits.current().file_bytes
    if sent > limit + FORM_SLACK_BYTES:
        raise sources.too_large(sent, limit, "IMPORT_MAX_BYTES")
    files = [
        (Announced(each.name or "", each.size or 0), cast(BinaryIO, each)) for each in request.FILES.getlist("file")
    ]
    return doors.receive(by=person_of(request), files=files, target_key=request.POST.get("target", "")[:80])


def _shown(request: HttpRequest, refused: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    with asked_once():
        context = {"refused": refused, **_told(request)}
    return render(request, "upload/list.html", context, status=status)


def _told(request: HttpRequest) -> dict[str, Any]:
    """Collect what the page tells; the number of queries does not depend on how many runs there are."""
    runs = _narrowed(request, rights.visible_runs(person_of(request)))
    targets = all_targets()
    titles = {each.key: said(each.title_id, each.title_en) for each in targets}
    needing = approvals.needing(targets)
    found = list(runs.select_related("actor").prefetch_related("releases").order_by("-pk")[: PAGE + 1])
    return {
        "waiting": [
            {**_line(run, titles, needing), "deed": _deed(run, needing, person_of(request))}
            for run in _waiting(request)
        ],
        "lines": [_line(run, titles, needing) for run in found[:PAGE]],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "paged": "sebelum" in request.GET,
        "targets": list(titles.items()),
        "states": [(state.value, state.label) for state in SINGLE],
        "people": _people(request),
        "asked": {name: request.GET.get(name, "") for name in ("lapisan", "keadaan", "oleh")},
        "may_upload": bool(rights.targets_for(person_of(request))),
        "largest": readable(Limits.current().file_bytes),
        "accepted": _accepted(),
        "api": reverse("upload_api:uploads"),
    }


def _waiting(request: HttpRequest) -> list[Run]:
    """Return what waits for the reader, on the page that nothing narrows."""
    narrowed = any(request.GET.get(name) for name in ("sebelum", "lapisan", "keadaan", "oleh"))
    return [] if narrowed else waiting_for(person_of(request))


def waiting_for(person: User) -> list[Run]:
    """Return the runs that go on only with this person: their own without an answer, and what they may approve."""
    targets = all_targets()
    asked_of_others = approvals.needing(targets)
    may_approve = asked_of_others.intersection(target.key for target in rights.targets_for(person, rights.APPROVE))
    own = Q(actor=person, state__in=(RunState.SENDING, RunState.ASKING))
    # What one prepared oneself waits for oneself only where no second person has to approve it first.
    ask_for_source = [target.key for target in targets if "source" in asked_by(target)]
    unsourced = Q(target__in=ask_for_source) & (Q(choices__source="") | Q(choices__source__isnull=True))
    mine = ~Q(target__in=asked_of_others) | Q(approved_by__isnull=False) | unsourced
    ready = Q(actor=person, state=RunState.READY) & mine
    to_approve = Q(state=RunState.READY, target__in=may_approve, approved_by=None) & ~Q(actor=person) & ~unsourced
    found = Run.objects.filter(own | ready | to_approve).select_related("actor").prefetch_related("releases")
    mine_to_do = [run for run in found.order_by("-pk")[:MOST_WAITING] if not _waits_for_others(run, person)]
    waiting = [*mine_to_do, *_handed_on(person, asked_of_others)]
    return sorted(waiting, key=lambda run: run.pk, reverse=True)[:MOST_WAITING]


def _waits_for_others(run: Run, person: User) -> bool:
    """Tell whether all that is left is to publish a run of the person's own, which somebody else has to."""
    target = target_of(run)
    if run.state != RunState.READY or target is None or run.actor_id != person.pk:
        return False
    return not approvals.lacks_source(run, target) and not rights.may_with(run, rights.PUBLISH, target, person)


def _handed_on(person: User, asked_of_others: set[str]) -> list[Run]:
    """Return what a keeper of a region sent and cannot publish, to whoever can."""
    keys = {target.key for target in rights.targets_for(person, rights.PUBLISH) if hasattr(target, "kept_by")}
    ready = rights.visible_runs(person).filter(state=RunState.READY, target__in=keys - asked_of_others)
    others = ready.exclude(actor=person).select_related("actor").prefetch_related("releases").order_by("-pk")
    return [run for run in others[:MOST_WAITING] if _only_theirs(run, person)]


def _only_theirs(run: Run, person: User) -> bool:
    target = target_of(run)
    return (
        target is not None
        and rights.may_with(run, rights.PUBLISH, target, person)
        and not rights.may_with(run, rights.PUBLISH, target, run.actor)
    )


def _accepted() -> str:
    """Return the endings a file dialogue offers."""
    return ",".join(sorted(sources.ENDINGS))


def _narrowed(request: HttpRequest, runs: QuerySet[Run]) -> QuerySet[Run]:
    """Narrow by what the filter asks; what it cannot mean is no narrowing."""
    before, target = request.GET.get("sebelum", ""), request.GET.get("lapisan", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        runs = runs.filter(pk__lt=int(before))
    if target and "\0" not in target:
        runs = runs.filter(target=target[:80])
    state, who = request.GET.get("keadaan", ""), request.GET.get("oleh", "")
    if state in GROUPS or state in SINGLE:
        runs = runs.filter(state__in=GROUPS.get(state, (state,)))
    if who == "saya":
        runs = runs.filter(actor=person_of(request))
    elif who.isascii() and who.isdigit() and len(who) < 19:
        runs = runs.filter(actor=int(who))
    return runs


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    """Return those whose runs the reader sees, beside the reader: a filter's value and a name. One query."""
    seen = rights.visible_runs(person_of(request)).order_by().values("actor")
    people = User.objects.filter(pk__in=seen).exclude(pk=person_of(request).pk)
    return sorted(((str(each.pk), each.get_short_name()) for each in people), key=lambda each: (each[1], each[0]))


def _line(run: Run, titles: dict[str, str], needing: set[str]) -> dict[str, Any]:
    return {
        "run": run,
        "title": titles.get(run.target, run.target or _("belum dipilih")),
        "badge": BADGES.get(RunState(run.state), "badge-open"),
        "state": state_words(run, needing),
        "told": summaries.changes(run, said("id", "en")) if run.counts else "",
        "releases": _releases(run),
    }


def _releases(run: Run) -> str:
    """Return "rilis 7", or every layer with its release where several moved."""
    found = sorted(run.releases.all(), key=lambda release: release.layer)
    own = [_("rilis %(number)s") % {"number": each.number} for each in found if each.layer == summaries.noun(run)]
    others = [
        _("%(layer)s rilis %(number)s") % {"layer": each.layer, "number": each.number}
        for each in found
        if each.layer != summaries.noun(run)
    ]
    return ", ".join([*own, *others])


def _deed(run: Run, needing: set[str], person: User) -> str:
    """Return what the person does next with a run that waits."""
    if run.state == RunState.SENDING:
        return _("Lanjutkan mengirim")
    if run.state == RunState.ASKING:
        return _("Jawab pertanyaan")
    target = target_of(run)
    if target is not None and run.approved_by_id is None and target.key in needing:
        return _("Isi sumbernya") if approvals.lacks_source(run, target) else _("Periksa dan setujui")
    if target is not None and not rights.may_with(run, rights.PUBLISH, target, person):
        return _("Isi sumbernya")
    return _("Lihat lalu terbitkan")
