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


def close_abandoned() -> list[Run]:
    """Mark the runs whose database session has ended as failed; return them."""
    abandoned = list(_abandoned())
    for run in abandoned:
        run.state, run.message, run.finished_at = RunState.FAILED, INTERRUPTED_ID, timezone.now()
        run.save(update_fields=["state", "message", "finished_at"])
    return abandoned


def _abandoned() -> Iterator[Run]:
    attended = list(Run.objects.filter(state__in=ATTENDED, finished_at=None).order_by("pk"))
    if not attended:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid::text, backend_start::text FROM pg_stat_activity")
        alive = {tuple(row) for row in cursor.fetchall()}
    for run in attended:
        if tuple(run.evidence.get("session", ())) not in alive:
            yield run
