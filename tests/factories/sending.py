"""Files sent the way pages and programs send them."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

from accounts.models import User
from imports import steps, tasks, uploads
from imports.models import Run
from imports.uploads import Announced

from .queue import work_off

PIECE = 5_000


def send(paths: Path | Sequence[Path], *, by: User, target: str = "") -> Run:
    """Send a file, or the parts of a shapefile, in pieces, and have it prepared as far as it goes."""
    found = [paths] if isinstance(paths, Path) else list(paths)
    announced = [
        Announced(path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()) for path in found
    ]
    run = steps.begin(by=by, files=announced, target_key=target)
    for path in found:
        send_pieces(run, path)
    return received(run)


def send_pieces(run: Run, path: Path) -> None:
    upload = run.uploads.get(name=path.name)
    content = path.read_bytes()
    for offset in range(0, len(content), PIECE):
        uploads.append(upload, offset=offset, content=io.BytesIO(content[offset : offset + PIECE]))


def received(run: Run) -> Run:
    run = uploads.complete(run)
    tasks.ask_for_preparing(run)
    return worked(run)


def answer(run: Run, by: User, **given: object) -> Run:
    run = steps.answer(run, given, by=by)
    if run.state == "diterima":
        tasks.ask_for_preparing(run)
    return worked(run)


def publish(run: Run, by: User, **facts: object) -> Run:
    tasks.ask_for_publishing(steps.ask_to_publish(run, facts, by=by), by=by)
    return worked(run)


def worked(run: Run) -> Run:
    work_off()
    return Run.objects.get(pk=run.pk)
