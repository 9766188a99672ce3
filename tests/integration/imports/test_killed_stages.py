"""A process killed at any place of the flow: what is published stands, and the run goes on or is given up cleanly."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.permissions import system_user
from imports import actions, steps, tasks
from imports.models import Run, RunState, StagedRow
from layers.releases import current_number
from tests.factories import files
from tests.factories.queue import work_off
from tests.factories.sending import answer, publish, send
from thematic.actions import create_layer
from thematic.models import FeatureVersion, Geometry

from .dies_at import go_on

pytestmark = pytest.mark.django_db
DIES_AT = Path(__file__).with_name("dies_at.py")
LAYER, TARGET = "uji-mati", "tematik.uji-mati"
SENDING = ["piece written", "original kept", "original said"]
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
        async_to_sync(tasks.pick_up.func)(SimpleNamespace(app=app), 0)


MAPPING = {"kdepum": "KDEPUM", "wadmkd": "WADMKD"}


def newest() -> Run:
    return Run.objects.order_by("-pk")[0]


def originals() -> set[str]:
    """Return the files that lie where originals are kept."""
    root = Path(portal.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in (root / "asli").rglob("*") if path.is_file()}


def pieces() -> list[Path]:
    return list((Path(portal.MEDIA_ROOT) / "unggahan").glob("*"))


@pytest.fixture
def scene(committed: dict[str, str], tmp_path: Path) -> Scene:
    return Scene(committed, tmp_path)


@pytest.mark.parametrize("place", SENDING)
def test_while_a_file_arrives(scene: Scene, place: str) -> None:
    before = scene.live()

    scene.die(place, "send", str(scene.file), TARGET)
    run = newest()
    assert scene.live() == before
    if run.state == RunState.SENDING:  # the sender asks how much has arrived, and goes on from there
        go_on(run, scene.file)

    work_off()
    run = newest()
    assert run.state == RunState.ASKING
    with run.original.open() as kept:
        assert kept.read() == scene.file.read_bytes()
    assert not run.uploads.exists()
    _all_swept_but({each.original.name for each in Run.objects.filter(target=TARGET)})


def _all_swept_but(kept: set[str]) -> None:
    """See that what was left behind is gone after some days, and no more than that."""
    import os

    from imports import leftovers

    then = (timezone.now() - leftovers.AGE - timedelta(days=1)).timestamp()
    for path in Path(portal.MEDIA_ROOT).rglob("*"):
        os.utime(path, (then, then))
    leftovers.sweep()
    assert (originals(), pieces()) == (kept, [])


@pytest.mark.parametrize("place", PREPARING)
def test_while_a_run_is_prepared(scene: Scene, place: str) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
    if place.startswith("file"):
        run.inspection.delete()

    scene.die(place, "work")
    assert scene.live() == before
    scene.pick_up()
    work_off()

    run.refresh_from_db()
    assert (run.state, run.counts["added"], StagedRow.objects.filter(run=run).count()) == (RunState.READY, 1, 3)
    assert scene.live() == before
    assert publish(run, scene.by).state == RunState.PUBLISHED


@pytest.mark.parametrize("place", PUBLISHING)
def test_while_it_is_published(scene: Scene, place: str) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)

    scene.die(place, "work")
    assert scene.live() == before
    assert Run.objects.get(pk=run.pk).state == RunState.PUBLISHING
    scene.pick_up()
    work_off()

    _published_once(run)


def test_after_the_release_was_switched_it_is_not_published_again(scene: Scene) -> None:
    run = scene.ready()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)

    scene.die("release switched", "work")
    _published_once(run)
    scene.pick_up()

    assert work_off() == []
    _published_once(run)


def _published_once(run: Run) -> None:
    run.refresh_from_db()
    assert (run.state, current_number(LAYER)) == (RunState.PUBLISHED, 2)
    assert FeatureVersion.objects.filter(layer__key=LAYER).current().count() == 3
    assert not StagedRow.objects.filter(run=run).exists()


@pytest.mark.parametrize("place", UNDOING)
def test_while_it_is_undone(scene: Scene, place: str) -> None:
    run = publish(scene.ready(), scene.by)
    before, runs = scene.live(), Run.objects.count()

    scene.die(place, "undo", str(run.pk))
    assert (scene.live(), Run.objects.count()) == (before, runs)

    actions.undo(run, by=scene.by)
    assert current_number(LAYER) == 3
    assert FeatureVersion.objects.filter(layer__key=LAYER).current().count() == 2


def test_a_run_that_kills_its_worker_every_time_is_given_up_in_words(scene: Scene) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)

    for _time in range(tasks.MOST_TRIES):
        scene.die("rows written", "work")
        scene.pick_up()

    run.refresh_from_db()
    assert (run.state, run.message, scene.live()) == (RunState.FAILED, tasks.GIVEN_UP_ID, before)
    assert not StagedRow.objects.filter(run=run).exists()
    assert work_off() == []
    again = _again(run, scene)
    assert publish(again, scene.by).state == RunState.PUBLISHED


def _again(run: Run, scene: Scene) -> Run:
    tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
    work_off()
    return Run.objects.get(pk=run.pk)
