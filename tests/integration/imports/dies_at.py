"""Work on a file and die, by signal 9, at a named place: `python dies_at.py PLACE WHAT ...`.

WHAT is `import FILE LEVEL` (a command), `send FILE TARGET` (what the web server does), `work` (the queue's worker, until
nothing is left to do) or `undo RUN`. PLACE is a station of `imports.signals`, or one of `PLACES`: a function, and whether
the process dies before it does anything, after it returned, or at its second call.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # after setup

from accounts.permissions import system_user  # noqa: E402
from imports import actions, doors, steps, uploads  # noqa: E402
from imports.models import Run  # noqa: E402
from imports.signals import station  # noqa: E402
from imports.uploads import Announced  # noqa: E402

PLACES = {
    "piece written": ("imports.uploads", "_write", "after"),
    "original kept": ("imports.uploads", "_keep", "after"),
    "original said": ("imports.uploads", "_forget_pieces", "before"),
    "file opened": ("imports.looking", "_read_head", "before"),
    "file seen": ("imports.looking", "look", "after"),
    "row copied": ("imports.staging", "_wkb", "after"),
    "rows staged": ("imports.stages", "stage", "after"),
    "shape checked": ("imports.checks", "_check_group", "after"),
    "rows checked": ("imports.stages", "check", "after"),
    "rows matched": ("thematic.matching", "match", "after"),
    "compared": ("imports.stages", "compare", "after"),
    "difference kept": ("imports.differences", "keep", "after"),
    "publication claimed": ("imports.sessions", "attend", "before"),
    "publication begun": ("imports.sessions", "attend", "after"),
    "version copied": ("thematic.publishing", "_copy_versions", "after"),
    "release switched": ("imports.actions", "publish", "after"),
    "rows put back": ("thematic.publishing", "undo_release", "after"),
    "undo said": ("imports.actions", "undo", "after"),
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_station(sender: object, name: str, **_more: Any) -> None:
    if name == sys.argv[1]:
        die()


def dying(function: Callable[..., Any], when: str, die: Callable[[], None] = die) -> Callable[..., Any]:
    """Return the function with a death, or another misfortune, at one of its calls."""
    calls = []

    def called(*args: Any, **options: Any) -> Any:
        calls.append(1)
        if when == "before" or (when == "second" and len(calls) == 2):
            die()
        result = function(*args, **options)
        if when == "after":
            die()
        return result

    return called


def send(path: Path, target: str) -> None:
    run = steps.begin(by=system_user(), files=[Announced(path.name, path.stat().st_size)], target_key=target)
    go_on(run, path)


def go_on(run: Run, path: Path) -> None:
    """Send the rest of a file, as far as it has not arrived."""
    upload = run.uploads.get()
    with path.open("rb") as file:
        file.seek(uploads.arrived(upload))
        uploads.append(upload, offset=file.tell(), content=file)
    doors.complete(run)


def main(what: str, *details: str) -> None:
    if what == "import":
        call_command("boundaries_import", details[0], "--level", details[1])
    elif what == "send":
        send(Path(details[0]), details[1])
    elif what == "work":
        call_command("procrastinate", "worker", "--one-shot")
    elif what == "undo":
        actions.undo(Run.objects.get(pk=int(details[0])), by=system_user())


if __name__ == "__main__":
    station.connect(die_at_station)
    if sys.argv[1] in PLACES:
        module, name, when = PLACES[sys.argv[1]]
        setattr(import_module(module), name, dying(getattr(import_module(module), name), when))
    main(*sys.argv[2:])
