"""Writes of the import flow: run a file through all stages, publish what a run found, undo it.

Command line, web page and HTTP are doors to these functions. What lies between a file and its difference is in
`preparing`; a run that waits for its person between the steps is led by `steps`.
"""

from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.permissions import require
from layers.releases import current_numbers, lock_layer

from . import approvals, faults, manifest, objections, preparing, sessions, sources, stages
from .garbage import full_passes_later
from .limits import Limits
from .models import Run, RunState
from .preparing import finish
from .problems import Report
from .progress import WRITING, Stopped, following, tell
from .reading import workspace
from .refusals import Refusal
from .rights import PUBLISH, UNDO, UPLOAD, may_change, require_with
from .rows import Choices, Difference
from .signals import station
from .stages import Asked
from .targets import Target, UndoRefused, get_target


@full_passes_later()
def run_import(
    *,
    path: Path | str,
    target_key: str,
    choices: Choices,
    by: User,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    dry_run: bool = False,
) -> Run:
    """Take a file through all stages and publish it; return the run, whose state says what became of it.

    A file that is refused gives a run in state REFUSED with its problems. A dry run stops before publishing, in state
    READY. What was not chosen is taken from a manifest beside the file.
    """
    target = get_target(target_key)
    require(by, UPLOAD, on=target)
    if not dry_run:
        require(by, PUBLISH, on=target)
    sessions.close_abandoned()
    path = Path(path)
    run = Run.objects.create(
        target=target_key, actor=by, file_name=path.name[:255], evidence={"session": sessions.current_session()}
    )
    report = Report(run)
    with preparing.ends_in_a_state(run, report):
        with following(run):
            difference = _prepare(run, path, target, choices, Asked(layer, crs, encoding), report)
        if run.state == RunState.READY and not dry_run:
            publish(run, by=by, found=difference)
    return run


def _prepare(run: Run, path: Path, target: Target, choices: Choices, asked: Asked, report: Report) -> Difference | None:
    """Take a run from nothing to READY, with its difference, to UNCHANGED or, with its problems, REFUSED."""
    with workspace() as folder, sources.single_file(path, folder, Limits.current()) as single:
        stages.receive(run, single)
        choices, asked = _with_manifest(run, path, choices, asked, report)
        preparing.read(run, single, folder, asked, target, report)
    if not choices.source.strip() and not getattr(target, "source", ""):
        report.add([objections.source_not_stated()])
    return preparing.examine(run, target, choices, report)


def _with_manifest(run: Run, path: Path, choices: Choices, asked: Asked, report: Report) -> tuple[Choices, Asked]:
    entry, foreign = manifest.entry_for(path, run.file_sha256)
    if foreign:
        report.add([objections.manifest_of_another_file()])
    if entry is not None:
        choices = manifest.fill(choices, entry)
        asked = Asked(
            asked.layer or entry.text("layer") or None,
            asked.crs or entry.text("crs") or None,
            asked.encoding or entry.text("encoding") or None,
        )
    objections.refuse_long(choices)
    run.choices = {**choices.as_json(), **asdict(asked), "manifest": entry is not None}
    run.save(update_fields=["choices"])
    return choices, asked


@full_passes_later()
def compare_again(run: Run, *, by: User) -> Run:
    """Make the difference of a run that is ready anew, against the releases of now."""
    target = get_target(run.target)
    require(by, UPLOAD, on=target)
    if run.state != RunState.READY:
        raise objections.not_ready(run)
    approvals.withdraw(run)
    run.evidence.pop("refused", None)
    report = Report(run)
    with preparing.ends_in_a_state(run, report):
        preparing.examine(run, target, choices_of(run), report)
    return run


@full_passes_later()
def publish(run: Run, *, by: User, claimed: bool = False, found: Difference | None = None) -> Run:
    """Write what a run found, in one transaction; raise LayerMoved where another publication came first.

    `claimed`: its state says already that it is being published (the queue's doing). `found` is the difference where
    it was made just now, in one go with this; without it rows are checked and compared again, for days may have passed.
    """
    target = get_target(run.target)
    if not claimed:
        claim(run, by=by)
    sessions.attend(run)
    try:
        with following(run), transaction.atomic():
            _publish_locked(run, target, by, found)
    except Refusal as refusal:
        _back_to_ready(run, refusal)
        raise
    except Stopped:
        _back_to_ready(run, objections.stopped_by_person())
    except Exception as error:
        if claimed and faults.session_lost(error):
            raise  # the queue goes on with it
        run.refresh_from_db()
        if (full := faults.disk_full(error)) is not None:
            _back_to_ready(run, full)
            raise full from error
        finish(run, RunState.FAILED, preparing.words_of(error))
        raise
    return run


def claim(run: Run, *, by: User) -> None:
    """Let one publication of a run begin; its state says so for everyone, and stays if the process dies."""
    target = get_target(run.target)
    require_with(run, PUBLISH, target, by)
    approvals.refuse_unapproved(run, target)
    for name in ("refused", "session", "tries"):
        run.evidence.pop(name, None)
    ready = Run.objects.filter(pk=run.pk, state=RunState.READY)
    if not ready.update(state=RunState.PUBLISHING, evidence=run.evidence):
        raise objections.not_ready(run)
    run.state = RunState.PUBLISHING


def _back_to_ready(run: Run, refusal: Refusal) -> None:
    run.state = RunState.READY
    run.evidence["refused"] = {"rule": refusal.rule, "message": refusal.message, "remedy": refusal.remedy}
    run.save(update_fields=["state", "evidence"])


def _publish_locked(run: Run, target: Target, by: User, found: Difference | None) -> None:
    for layer in sorted(target.layers):
        lock_layer(layer)
    if not Run.objects.select_for_update().filter(pk=run.pk, state=RunState.PUBLISHING).exists():
        raise objections.not_ready(run)
    objections.refuse_moved(run)
    choices = choices_of(run)
    difference = found if found is not None else _found_again(run, target, choices)
    if not may_change(by, PUBLISH, target, difference.touched):
        raise objections.no_longer_allowed(run)
    tell(WRITING)
    run.releases.set(target.publish(run, difference, choices, by=by))
    finish(run, RunState.PUBLISHED)
    audit.record(
        by=by,
        action=PUBLISH,
        subject=f"run:{run.pk}",
        target=run.target,
        sha256=run.file_sha256,
        counts=run.counts,
        releases={release.layer: release.number for release in run.releases.all()},
        **approvals.for_the_record(run),
    )
    station.send(sender=publish, name="before commit")


def _found_again(run: Run, target: Target, choices: Choices) -> Difference:
    """Check and compare the staged rows as if for the first time, and keep the difference that is published."""
    report = Report(run)
    rows = stages.check(run, target, choices, report)
    if report.blocks:
        raise objections.no_longer_clean(run)
    difference = stages.compare(target, rows, choices)
    preparing.note_difference(run, difference, len(rows))
    return difference


def undo(run: Run, *, by: User) -> Run:
    """Put back what was there before `run`, as a new run; raise RowsTouchedSince naming the later runs in the way."""
    target = get_target(run.target)
    require_with(run, UNDO, target, by)
    try:
        with transaction.atomic():
            for layer in sorted(target.layers):
                lock_layer(layer)
            run = Run.objects.select_for_update().get(pk=run.pk)
            if run.state != RunState.PUBLISHED:
                raise objections.not_published(run)
            return _undo_locked(run, target, by)
    except faults.DATABASE_ERRORS as error:
        if (full := faults.disk_full(error)) is not None:
            raise full from error
        raise


def _undo_locked(run: Run, target: Target, by: User) -> Run:
    undoing = Run.objects.create(
        target=run.target,
        actor=by,
        undo_of=run,
        file_name=run.file_name,
        file_sha256=run.file_sha256,
        base_releases=current_numbers(target.layers),
        choices={"undo_of": run.pk},
    )
    try:
        undoing.releases.set(target.undo(run, undoing, by=by))
    except UndoRefused as refused:
        raise objections.touched(run, refused) from refused
    run.state = RunState.UNDONE
    run.save(update_fields=["state"])
    finish(undoing, RunState.PUBLISHED)
    audit.record(
        by=by,
        action=UNDO,
        subject=f"run:{run.pk}",
        undoing=undoing.pk,
        releases={release.layer: release.number for release in undoing.releases.all()},
    )
    station.send(sender=undo, name="before commit")
    return undoing


def choices_of(run: Run) -> Choices:
    """Return what was confirmed for a run as the value the stages take."""
    return Choices.from_json(run.choices)
