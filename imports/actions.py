"""Writes of the import flow: run a file through all stages, publish what a run found, undo it.

Command line, web page and HTTP are doors to these functions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.permissions import require
from layers.releases import current_numbers, lock_layer

from . import manifest, objections, sessions, sources, stages, staging
from .limits import Limits
from .models import Run, RunState
from .problems import Report
from .reading import workspace
from .refusals import Refusal
from .rows import Choices, Difference
from .signals import station
from .stages import Asked
from .summaries import summary
from .targets import Target, UndoRefused, get_target

PERMISSION = "imports.publish"


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
    require(by, PERMISSION, on=target)
    sessions.close_abandoned()
    path = Path(path)
    run = Run.objects.create(
        target=target_key, actor=by, file_name=path.name[:255], evidence={"session": sessions.current_session()}
    )
    report = Report(run)
    with _ends_in_a_state(run, report):
        _prepare(run, path, target, choices, Asked(layer, crs, encoding), report)
        if run.state == RunState.READY and not dry_run:
            publish(run, by=by)
    return run


@contextmanager
def _ends_in_a_state(run: Run, report: Report) -> Iterator[None]:
    """Turn a refusal into a refused run; leave any other fault as a failed run, and let it through."""
    try:
        yield
    except Refusal as refusal:
        report.add([refusal.finding()])
        report.save()
        _finish(run, RunState.REFUSED)
    except Exception as error:
        _finish(run, RunState.FAILED, f"{type(error).__name__}: {error}"[:500])
        raise


def _prepare(run: Run, path: Path, target: Target, choices: Choices, asked: Asked, report: Report) -> None:
    """Take a run from nothing to READY, UNCHANGED or, with its problems, REFUSED."""
    limits = Limits.current()
    with workspace() as folder, sources.single_file(path, folder, limits) as single:
        stages.receive(run, single)
        choices, asked = _with_manifest(run, path, choices, asked, report)
        inspected = stages.inspect(single, path.name, folder, asked, limits)
        stages.stage(run, inspected, asked, target, report, limits)
    _examine(run, target, choices, report)


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


def _examine(run: Run, target: Target, choices: Choices, report: Report) -> None:
    """Check the staged rows and compare them with what is published now."""
    rows = stages.check(run, target, choices, report)
    report.save()
    if report.blocks:
        _finish(run, RunState.REFUSED)
        return
    _note_difference(run, stages.compare(target, rows, choices), len(rows))


def _note_difference(run: Run, difference: Difference, rows: int) -> None:
    run.counts = {**difference.counts, "rows": rows}
    run.base_releases = difference.base_releases
    if difference.empty:
        _finish(run, RunState.UNCHANGED)
        return
    run.state = RunState.READY
    run.message = summary(run)
    run.save()


def compare_again(run: Run, *, by: User) -> Run:
    """Make the difference of a run that is ready anew, against the releases of now."""
    target = get_target(run.target)
    require(by, PERMISSION, on=target)
    if run.state != RunState.READY:
        raise objections.not_ready(run)
    report = Report(run)
    with _ends_in_a_state(run, report):
        _examine(run, target, choices_of(run), report)
    return run


def publish(run: Run, *, by: User) -> Run:
    """Write what a run found, in one transaction; raise LayerMoved where another publication came first."""
    target = get_target(run.target)
    require(by, PERMISSION, on=target)
    _claim(run)
    try:
        with transaction.atomic():
            _publish_locked(run, target, by)
    except Refusal:
        run.state = RunState.READY
        run.save(update_fields=["state"])
        raise
    except Exception as error:
        run.refresh_from_db()
        _finish(run, RunState.FAILED, f"{type(error).__name__}: {error}"[:500])
        raise
    return run


def _claim(run: Run) -> None:
    """Let one process publish a run; its state says so for everyone, and stays if the process dies."""
    run.evidence["session"] = sessions.current_session()
    ready = Run.objects.filter(pk=run.pk, state=RunState.READY)
    if not ready.update(state=RunState.PUBLISHING, evidence=run.evidence):
        raise objections.not_ready(run)
    run.state = RunState.PUBLISHING


def _publish_locked(run: Run, target: Target, by: User) -> None:
    for layer in sorted(target.layers):
        lock_layer(layer)
    objections.refuse_moved(run, target)
    choices = choices_of(run)
    report = Report(run)
    rows = stages.check(run, target, choices, report)
    if report.blocks:
        raise objections.no_longer_clean(run)
    difference = stages.compare(target, rows, choices)
    run.releases.set(target.publish(run, difference, choices, by=by))
    run.counts = {**difference.counts, "rows": len(rows)}
    _finish(run, RunState.PUBLISHED)
    audit.record(
        by=by,
        action=PERMISSION,
        subject=f"run:{run.pk}",
        target=run.target,
        sha256=run.file_sha256,
        counts=run.counts,
        releases={release.layer: release.number for release in run.releases.all()},
    )
    station.send(sender=publish, name="before commit")


def undo(run: Run, *, by: User) -> Run:
    """Put back what was there before `run`, as a new run; raise RowsTouchedSince naming the later runs in the way."""
    target = get_target(run.target)
    require(by, PERMISSION, on=target)
    with transaction.atomic():
        for layer in sorted(target.layers):
            lock_layer(layer)
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.state != RunState.PUBLISHED:
            raise objections.not_published(run)
        return _undo_locked(run, target, by)


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
    _finish(undoing, RunState.PUBLISHED)
    audit.record(
        by=by,
        action="imports.undo",
        subject=f"run:{run.pk}",
        undoing=undoing.pk,
        releases={release.layer: release.number for release in undoing.releases.all()},
    )
    station.send(sender=undo, name="before commit")
    return undoing


def choices_of(run: Run) -> Choices:
    """Return what was confirmed for a run as the value the stages take."""
    return Choices.from_json(run.choices)


def _finish(run: Run, state: RunState, message: str = "") -> None:
    run.state, run.finished_at = state, timezone.now()
    run.message = message or summary(run)
    run.save()
    staging.clear(run)
