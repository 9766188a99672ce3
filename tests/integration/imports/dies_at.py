"""Import a file and die, by signal 9, at a named station: `python dies_at.py STATION FILE LEVEL`."""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # after setup

from imports.signals import station  # noqa: E402

NAME, FILE, LEVEL = sys.argv[1:]


def die(sender: object, name: str, **_more: Any) -> None:
    if name == NAME:
        os.kill(os.getpid(), signal.SIGKILL)


station.connect(die)
call_command("boundaries_import", FILE, "--level", LEVEL)
