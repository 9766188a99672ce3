"""What every page of a run shows around its own matter: the file, the numbered steps, where it stands, what is under way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from geoportal.vitals import WORKER_SILENCE_S, worker_seen_at
from imports import approvals, progress, questions, steps, summaries
from imports.looking import Look
from imports.models import Progress, Run, RunState
from layers.api.words import said

from .access import person_of

FILE, LAYER, COLUMNS, REPORT, DIFFERENCE, PUBLISH = "berkas", "lapisan", "kolom", "periksa", "bandingkan", "terbitkan"
NAMES = {
    FILE: gettext_noop("Berkas"),
    LAYER: gettext_noop("Lapisan"),
    COLUMNS: gettext_noop("Kolom"),
    REPORT: gettext_noop("Periksa"),
    DIFFERENCE: gettext_noop("Bandingkan"),
    PUBLISH: gettext_noop("Terbitkan"),
}
STEP_OF_QUESTION = {"layer": LAYER, "encoding": LAYER, "target": LAYER, "crs": LAYER, "mapping": COLUMNS}
OVER = (RunState.PUBLISHED, RunState.UNDONE)
UNDER_WAY = (*steps.WORKED_ON, RunState.PUBLISHING)
# The queue's worker takes a job within a second; after this long it is worth a word.
PATIENCE = timedelta(seconds=5)
# What is done in each of the two jobs, in order. A job begins where nothing is told yet, with the empty step.
OPENING = ""
PREPARING: dict[str, str] = {
    OPENING: gettext_noop("Membuka berkas"),
    progress.READING: gettext_noop("Membaca baris"),
    progress.CHECKING: gettext_noop("Memeriksa bentuk dan isinya"),
    progress.COMPARING: gettext_noop("Membandingkan dengan yang terbit"),
}
PUBLISHING: dict[str, str] = {
    progress.CHECKING: gettext_noop("Memeriksa sekali lagi"),
    progress.WRITING: gettext_noop("Menulis rilis"),
    progress.SIMPLIFYING: gettext_noop("Menyiapkan bentuk sederhana untuk peta"),
    progress.CLOSING: gettext_noop("Menutup rilis"),
}
BADGES = {
    RunState.PUBLISHED: "badge-ok",
    RunState.READY: "badge-half",
    RunState.ASKING: "badge-sun",
    RunState.REFUSED: "badge-error",
    RunState.FAILED: "badge-error",
}


@dataclass(frozen=True)
class Step:
    """One of the numbered row; `href` is empty where there is nothing to see yet."""

    name: str
    key: str
    href: str
    current: bool


@dataclass(frozen=True)
class Stage:
    """A part of a job: `state` is *selesai*, *sekarang* or *nanti*."""

    words: str
    state: str


@dataclass(frozen=True)
class UnderWay:
    """A job that goes on: where it is, in words; `share` of the whole of it, 0 to 1; its parts.

    `done` of `of` counts rows within the part, where they are counted; `silent` where the queue's worker does not answer.
    """

    words: str
    done: int
    of: int
    share: float
    stages: list[Stage]
    silent: bool = False


def address(run: Run, key: str) -> str:
    return reverse("upload:report", args=[run.pk]) if key == REPORT else reverse(f"upload:{key}", args=[run.pk])


def stands_at(run: Run) -> str:
    """Return the step where a run waits for its person, or is being worked on."""
    if run.state == RunState.SENDING:
        return FILE
    if run.state == RunState.ASKING:
        seen = Look.of(run)
        question = questions.open_question(run, seen, run.actor) if seen is not None else None
        return STEP_OF_QUESTION[question.name] if question is not None else REPORT
    if run.state in (RunState.PUBLISHING, RunState.PUBLISHED, RunState.UNDONE):
        return PUBLISH
    if run.state == RunState.UNCHANGED or (run.state == RunState.READY and not run.evidence.get("problems")):
        return DIFFERENCE
    return REPORT


def _worked_on_at(run: Run) -> str:
    """Return the step that the work belongs to: publishing, opening the file, or checking its rows."""
    if run.state == RunState.PUBLISHING:
        return PUBLISH
    return REPORT if questions.target_of(run) is not None else FILE


def row_of_steps(run: Run, current: str) -> list[Step]:
    open_to = _open_steps(run)
    return [
        Step(_(name), key, address(run, key) if key in open_to else "", key == current) for key, name in NAMES.items()
    ]


def _open_steps(run: Run) -> set[str]:
    if run.undo_of_id:
        return {REPORT, PUBLISH}
    seen = Look.of(run)
    found = {FILE}
    if seen is not None:
        found.add(LAYER)
    if seen is not None and seen.whole and questions.target_of(run) is not None:
        found.add(COLUMNS)
    if "problems" in run.evidence or run.finished_at or run.state in (RunState.READY, *UNDER_WAY):
        found.add(REPORT)
    if run.counts:
        found.add(DIFFERENCE)
    if run.state in (RunState.READY, RunState.PUBLISHING, RunState.PUBLISHED, RunState.UNDONE):
        found.add(PUBLISH)
    return found


def under_way(run: Run) -> UnderWay | None:
    """Return what goes on; None where the run waits for its person."""
    if run.state not in UNDER_WAY:
        return None
    if "session" not in run.evidence:
        return _waiting(run)
    told, job = Progress.objects.filter(run=run).first(), _job(run)
    keys = list(job)
    at = keys.index(told.step) if told is not None and told.step in keys else 0
    done, of = (told.done, told.of) if told is not None and told.step in keys else (0, 0)
    share = (at + (min(done / of, 1.0) if of else 0.0)) / len(keys)
    return UnderWay(_(job[keys[at]]), done, of, share, _stages(job, at))


def _job(run: Run) -> dict[str, str]:
    return PUBLISHING if run.state == RunState.PUBLISHING else PREPARING


def _stages(job: dict[str, str], at: int) -> list[Stage]:
    """Return the parts of a job of which part `at` goes on; -1 where none has begun."""
    states = ["selesai" if place < at else "sekarang" if place == at else "nanti" for place in range(len(job))]
    return [Stage(_(words), state) for words, state in zip(job.values(), states, strict=True)]


def _waiting(run: Run) -> UnderWay:
    told = Progress.objects.filter(run=run).first()
    since = max(run.started_at, told.at if told else run.started_at)
    late = timezone.now() - since > PATIENCE
    return UnderWay(_("Menunggu giliran"), 0, 0, 0.0, _stages(_job(run), -1), silent=late and _worker_is_silent())


def _worker_is_silent() -> bool:
    seen = worker_seen_at()
    return seen is None or timezone.now() - seen > timedelta(seconds=WORKER_SILENCE_S)


def page(
    request: HttpRequest, run: Run, step: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of a run; while work goes on it stands at the step that the work belongs to."""
    target, work = questions.target_of(run), under_way(run)
    step = _worked_on_at(run) if work is not None else step
    around = {
        "run": run,
        "steps": row_of_steps(run, step),
        "step_number": list(NAMES).index(step) + 1,
        "step_name": _(NAMES[step]),
        "target": target,
        "target_title": said(target.title_id, target.title_en) if target else "",
        "shapes": target is None or bool(target.geometry_types),
        "badge": BADGES.get(RunState(run.state), "badge-open"),
        "state_words": state_words(run),
        "under_way": work,
        "told": summaries.told(run, said("id", "en")),
        "may_change": _may_change(run, request),
        "next": reverse("upload:next", args=[run.pk]),
        "releases": list(run.releases.order_by("layer")),
        "undone_by": Run.objects.filter(undo_of=run).select_related("actor").first(),
    }
    return render(request, f"upload/{template}.html", {**around, **context}, status=status)


def state_words(run: Run, needing: Collection[str] | None = None) -> str:
    """Return the state of a run in a word or two; what waits for a second person says so.

    `needing` are the keys of the targets that ask for one, where they are known already.
    """
    target = questions.target_of(run) if run.state == RunState.READY else None
    if target is not None and (approvals.needed(target) if needing is None else target.key in needing):
        if run.approved_by_id is None and approvals.lacks_source(run, target):
            return _("sumber belum diisi")
        return _("menunggu persetujuan") if run.approved_by_id is None else _("disetujui, siap terbit")
    return str(run.get_state_display())


def _may_change(run: Run, request: HttpRequest) -> bool:
    from django.core.exceptions import PermissionDenied

    try:
        steps.require_own(run, person_of(request))
    except PermissionDenied:
        return False
    return run.stepwise and run.state not in OVER
