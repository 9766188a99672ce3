"""The database restarted, and disks that fill up, at every stage: what is published stands, and the run goes on."""

import errno
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as portal
from django.core.files.storage import FileSystemStorage
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from imports import actions, archives, doors, steps, tasks, uploads
from imports.models import Run, RunState, StagedRow
from imports.refusals import StorageFull
from imports.signals import station
from imports.uploads import Announced
from layers.releases import current_number
from tests.factories import files
from tests.factories.queue import work_off
from tests.factories.sending import answer, publish, send

from .dies_at import PLACES, dying
from .scene import LAYER, MAPPING, PREPARING, PUBLISHING, TARGET, UNDOING, Scene

pytestmark = pytest.mark.django_db
LOST = (OperationalError, InterfaceError, psycopg.OperationalError)
PATIENCE_S = 60


@pytest.fixture
def happen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Callable[[], None]], None]]:
    """Return a function that makes something happen at a place, once."""
    listening: list[Any] = []

    def happen(place: str, what: Callable[[], None]) -> None:
        left = [what]

        def once() -> None:
            if left:
                left.pop()()

        if place in PLACES:
            module, name, when = PLACES[place]
            found = import_module(module)
            monkeypatch.setattr(found, name, dying(getattr(found, name), when, once))
        else:
            listening.append(lambda sender, name, **_more: once() if name == place else None)
            station.connect(listening[-1])

    yield happen
    for each in listening:
        station.disconnect(each)


def lose_connection() -> None:
    """End the session this test works in, as a restart of the server does."""
    with psycopg.connect(**_elsewhere(), autocommit=True) as other:
        assert connection.connection is not None
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def _elsewhere() -> dict[str, Any]:
    facts = connection.get_connection_params()
    return {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if facts.get(name)}


def work_and_lose() -> None:
    """Do the job that waits as the worker does, which loses its session over it."""
    job = ProcrastinateJob.objects.get(status="todo", args__has_key="run")
    with pytest.raises(LOST):
        app.tasks[job.task_name].func(**job.args)
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job.id])


# -- the database restarts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PREPARING)
def test_the_session_is_lost_while_a_run_is_prepared(scene: Scene, happen: Callable[..., None], place: str) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
    if place.startswith("file"):
        run.inspection.delete()
    happen(place, lose_connection)

    work_and_lose()
    assert scene.live() == before
    scene.pick_up()
    work_off()

    run.refresh_from_db()
    assert (run.state, run.counts["added"], StagedRow.objects.filter(run=run).count()) == (RunState.READY, 1, 3)
    assert scene.live() == before


@pytest.mark.parametrize("place", PUBLISHING)
def test_the_session_is_lost_while_it_is_published(scene: Scene, happen: Callable[..., None], place: str) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)
    happen(place, lose_connection)

    work_and_lose()
    assert scene.live() == before
    scene.pick_up()
    work_off()

    run.refresh_from_db()
    assert (run.state, current_number(LAYER)) == (RunState.PUBLISHED, 2)


@pytest.mark.parametrize("place", UNDOING)
def test_the_session_is_lost_while_it_is_undone(scene: Scene, happen: Callable[..., None], place: str) -> None:
    run = publish(scene.ready(), scene.by)
    before = scene.live()
    happen(place, lose_connection)

    with pytest.raises(LOST):
        actions.undo(run, by=scene.by)
    close_old_connections()

    assert scene.live() == before
    actions.undo(run, by=scene.by)
    assert current_number(LAYER) == 3


def test_the_next_worker_goes_on_where_a_restart_of_the_database_ended_one(scene: Scene) -> None:
    run = scene.ready()
    with worker_in(scene) as first:
        tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
        first.until(lambda: Run.objects.get(pk=run.pk).state == RunState.READY)
        _end_all_other_sessions()

        tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)
        with worker_in(scene) as second:
            second.until(lambda: Run.objects.get(pk=run.pk).state == RunState.PUBLISHED)


class Worker:
    """The queue's worker as a process of its own."""

    def __init__(self, scene: Scene) -> None:
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--fetch-job-polling-interval", "0.3"]
        self.process = subprocess.Popen(
            command, cwd=portal.BASE_DIR, env=scene.environment, stderr=subprocess.PIPE, text=True
        )

    def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.1)


@contextmanager
def worker_in(scene: Scene) -> Iterator[Worker]:
    worker = Worker(scene)
    try:
        yield worker
    finally:
        worker.process.kill()
        worker.process.communicate()


def _end_all_other_sessions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


# -- disks fill up -----------------------------------------------------------------------------------------------------


def no_room(*args: Any, **options: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device", "/srv/secret/path")


def no_room_for_rows(*args: Any, **options: Any) -> Any:
    raise psycopg.errors.DiskFull('could not extend file "base/16384/2619": No space left on device')


def shapefile(folder: Path) -> Path:
    """Write the second file as a zip without index, which is unpacked and indexed here."""
    shp = files.shapefile(folder / "src", files.records(3))
    return files.zipped(folder / "b.zip", shp, without=[".shx"])


@pytest.mark.parametrize("where", ["unpacking", "laying out", "indexing", "copying rows", "keeping the difference"])
def test_no_room_while_a_run_is_prepared(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    zipped = where in ("unpacking", "indexing")
    path = shapefile(tmp_path) if zipped else scene.file
    run, before = answer(send(path, by=scene.by, target=TARGET), scene.by, mapping=MAPPING), scene.live()
    assert run.state == RunState.READY
    with monkeypatch.context() as patched:
        _fill(patched, where)
        tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
        work_off()

    run.refresh_from_db()
    (problem,) = run.problems.filter(level="galat")
    assert (run.state, problem.rule) == (RunState.REFUSED, "server.penuh")
    assert not StagedRow.objects.filter(run=run).exists()
    for said in (problem.message_id, problem.message_en, problem.remedy_id, problem.remedy_en, run.message):
        assert "secret" not in said and "base/" not in said
    assert scene.live() == before

    tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
    work_off()
    run.refresh_from_db()
    assert (run.state, run.counts["added"]) == (RunState.READY, 1)


def _fill(patched: pytest.MonkeyPatch, where: str) -> None:
    if where == "unpacking":
        patched.setattr("imports.archives._unpack_one", _full_while_unpacking)
    elif where == "laying out":
        patched.setattr("imports.archives.shutil.copyfile", no_room)
    elif where == "indexing":
        patched.setattr("imports.shapefiles.rebuild_index", no_room)
    elif where == "copying rows":
        patched.setattr("imports.staging._wkb", no_room_for_rows)
    else:
        patched.setattr("imports.differences.RunChange.objects.bulk_create", no_room_for_rows)


def _full_while_unpacking(archive: Any, name: str, target: Path, left: int, limits: Any) -> int:
    """Unpack as ever, into a file that takes nothing."""
    return _unpack_one(archive, name, Path("/dev/full"), left, limits)


_unpack_one = archives._unpack_one


def test_no_room_for_the_original_leaves_the_pieces(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    content = scene.file.read_bytes()
    run = steps.begin(by=scene.by, files=[Announced(scene.file.name, len(content))], target_key=TARGET)
    with scene.file.open("rb") as file:
        upload = uploads.append(run.uploads.get(), offset=0, content=file)
    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "_save", no_room)
        with pytest.raises(StorageFull):
            doors.complete(run)

    run.refresh_from_db()
    assert (run.state, run.original.name, uploads.arrived(upload)) == (RunState.SENDING, "", len(content))

    doors.complete(run)
    work_off()
    assert Run.objects.get(pk=run.pk).state == RunState.ASKING
    assert not list((Path(portal.MEDIA_ROOT) / "unggahan").iterdir())


def test_no_room_while_it_is_published(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    run, before = scene.ready(), scene.live()
    with monkeypatch.context() as patched:
        patched.setattr("thematic.publishing._copy_levels", no_room_for_rows)
        run = publish(run, scene.by)

    assert (run.state, run.evidence["refused"]["rule"]) == (RunState.READY, "server.penuh")
    assert (scene.live(), StagedRow.objects.filter(run=run).count()) == (before, 3)
    assert publish(run, scene.by).state == RunState.PUBLISHED


def test_no_room_while_it_is_undone(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    run = publish(scene.ready(), scene.by)
    before, runs = scene.live(), Run.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr("thematic.publishing._restore_fields", no_room_for_rows)
        with pytest.raises(StorageFull):
            actions.undo(run, by=scene.by)

    assert (scene.live(), Run.objects.count()) == (before, runs)
    actions.undo(run, by=scene.by)
    assert current_number(LAYER) == 3
