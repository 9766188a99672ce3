"""A thematic layer with one release, and a second file on its way to it: what faults are tried on."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings as portal
from django.db import connection, connections
from procrastinate.contrib.django import app

from accounts.permissions import system_user
from imports import tasks
from imports.models import Run, RunState
from layers.releases import current_number
from tests.factories import files
from tests.factories.sending import answer, publish, send
from thematic.actions import create_layer
from thematic.models import FeatureVersion, Geometry

DIES_AT = Path(__file__).with_name("dies_at.py")
LAYER, TARGET = "uji-mati", "tematik.uji-mati"
MAPPING = {"kdepum": "KDEPUM", "wadmkd": "WADMKD"}
PREPARING = ["file opened", "file seen", "row copied", "rows staged", "shape checked", "rows checked"]
PREPARING += ["rows matched", "compared", "difference kept"]
PUBLISHING = ["publication claimed", "publication begun", "version copied", "rows written", "before commit"]
UNDOING = ["rows put back", "before commit"]


class Scene:
    """A layer with one release, a second file for it, and a process that dies on the way."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.by = environment, system_user()
        create_layer(key=LAYER, title_id="Uji", geometry_type=Geometry.AREA, key_column="KDEPUM", by=self.by)
        first = send(files.geojson(folder / "a.geojson"), by=self.by, target=TARGET)
        self.first = publish(answer(first, self.by, mapping={}), self.by)
        assert self.first.state == RunState.PUBLISHED
        self.file = files.geojson(folder / "b.geojson", files.records(3))

    def die(self, place: str, *what: str) -> None:
        command = [sys.executable, str(DIES_AT), place, *what]
        died = subprocess.run(command, cwd=portal.BASE_DIR, env=self.environment, capture_output=True, text=True)
        assert died.returncode == -signal.SIGKILL, died.stderr

    def ready(self) -> Run:
        """Return the second file's run, as it stands before it is published."""
        return answer(send(self.file, by=self.by, target=TARGET), self.by, mapping=MAPPING)

    def live(self) -> tuple[Any, ...]:
        """Return what is published now."""
        rows = FeatureVersion.objects.filter(layer__key=LAYER).order_by("pk")
        return current_number(LAYER), list(rows.values_list("feature__key", "since", "until", "geom", "attributes"))

    def pick_up(self) -> None:
        """Let a minute pass: the dead worker's heart beats no more, and what it left is taken up."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        # In a thread of its own: a browser test before this one may have left an event loop running here.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_pick_up).result()


def _pick_up() -> None:
    try:
        async_to_sync(tasks.pick_up.func)(SimpleNamespace(app=app), 0)
    finally:
        connections.close_all()
