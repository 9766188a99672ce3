"""What killed processes leave on the disks is found again and removed; what somebody still speaks of is not."""

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.permissions import system_user
from imports import leftovers, steps, uploads
from imports.models import Run
from imports.reading import WORKSPACE
from imports.uploads import Announced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disks(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep files on a disk of the test's own, temporary ones too."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    yield


def aged(path: Path, days: int = 4) -> Path:
    """Make a file look as if it had been written days ago."""
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_a_file_no_run_names_goes_and_the_others_stay() -> None:
    run = Run.objects.create(actor=system_user())
    run.original.save("kept.zip", ContentFile(b"kept"))
    lost = default_storage.save("asli/2026/11/lost.zip", ContentFile(b"lost"))
    fresh = default_storage.save("asli/2026/11/fresh.zip", ContentFile(b"fresh"))
    for name in (run.original.name, lost):
        aged(Path(default_storage.path(name)))

    assert leftovers.sweep() == 1

    assert [default_storage.exists(name) for name in (run.original.name, lost, fresh)] == [True, False, True]


def test_pieces_without_their_upload_go_and_those_that_are_awaited_stay() -> None:
    run = steps.begin(by=system_user(), files=[Announced("a.geojson", 10)])
    awaited = uploads.path_of(run.uploads.get())
    awaited.parent.mkdir(parents=True)
    lost, fresh = awaited.with_name("lost.bagian"), awaited.with_name("fresh.bagian")
    for path in (awaited, lost, fresh):
        path.write_bytes(b"x")
    for path in (awaited, lost):
        aged(path)

    assert leftovers.sweep() == 1

    assert [path.exists() for path in (awaited, lost, fresh)] == [True, False, True]


def test_the_workspace_of_a_dead_process_goes_and_that_of_a_living_one_stays() -> None:
    dead, alive = (Path(tempfile.mkdtemp(prefix=WORKSPACE)) for _each in range(2))
    (dead / "layer.shp").write_bytes(b"x")
    aged(dead)

    assert leftovers.sweep() == 1

    assert (dead.exists(), alive.exists()) == (False, True)
