"""Whole-layer files are asked for by the queue: for every public layer that has none, once, and for no other."""

import fcntl
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.permissions import system_user
from layers import prepared, tasks
from layers.models import LayerSettings, Visibility
from layers.releases import open_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var_dir(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, "https://geoportal.example.go.id"


def asked_for() -> list[str]:
    jobs = ProcrastinateJob.objects.filter(task_name="layers.prepare", status="todo").order_by("id")
    return [job.args["layer"] for job in jobs]


def missing() -> set[str]:
    return {layer.key for layer in tasks.unprepared()}


def test_every_public_layer_without_files_is_asked_for_once() -> None:
    tasks.find_unprepared(timestamp=0)
    first = asked_for()
    assert {"kabupaten", "kecamatan", "desa", "fasilitas", "proyek"} <= set(first)
    tasks.find_unprepared(timestamp=0)
    assert asked_for() == first


def test_a_publication_and_new_names_ask_again_and_what_is_there_stays_as_it_is() -> None:
    tasks.prepare("kabupaten")
    assert "kabupaten" not in missing()
    (made,) = (prepared.root() / "kabupaten").iterdir()
    before = {path.name: path.stat().st_mtime_ns for path in made.iterdir()}
    tasks.prepare("kabupaten")
    assert {path.name: path.stat().st_mtime_ns for path in made.iterdir()} == before
    for key in ("kabupaten", "register"):
        open_release(layer=key, by=system_user())
        assert "kabupaten" in missing()
        tasks.prepare("kabupaten")
        assert "kabupaten" not in missing()


def test_a_layer_that_is_hidden_and_a_portal_without_address_get_none(settings: Any) -> None:
    LayerSettings.objects.update_or_create(key="kabupaten", defaults={"visibility": Visibility.INTERNAL})
    assert "kabupaten" not in missing()
    for key in ("kabupaten", "nope"):
        tasks.prepare(key)
    settings.PUBLIC_URL = ""
    assert missing() == set()
    tasks.prepare("desa")
    assert not prepared.root().exists()


def test_what_a_killed_build_left_goes_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    left = prepared.root() / f"{prepared.UNFINISHED}abc"
    left.mkdir(parents=True)
    tasks.find_unprepared(timestamp=0)
    assert left.exists()
    monkeypatch.setattr(prepared, "ABANDONED_S", -1)
    tasks.find_unprepared(timestamp=0)
    assert not left.exists()


def test_one_build_of_a_layer_at_a_time_waits_for_the_other() -> None:
    """A second build meets a held lock; another layer's does not."""
    with prepared._alone("desa"), (prepared.root() / ".desa.lock").open("a") as second:
        with pytest.raises(BlockingIOError):
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with prepared._alone("kecamatan"):
            pass
    with (prepared.root() / ".desa.lock").open("a") as later:
        fcntl.flock(later, fcntl.LOCK_EX | fcntl.LOCK_NB)
