"""A second person, where a layer's settings ask for one: what one prepared, another approves before it is published."""

from typing import Any

from django.utils import timezone

from accounts import audit
from accounts.models import User
from layers.models import LayerSettings

from . import objections
from .models import Run, RunState
from .refusals import NotApproved, Words
from .rights import APPROVE, require_with
from .targets import Target, get_target


def needed(target: Target) -> bool:
    """Tell whether any layer a target moves asks for two people. One query."""
    return LayerSettings.objects.filter(key__in=target.layers, two_people=True).exists()


def require_right(run: Run, *, by: User) -> None:
    require_with(run, APPROVE, get_target(run.target), by)


def approve(run: Run, *, by: User) -> Run:
    """Approve what a run would publish, as it is now; any change to it afterwards takes the approval back."""
    require_right(run, by=by)
    if by == run.actor:
        raise NotApproved(
            Words("yang menyiapkan tidak dapat menyetujui sendiri", "whoever prepared it cannot approve it"),
            Words("Minta orang lain yang berhak menyetujui.", "Ask somebody else who may approve."),
        )
    ready = Run.objects.filter(pk=run.pk, state=RunState.READY)
    if not ready.update(approved_by=by, approved_at=timezone.now()):
        raise objections.not_ready(run)
    audit.record(by=by, action=APPROVE, subject=f"run:{run.pk}", target=run.target, counts=run.counts)
    run.refresh_from_db()
    return run


def withdraw(run: Run) -> None:
    """Take back the approval of what is about to change; the caller saves."""
    run.approved_by = run.approved_at = None


def refuse_unapproved(run: Run, target: Target) -> None:
    if run.approved_by_id is None and needed(target):
        raise NotApproved(
            Words(
                f"proses {run.pk} menunggu persetujuan orang kedua",
                f"run {run.pk} waits for the approval of a second person",
            ),
            Words(
                "Minta orang yang berhak menyetujui membuka halaman proses ini.",
                "Ask one who may approve to open its page.",
            ),
        )


def for_the_record(run: Run) -> dict[str, Any]:
    """Return what the audit entry of a publication says of its approval."""
    return {"approved_by": run.approved_by_id} if run.approved_by_id else {}
