"""A file in pieces: offsets, hashes, what is lost on the way, and what is refused before a byte is sent."""

import errno
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http.request import UnreadablePostError

from accounts.models import User
from accounts.permissions import system_user
from imports import steps, uploads
from imports.models import Run, RunState, Upload
from imports.refusals import FileDamaged, FileUnreadable, LimitPassed, NotPublishable, OffsetWrong, StorageFull
from imports.uploads import Announced
from tests.factories import files

pytestmark = pytest.mark.django_db
CONTENT = b'{"type": "FeatureCollection", "features": []}'


@pytest.fixture
def person() -> User:
    return system_user()


def announce(person: User, *announced: Announced) -> Run:
    return steps.begin(by=person, files=announced or [Announced("batas.geojson", len(CONTENT))])


def piece(run: Run, offset: int, content: bytes) -> Upload:
    return uploads.append(run.uploads.get(), offset=offset, content=io.BytesIO(content))


def test_pieces_become_the_original(person: User, django_capture_on_commit_callbacks: Any) -> None:
    run = announce(person)

    piece(run, 0, CONTENT[:10])
    path = uploads.path_of(piece(run, 10, CONTENT[10:]))
    with django_capture_on_commit_callbacks(execute=True):
        run = uploads.complete(run)

    assert (run.state, run.file_name, run.file_bytes) == (RunState.RECEIVED, "batas.geojson", len(CONTENT))
    assert run.original.read() == CONTENT
    assert not Upload.objects.exists()
    assert not path.exists()


def test_another_offset_is_told_which_one_is_due(person: User) -> None:
    run = announce(person)
    piece(run, 0, CONTENT[:10])

    with pytest.raises(OffsetWrong, match="10 bytes have arrived"):
        piece(run, 20, CONTENT[20:])

    assert run.uploads.get().received == 10


def test_a_connection_that_breaks_off_leaves_what_came_before(person: User) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            block = super().read(7)
            if self.tell() > 14:
                raise UnreadablePostError
            return block

    run = announce(person)

    upload = uploads.append(run.uploads.get(), offset=0, content=Broken(CONTENT))
    assert upload.received == 14

    piece(run, 14, CONTENT[14:])
    assert uploads.complete(run).original.read() == CONTENT


def test_bytes_written_but_not_recorded_are_cut_off(person: User) -> None:
    run = announce(person)
    upload = piece(run, 0, CONTENT[:10])
    with uploads.path_of(upload).open("ab") as file:
        file.write(b"never recorded")

    piece(run, 10, CONTENT[10:])

    assert uploads.complete(run).original.read() == CONTENT


def test_pieces_the_disk_lost_are_asked_for_again(person: User) -> None:
    run = announce(person)
    upload = piece(run, 0, CONTENT)
    uploads.path_of(upload).unlink()

    with pytest.raises(FileDamaged, match="0 of"):
        uploads.complete(run)


def test_a_file_that_is_not_whole_is_not_taken(person: User) -> None:
    run = announce(person)
    piece(run, 0, CONTENT[:10])

    with pytest.raises(FileDamaged, match="not whole"):
        uploads.complete(run)

    assert Run.objects.get(pk=run.pk).state == RunState.SENDING


def test_a_file_damaged_on_its_way_is_sent_again(person: User) -> None:
    run = announce(person, Announced("batas.geojson", len(CONTENT), "0" * 64))
    piece(run, 0, CONTENT)

    with pytest.raises(FileDamaged, match="SHA-256"):
        uploads.complete(run)

    assert run.uploads.get().received == 0
    assert Run.objects.get(pk=run.pk).state == RunState.SENDING


def test_more_than_announced_is_refused(person: User) -> None:
    with pytest.raises(FileDamaged, match="more is sent"):
        piece(announce(person), 0, CONTENT + b"x")


def test_a_full_disk_is_said_and_loses_nothing(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = announce(person)
    piece(run, 0, CONTENT[:10])

    def full(*args: Any) -> Iterator[None]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "_read", full)
        with pytest.raises(StorageFull):
            piece(run, 10, CONTENT[10:])

    piece(run, 10, CONTENT[10:])
    assert uploads.complete(run).original.read() == CONTENT


def test_the_parts_of_a_shapefile_become_one_zip(person: User, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src", name="Batas Désa")
    parts = [*sorted(shp.parent.iterdir()), *(tmp_path / name for name in ("Batas Désa.sbn", "Batas Désa.shp.xml"))]
    for path in parts[-2:]:
        path.write_bytes(b"x")
    run = steps.begin(by=person, files=[Announced(each.name, each.stat().st_size) for each in parts])

    for upload in run.uploads.all():
        uploads.append(upload, offset=0, content=io.BytesIO((shp.parent / upload.name).read_bytes()))
    run = uploads.complete(run)

    assert run.file_name == "Batas Désa.shp"
    assert run.original.name.endswith(".zip")
    assert run.original.read(2) == b"PK"


@pytest.mark.parametrize(
    ("announced", "error"),
    [
        ([], FileUnreadable),
        ([("batas.zip", 0)], FileUnreadable),
        ([("batas.vrt", 10)], FileUnreadable),
        ([("", 10)], FileUnreadable),
        ([("a.zip", 10), ("b.zip", 10)], FileUnreadable),
        ([("a.shp", 10), ("b.dbf", 10)], FileUnreadable),
        ([("a.shp", 10), ("a.dbf", 10), ("A.DBF", 10)], FileUnreadable),
        ([("batas.zip", 10**12)], LimitPassed),
        ([("a.shp", 400_000_000), ("a.dbf", 400_000_000)], LimitPassed),
    ],
)
def test_what_cannot_be_read_is_refused_before_it_is_sent(person: User, announced: Any, error: Any) -> None:
    with pytest.raises(error):
        steps.begin(by=person, files=[Announced(name, size) for name, size in announced])

    assert not Run.objects.filter(state=RunState.SENDING).exists()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/batas.zip", "batas.zip"),
        (r"C:\data\batas.zip", "batas.zip"),
        ("ba\x00tas\n.zip", "batas.zip"),
        ("é" * 400 + ".zip", "é" * 200 + ".zip"),
        ("e\u0301.zip", "é.zip"),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(name: str, clean: str) -> None:
    assert uploads.clean_name(name) == clean


def test_what_was_never_sent_to_its_end_is_thrown_away(person: User, django_capture_on_commit_callbacks: Any) -> None:
    run, waiting = announce(person), announce(person)
    upload = piece(run, 0, CONTENT[:10])
    long_ago = uploads.timezone.now() - uploads.KEEP_PIECES - timedelta(hours=1)
    Run.objects.update(started_at=long_ago)
    Upload.objects.filter(run=run).update(last_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.stop_forgotten() == [run]

    assert not uploads.path_of(upload).exists()
    assert Run.objects.get(pk=run.pk).state == RunState.STOPPED
    assert Run.objects.get(pk=waiting.pk).state == RunState.SENDING


def test_a_whole_file_takes_nothing_more(person: User) -> None:
    run = announce(person)
    upload = piece(run, 0, CONTENT)
    uploads.complete(run)

    with pytest.raises(NotPublishable):
        uploads.complete(run)
    with pytest.raises(Upload.DoesNotExist):
        uploads.append(upload, offset=0, content=io.BytesIO(b"x"))
