"""A second person, where a layer's settings ask for one: what one prepared, another approves before it is published."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from layers.models import LayerSettings

from . import objections, shown
from .models import Run, RunState
from .refusals import NotApproved, Words
from .rights import APPROVE, require_with
from .targets import Target, asked_by, get_target


def needed(target: Target) -> bool:
    """Tell whether any layer a target moves asks for two people. One query."""
    return LayerSettings.objects.filter(key__in=target.layers, two_people=True).exists()


def needing(targets: Iterable[Target]) -> set[str]:
    """Return the keys of those of `targets` that ask for two people. One query."""
    asking = set(LayerSettings.objects.filter(two_people=True).values_list("key", flat=True))
    return {target.key for target in targets if asking.intersection(target.layers)}


def lacks_source(run: Run, target: Target) -> bool:
    """Tell whether a publication that has to say where its rows come from does not say it yet: nobody approves that."""
    return "source" in asked_by(target) and not str(run.choices.get("source") or "").strip()


def require_right(run: Run, *, by: User) -> None:
    require_with(run, APPROVE, get_target(run.target), by)


@transaction.atomic
def approve(run: Run, *, by: User, seen: str = "") -> Run:
    """Approve what a run would publish, as it is now; any change to it afterwards takes the approval back.

    `seen` is the fingerprint of what the person was shown, as for a publication (`steps.ask_to_publish`).
    """
    require_right(run, by=by)
    run = Run.objects.select_for_update(of=("self",)).select_related("actor").get(pk=run.pk)
    shown.require_same(run, seen)
    if by == run.actor:
        raise NotApproved(
            Words("yang menyiapkan tidak dapat menyetujui sendiri", "whoever prepared it cannot approve it"),
            Words("Minta orang lain yang berhak menyetujui.", "Ask somebody else who may approve."),
        )
    if run.state == RunState.READY and lacks_source(run, get_target(run.target)):
        raise objections.nothing_to_approve(run)
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
