"""A run step by step, for whoever waits between them: begin, prepare, answer, compare, approve, publish, stop.

Doors (pages, HTTP) ask for work by these functions and hand it to the queue (`tasks`); the queue's worker calls `prepare`
and `publish` here. Nothing is done twice that `run_import` does in one go: both lie on `preparing` and `actions`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.permissions import may

from . import (
    actions,
    answers,
    approvals,
    looking,
    objections,
    originals,
    preparing,
    questions,
    sessions,
    shown,
    staging,
    uploads,
)
from .garbage import full_passes_later
from .limits import Limits
from .looking import Look
from .models import Run, RunState
from .problems import Report
from .progress import ask_to_stop, following
from .reading import workspace
from .refusals import NotPublishable, Words
from .rights import PUBLISH, UPLOAD, may_somewhere, require_with, targets_for
from .rows import Choices
from .stages import Asked
from .targets import Target, get_target
from .uploads import Announced

# Whoever waits here may answer, or answer otherwise; the run is then prepared again.
ANSWERABLE = (RunState.ASKING, RunState.REFUSED, RunState.UNCHANGED, RunState.READY, RunState.FAILED, RunState.STOPPED)
WORKED_ON = (RunState.RECEIVED, RunState.STAGED, RunState.CHECKED)
OVER = (RunState.PUBLISHED, RunState.UNDONE)
# What a publication says beside its rows; the last publication of the same target proposes it.
PROPOSED = ("source", "legal_status", "legal_basis", "scale")


def begin(*, by: User, files: Sequence[Announced], target_key: str = "") -> Run:
    """Announce a file; return the run that waits for its pieces."""
    if target_key:
        if not may_somewhere(by, UPLOAD, _known(target_key)):
            raise PermissionDenied(f"{by} may not upload to {target_key}")
    elif not targets_for(by):
        raise PermissionDenied(f"{by} may upload to no layer")
    return uploads.begin(by=by, files=files, target_key=target_key)


def _known(key: str) -> Target:
    try:
        return get_target(key)
    except KeyError as error:
        raise objections.no_target(key) from error


def require_own(run: Run, by: User) -> None:
    """Raise PermissionDenied unless the person may upload to the run's target. It has to be the person's own run where
    no target is chosen yet, or where they keep a part of it only. Whose mandate is over keeps the sight of own runs, and
    changes none.
    """
    target = questions.target_of(run)
    allowed = target is not None and may(by, UPLOAD, on=target)
    if not allowed and run.actor_id == by.pk:
        allowed = bool(targets_for(by)) if target is None else may_somewhere(by, UPLOAD, target)
    if not allowed:
        raise PermissionDenied(f"{by} may not change run {run.pk}")


@full_passes_later()
def prepare(run: Run) -> Run:
    """Go on with a run as far as its answers allow: to a question, or through staging and checks to its difference."""
    report = Report(run)
    sessions.attend(run)
    with preparing.ends_in_a_state(run, report), following(run), originals.laid_out(run) as (single, folder):
        asked = answers.asked_of(run)
        seen = Look.of(run)
        if seen is None or not _saw(seen, asked):
            with workspace() as apart:
                seen = looking.look(run, single, apart, asked, Limits.current())
        if questions.open_question(run, seen, run.actor) is not None:
            return _wait(run)
        _confirm(run, seen)
        target = get_target(run.target)
        preparing.read(run, single, folder, answers.asked_of(run), target, report)
        preparing.examine(run, target, actions.choices_of(run), report)
    return run


def _saw(seen: Look, asked: Asked) -> bool:
    """Tell whether the answers are about what was looked at."""
    return seen.whole and (asked.layer is None or asked.layer == seen.layer)


def _wait(run: Run) -> Run:
    run.state, run.message, run.finished_at = RunState.ASKING, "", None
    run.save()
    return run


def _confirm(run: Run, seen: Look) -> None:
    """Write down what the rows will be read with, answered or certain."""
    run.choices = {**proposed_facts(run), **run.choices, "mapping": questions.mapping_for(run, seen)}
    run.save(update_fields=["choices"])


def proposed_facts(run: Run) -> dict[str, Any]:
    """Return what the last publication of the same target said beside its rows; the same file again is then no change."""
    proposed = getattr(questions.target_of(run), "proposes", PROPOSED)
    last = Run.objects.filter(target=run.target, state=RunState.PUBLISHED, undo_of=None).exclude(pk=run.pk)
    found = last.order_by("-pk").values_list("choices", flat=True).first() or {}
    if found.get("sample"):
        found = {}  # what is said of sample data is not true of a real file
    return {**Choices().as_json(), **{name: found[name] for name in proposed if found.get(name)}}


@transaction.atomic
def answer(run: Run, given: Mapping[str, Any], *, by: User) -> Run:
    """Take answers; return the run, in state ASKING where more is needed, else RECEIVED: to be prepared by the queue."""
    run = _locked(run)
    require_own(run, by)
    if run.state not in ANSWERABLE or not run.stepwise or not run.original:
        raise objections.not_answerable(run)
    seen = Look.of(run)
    changed = answers.take(run, given, seen, by=by)
    approvals.withdraw(run)
    for name in ("refused", "session", "tries"):
        run.evidence.pop(name, None)
    if seen is not None and _saw(seen, answers.asked_of(run)) and questions.open_question(run, seen, by) is not None:
        run.state = RunState.ASKING
    elif changed or run.state not in (RunState.READY, RunState.UNCHANGED):
        run.state = RunState.RECEIVED
    run.finished_at = None
    run.save()
    return run


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).get(pk=run.pk)


def prepare_again(run: Run, *, by: User) -> Run:
    """Ask for a new comparison of a run that waits, with the answers it has: another publication may have come first."""
    with transaction.atomic():
        run = _locked(run)
        require_own(run, by)
        if run.state not in ANSWERABLE or not run.stepwise or not run.original:
            raise objections.not_answerable(run)
        approvals.withdraw(run)
        run.evidence = {key: value for key, value in run.evidence.items() if key not in ("refused", "session", "tries")}
        run.state, run.finished_at = RunState.RECEIVED, None
        run.save()
    return run


@transaction.atomic
def ask_to_publish(run: Run, facts: Mapping[str, Any], *, by: User, seen: str = "") -> Run:
    """Take what the publication says beside its rows, and claim the run for publishing by the queue.

    `seen` is the fingerprint of what the person was shown: raise ShownOtherwise where the run is another by now.
    """
    run = _locked(run)
    shown.require_same(run, seen)
    if facts:
        require_with(run, PUBLISH, _known(run.target), by)
        if run.state != RunState.READY:
            raise objections.not_ready(run)
        _take_facts(run, facts, by)
    actions.claim(run, by=by)
    return run


def _take_facts(run: Run, facts: Mapping[str, Any], by: User) -> None:
    """Write the facts; what was approved is what was seen, so facts that change an approved run are refused."""
    _refuse_what_changes_rows(facts)
    changed = answers.take(run, facts, None, by=by)
    if changed and run.approved_by_id is not None:
        raise NotPublishable(
            Words("isian berubah setelah disetujui", "what it says changed after it was approved"),
            Words("Simpan isian, lalu minta persetujuan lagi.", "Save it, then ask for approval again."),
            rule="proses.berubah",
        )
    run.save(update_fields=["choices"])


def _refuse_what_changes_rows(facts: Mapping[str, Any]) -> None:
    for name in facts:
        if name in (*answers.ABOUT_FILE, *answers.COMPARED):
            raise objections.not_at_publishing(name)


@transaction.atomic
def keep_facts(run: Run, facts: Mapping[str, Any], *, by: User, seen: str = "") -> Run:
    """Save what the publication will say, without publishing: what a second person approves, who must see its source.

    `seen` is the fingerprint of what the person was shown, as for a publication (`ask_to_publish`).
    """
    run = _locked(run)
    shown.require_same(run, seen)
    require_own(run, by)
    if run.state != RunState.READY:
        raise objections.not_ready(run)
    _refuse_what_changes_rows(facts)
    if answers.take(run, facts, None, by=by):
        approvals.withdraw(run)
    target = _known(run.target)
    if approvals.lacks_source(run, target) and approvals.needed(target):
        raise objections.source_missing()
    run.save()
    return run


@transaction.atomic
def stop(run: Run, *, by: User) -> Run:
    """Stop what is under way, or give a waiting run up; its report and its original stay. Nothing that is published moves."""
    run = _locked(run)
    require_own(run, by)
    if run.state in OVER:
        raise objections.over(run)
    if run.state == RunState.SENDING:
        return uploads.stop_sending(run, preparing.STOPPED_ID)
    if "session" in run.evidence and run.state in (*WORKED_ON, RunState.PUBLISHING):
        ask_to_stop(run)
        return run
    if run.state == RunState.PUBLISHING:
        run.state = RunState.READY
    else:
        run.state, run.message, run.finished_at = RunState.STOPPED, preparing.STOPPED_ID, timezone.now()
        staging.clear(run)
        audit.record(by=by, action="imports.stop", subject=f"run:{run.pk}")
    approvals.withdraw(run)
    run.save()
    return run
