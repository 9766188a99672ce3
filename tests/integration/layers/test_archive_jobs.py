"""Archives are written by the queue: for every public layer that has none, once, and for no other."""

from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.permissions import system_user
from layers import tasks
from layers.models import LayerSettings, Visibility
from layers.releases import open_release
from layers.tiles import archive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var_dir(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(archive, "SURE_ZOOM", 5)
    monkeypatch.setattr(archive, "DEEPEST_ZOOM", 5)


def asked_for() -> list[str]:
    jobs = ProcrastinateJob.objects.filter(task_name="layers.archive", status="todo").order_by("id")
    return [job.args["layer"] for job in jobs]


def test_every_public_layer_without_one_is_asked_for_once() -> None:
    tasks.find_unarchived(timestamp=0)
    first = asked_for()
    assert {"kabupaten", "kecamatan", "desa", "fasilitas", "proyek"} <= set(first)
    tasks.find_unarchived(timestamp=0)
    assert asked_for() == first
    locks = ProcrastinateJob.objects.filter(task_name="layers.archive").values_list("queueing_lock", flat=True)
    assert set(locks) == {f"layers.archive:{key}" for key in first}


def test_what_was_written_is_asked_for_again_after_a_release() -> None:
    tasks.archive("kabupaten")
    assert "kabupaten" not in {layer.key for layer in tasks.unarchived()}
    open_release(layer="register", by=system_user())
    assert "kabupaten" not in {layer.key for layer in tasks.unarchived()}
    open_release(layer="kabupaten", by=system_user())
    assert "kabupaten" in {layer.key for layer in tasks.unarchived()}
    tasks.archive("kabupaten")
    assert "kabupaten" not in {layer.key for layer in tasks.unarchived()}
    assert len(list(archive.folder().iterdir())) == 2


def test_a_layer_that_was_hidden_meanwhile_gets_none() -> None:
    LayerSettings.objects.update_or_create(key="kabupaten", defaults={"visibility": Visibility.INTERNAL})
    assert "kabupaten" not in {layer.key for layer in tasks.unarchived()}
    for key in ("kabupaten", "nope"):
        tasks.archive(key)
    assert not archive.folder().exists()
