"""Which runs nobody works on any more, though their state says so: their process died."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from .models import Run, RunState

ATTENDED = (RunState.RECEIVED, RunState.STAGED, RunState.CHECKED, RunState.PUBLISHING)
INTERRUPTED_ID = "Terhenti sebelum selesai; tidak ada yang diterbitkan, rilis sebelumnya tetap berlaku."


def current_session() -> list[str]:
    """Return what tells this database session from any other, past or future."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid::text, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        return list(cursor.fetchone() or ())


def attend(run: Run) -> None:
    """Note that this database session works on a run."""
    run.evidence["session"] = current_session()
    run.save(update_fields=["evidence"])


def close_abandoned() -> list[Run]:
    """Mark the runs in one go whose database session has ended as failed; return them. The queue goes on with the others."""
    abandoned = [run for run in abandoned_runs() if not run.stepwise]
    for run in abandoned:
        run.state, run.message, run.finished_at = RunState.FAILED, INTERRUPTED_ID, timezone.now()
        run.save(update_fields=["state", "message", "finished_at"])
    return abandoned


def abandoned_runs() -> Iterator[Run]:
    """Yield the runs somebody began to work on, whose session has ended since. What waits for its turn has none."""
    attended = list(
        Run.objects.filter(state__in=ATTENDED, finished_at=None, evidence__has_key="session").order_by("pk")
    )
    if not attended:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid::text, backend_start::text FROM pg_stat_activity")
        alive = {tuple(row) for row in cursor.fetchall()}
    for run in attended:
        if tuple(run.evidence.get("session", ())) not in alive:
            yield run
