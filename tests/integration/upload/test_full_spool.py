"""A disk that is full while a form's file is still on its way: said as such, and nothing is left of it."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client

from accounts.models import User
from imports.models import Run, Upload

pytestmark = pytest.mark.django_db
MIDDLE = "a write in the middle"
TAKEN = 100_000


class Full(TemporaryUploadedFile):
    """A file on a disk that takes so many bytes and no more."""

    def write(self, block: bytes) -> int:
        if self.tell() + len(block) > TAKEN:
            raise OSError(errno.ENOSPC, "No space left on device")
        return int(self.file.write(block))


def never(*args: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(params=[Full, never], ids=[MIDDLE, "not even a name"])
def spool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Path:
    """Return the folder forms are kept in while they are read, on a disk that is full."""
    folder = tmp_path / "antrean"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", request.param)
    return folder


def large() -> SimpleUploadedFile:
    return SimpleUploadedFile("petak.geojson", b"x" * (TAKEN * 5))


def nothing_is_left(spool: Path) -> None:
    assert list(spool.iterdir()) == []
    assert not Run.objects.filter(file_name="petak.geojson").exists() and not Upload.objects.exists()


@pytest.mark.parametrize("checked", [False, True], ids=["read by the view", "read where the form is checked"])
def test_a_page_says_that_the_disk_is_full(person: User, spool: Path, checked: bool) -> None:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(person)
    token = {"csrfmiddlewaretoken": _token(client)} if checked else {}

    answer = client.post("/unggah/", {**token, "file": large()})

    words = answer.content.decode()
    assert answer.status_code == 507
    assert words.index("Ruang simpan di server penuh") < words.index("disk is full")
    assert "Hubungi pengelola portal" in words
    nothing_is_left(spool)


def _token(client: Client) -> str:
    client.get("/unggah/")
    return client.cookies["csrftoken"].value


@pytest.mark.parametrize("checked", [False, True], ids=["read by the view", "read where the session is checked"])
def test_the_api_says_so_too(person: User, spool: Path, checked: bool) -> None:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(person)
    header = {"HTTP_X_CSRFTOKEN": _token(client)} if checked else {}

    answer = client.post("/api/uploads", {"file": large()}, **header)

    told = json.loads(answer.content)
    assert (answer.status_code, told["status"], told["rule"]) == (507, 507, "server.penuh")
    assert told["detail"].startswith("Ruang simpan di server penuh")
    nothing_is_left(spool)


def test_minutes_too(office: Client, ready: Run, spool: Path) -> None:
    pdf = SimpleUploadedFile("berita-acara.pdf", b"%PDF-" + b"x" * (TAKEN * 5))

    answer = office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "simpan", "minutes_file": pdf})

    assert answer.status_code == 507
    assert list(spool.iterdir()) == [] and not Run.objects.get(pk=ready.pk).minutes


def test_another_fault_of_the_disk_stays_ours(office: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000

    def broken(*args: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", broken)
    with pytest.raises(OSError, match="Input/output"):
        office.post("/unggah/", {"file": large()})
