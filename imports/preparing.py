"""The work between a file and a difference, for runs in one go and step by step alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from . import differences, faults, rights, stages, staging
from .limits import Limits
from .models import Run, RunState
from .problems import Report
from .progress import COMPARING, Stopped, tell
from .refusals import Refusal
from .rows import Choices, Difference
from .stages import Asked
from .summaries import summary
from .targets import Target

STOPPED_ID = "Dihentikan; tidak ada yang diterbitkan."


@contextmanager
def ends_in_a_state(run: Run, report: Report) -> Iterator[None]:
    """Turn a refusal, or a full disk, into a refused run; leave any other fault as a failed run, and let it through.

    A run of the queue whose database session was lost stays as it is: `tasks.pick_up` goes on with it.
    """
    try:
        yield
    except Refusal as refusal:
        _refuse(run, report, refusal)
    except Stopped:
        finish(run, RunState.STOPPED, STOPPED_ID)
    except Exception as error:
        if run.stepwise and faults.session_lost(error):
            raise
        if (refusal_of_disk := faults.disk_full(error)) is None:
            finish(run, RunState.FAILED, words_of(error))
            raise
        _refuse(run, report, refusal_of_disk)


def _refuse(run: Run, report: Report, refusal: Refusal) -> None:
    report.add([refusal.finding()])
    report.save()
    finish(run, RunState.REFUSED)


def words_of(error: Exception) -> str:
    """Return what a run keeps of a fault of ours, for the portal's keepers; pages tell its people less."""
    return f"{type(error).__name__}: {error}"[:500]


def read(run: Run, single: Path, folder: Path, asked: Asked, target: Target, report: Report) -> None:
    """Stage the rows of a run's file, in place of those that were."""
    limits = Limits.current()
    staging.clear(run)
    inspected = stages.inspect(single, run.file_name, folder, asked, limits, tables=not target.geometry_types)
    stages.stage(run, inspected, asked, target, report, limits)


def examine(run: Run, target: Target, choices: Choices, report: Report) -> Difference | None:
    """Check the staged rows and compare them with what is published now; return the difference of a run that is ready."""
    rows = stages.check(run, target, choices, report)
    report.add(rights.not_theirs(run, target, rows))
    report.save()
    if report.blocks:
        finish(run, RunState.REFUSED)
        return None
    tell(COMPARING)
    difference = stages.compare(target, rows, choices)
    note_difference(run, difference, len(rows))
    if difference.empty:
        finish(run, RunState.UNCHANGED)
        return None
    run.state = RunState.READY
    run.message = summary(run)
    run.save()
    return difference


def note_difference(run: Run, difference: Difference, rows: int) -> None:
    """Keep the difference with its run: in numbers, and row by row as far as pages show it."""
    run.counts = {**difference.counts, "rows": rows}
    run.base_releases = difference.base_releases
    differences.keep(run, difference)


def finish(run: Run, state: RunState, message: str = "") -> None:
    """Leave a run in its last state and forget its rows: the original is kept, and can be read again."""
    run.state, run.finished_at = state, timezone.now()
    run.message = message or summary(run)
    run.save()
    staging.clear(run)
