"""What the queue's worker does for runs. One run of a layer is worked on at a time; pages and API only ask for it.

A worker that dies leaves its run in the middle: `pick_up` finds that no job works on it any more and asks again, a few
times; a run that never gets through is given up with a word.
"""

from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from accounts.models import User

from . import actions, leftovers, preparing, steps, uploads
from .models import Run, RunState
from .refusals import Refusal

EVERY_MINUTE = "* * * * *"
MOST_TRIES = 3
GIVEN_UP_ID = f"Terhenti {MOST_TRIES} kali sebelum selesai; tidak ada yang diterbitkan, rilis sebelumnya tetap berlaku."


@app.task(name="imports.prepare")
def prepare(run: int) -> None:
    """Take a run to its next question, or to its difference."""
    found = Run.objects.select_related("actor").get(pk=run)
    if found.state in steps.WORKED_ON:  # stopped while it waited for its turn, otherwise
        steps.prepare(found)


@app.task(name="imports.publish")
def publish(run: int, by: int) -> None:
    """Publish a run that was claimed for it; a refusal stands on its page."""
    found = Run.objects.get(pk=run)
    if found.state != RunState.PUBLISHING:
        return
    try:
        actions.publish(found, by=User.objects.get(pk=by), claimed=True)
    except Refusal:
        return


def ask_for_preparing(run: Run) -> None:
    """Put a run that was received or answered into the queue; call it inside the transaction that says so."""
    _defer(prepare, run, {"run": run.pk})


def ask_for_publishing(run: Run, *, by: User) -> None:
    """Put a run that was claimed into the queue; call it inside the transaction that says so."""
    run.evidence["publisher"] = by.pk
    run.save(update_fields=["evidence"])
    _defer(publish, run, {"run": run.pk, "by": by.pk})


def _defer(task: Any, run: Run, arguments: dict[str, int]) -> None:
    lock = f"imports:{run.target}" if run.target else f"imports:run:{run.pk}"
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            task.configure(lock=lock, queueing_lock=f"imports:{run.pk}").defer(**arguments)
    except AlreadyEnqueued:
        return  # it waits for its turn already


@app.periodic(cron=EVERY_MINUTE)
@app.task(queueing_lock="imports.pick_up", name="imports.pick_up", pass_context=True)
async def pick_up(context: Any, timestamp: int) -> None:
    """Go on with what a dead worker left: free the locks its jobs still hold, and ask for its runs again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.task_name.startswith("imports."):
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
    await sync_to_async(ask_again)()


def ask_again() -> list[Run]:
    """Put the runs nobody works on any more into the queue again; give those up that never get through."""
    return [_again(run) for run in _left()]


def _left() -> list[Run]:
    """Return the runs that say somebody works on them, or will, though the queue holds no job for them."""
    waiting = Run.objects.filter(stepwise=True, state__in=(*steps.WORKED_ON, RunState.PUBLISHING)).order_by("pk")
    live = set(
        ProcrastinateJob.objects.filter(task_name__startswith="imports.", status__in=("todo", "doing")).values_list(
            "args__run", flat=True
        )
    )
    return [run for run in waiting if run.pk not in live]


def _again(run: Run) -> Run:
    tries = run.evidence.get("tries", 1)
    run.evidence.pop("session", None)
    if tries >= MOST_TRIES:
        preparing.finish(run, RunState.FAILED, GIVEN_UP_ID)
        return run
    run.evidence["tries"] = tries + 1
    run.save(update_fields=["evidence"])
    if run.state == RunState.PUBLISHING:
        ask_for_publishing(run, by=User.objects.get(pk=run.evidence["publisher"]))
    else:
        ask_for_preparing(run)
    return run


@app.periodic(cron="45 18 * * *")  # UTC
@app.task(queueing_lock="imports.clear_away", name="imports.clear_away")
def clear_away(timestamp: int) -> None:
    """Throw away what was never sent to its end, and what dead processes left behind."""
    uploads.stop_forgotten()
    leftovers.sweep()
