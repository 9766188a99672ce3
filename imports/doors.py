"""What pages and HTTP call: a step, and what the queue has to do after it, in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from django.db import transaction

from accounts.models import User

from . import steps, tasks, uploads
from .models import Run, RunState, Upload
from .refusals import NotPublishable
from .uploads import Announced


def receive(*, by: User, files: Sequence[tuple[Announced, BinaryIO]], target_key: str = "") -> Run:
    """Take files that came in one go; a refusal leaves nothing behind."""
    run = steps.begin(by=by, files=[announced for announced, _content in files], target_key=target_key)
    contents = {uploads.clean_name(announced.name): content for announced, content in files}
    try:
        for upload in run.uploads.order_by("pk"):
            uploads.append(upload, offset=0, content=contents[upload.name])
        return complete(run)
    except Exception:
        uploads.forget(run.uploads.all())
        run.delete()
        raise


def take_piece(upload: Upload, *, offset: int, content: BinaryIO) -> tuple[Upload, Run]:
    """Append a piece; with the last one the run goes on by itself."""
    upload = uploads.append(upload, offset=offset, content=content)
    run = upload.run
    if upload.whole and all(each.whole for each in run.uploads.all()):
        run = _complete_once(run)
    return upload, run


def _complete_once(run: Run) -> Run:
    """Complete a run whose last pieces may have arrived at once: whoever comes second finds it done."""
    try:
        return complete(run)
    except NotPublishable:
        run.refresh_from_db()
        if run.state == RunState.SENDING:
            raise
        return run


@transaction.atomic
def complete(run: Run) -> Run:
    run = uploads.complete(run)
    tasks.ask_for_preparing(run)
    return run


@transaction.atomic
def answer(run: Run, given: Mapping[str, Any], *, by: User) -> Run:
    run = steps.answer(run, given, by=by)
    if run.state == RunState.RECEIVED:
        tasks.ask_for_preparing(run)
    return run


@transaction.atomic
def prepare_again(run: Run, *, by: User) -> Run:
    run = steps.prepare_again(run, by=by)
    tasks.ask_for_preparing(run)
    return run


@transaction.atomic
def publish(run: Run, facts: Mapping[str, Any], *, by: User, seen: str = "") -> Run:
    run = steps.ask_to_publish(run, facts, by=by, seen=seen)
    tasks.ask_for_publishing(run, by=by)
    return run
