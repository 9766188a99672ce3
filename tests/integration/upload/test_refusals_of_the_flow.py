"""What a run is refused for besides its file: pieces, answers, states, other people. Each by the rule programs read."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.permissions import system_user
from boundaries.roll import Roll
from imports import doors, minutes
from imports.actions import run_import
from imports.models import Run, RunState
from imports.refusals import Refusal
from imports.rows import Choices
from layers.models import LayerSettings
from layers.releases import current_number, open_release
from tests.factories import files
from tests.factories.queue import work_off
from tests.factories.sending import publish, send

from .conftest import PLOTS

pytestmark = pytest.mark.django_db
CONTENT = json.dumps({"type": "FeatureCollection", "features": []}).encode()


def posted(client: Client, address: str, said: Any = None) -> Any:
    return client.post(f"/api/uploads{address}", json.dumps(said or {}), content_type="application/json")


def refused(response: Any, status: int, rule: str) -> dict[str, Any]:
    """See that an answer is a problem document for people and programs."""
    document: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, document["rule"]) == (status, rule), document
    assert document["detail"] and document["detail_en"]
    return document


def announced(client: Client, **more: Any) -> tuple[str, str]:
    """Announce a file; return the addresses of its run and of its pieces."""
    said = {"files": [{"name": "a.geojson", "size": len(CONTENT), **more}]}
    document = json.loads(posted(client, "", said).content)
    return f"/{document['id']}", document["files"][0]["href"]


def piece(client: Client, address: str, offset: int, content: bytes) -> Any:
    return client.patch(
        address, content, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
    )


# -- pieces ------------------------------------------------------------------------------------------------------------


def test_a_piece_that_does_not_follow(office: Client) -> None:
    _run, address = announced(office)
    refused(piece(office, address, 5, CONTENT[5:]), 409, "berkas.potongan")


def test_more_than_was_announced(office: Client) -> None:
    _run, address = announced(office)
    refused(piece(office, address, 0, CONTENT + b"x"), 422, "berkas.ukuran_beda")


def test_another_file_than_was_announced(office: Client) -> None:
    _run, address = announced(office, sha256=hashlib.sha256(b"another").hexdigest())
    refused(piece(office, address, 0, CONTENT), 422, "berkas.hash_beda")
    assert office.get(address).json()["received"] == 0


def test_a_file_that_is_not_whole(office: Client) -> None:
    run, address = announced(office)
    piece(office, address, 0, CONTENT[:5])
    page = office.post(f"/unggah{run}/berkas/")
    assert page.status_code == 422
    assert "belum lengkap: 5 dari" in page.content.decode()
    with pytest.raises(Refusal) as refusal:
        doors.complete(Run.objects.get(pk=int(run[1:])))
    assert refusal.value.rule == "berkas.belum_lengkap"
    assert Run.objects.get(pk=int(run[1:])).state == RunState.SENDING


@pytest.mark.parametrize("offset", ["", "-1", "x", "1.5"])
def test_an_offset_that_is_none(office: Client, offset: str) -> None:
    _run, address = announced(office)
    answer = office.patch(address, CONTENT, content_type="application/octet-stream", headers={"Upload-Offset": offset})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "Upload-Offset")


@pytest.mark.parametrize(
    "said",
    [
        [],
        "a.zip",
        {"files": "a.zip"},
        {"files": []},
        {"files": [{"name": "a.zip"}]},
        {"files": [{"name": "a.zip", "size": "9"}]},
        {"files": [{"name": "a.zip", "size": True}]},
        {"files": [{"name": "a.zip", "size": 10**30}]},
        {"files": [{"name": ["a.zip"], "size": 9}]},
        {"files": [{"name": "a.zip\0", "size": 9}]},
        {"files": [{"name": "a.zip", "size": 9, "sha256": "x"}]},
        {"files": [{"name": "a.zip", "size": 9}], "target": {"a": 1}},
        {"files": [{"name": "a.zip", "size": 9}], "target": "tidak.ada"},
        {"files": [{"name": "a.zip", "size": 9}] * 21},
    ],
)
def test_an_announcement_that_cannot_be(office: Client, said: Any) -> None:
    answer = office.post("/api/uploads", json.dumps(said), content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert not Run.objects.filter(state=RunState.SENDING).exists()


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b"null", b"1"])
def test_a_body_that_is_no_json(office: Client, ready: Run, body: bytes) -> None:
    for what in ("answers", "publish"):
        answer = office.post(f"/api/uploads/{ready.pk}/{what}", body, content_type="application/json")
        assert 400 <= answer.status_code < 500 or body == b"null"
    assert Run.objects.get(pk=ready.pk).state in (RunState.READY, RunState.PUBLISHING)


# -- answers and states ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"mapping": {"code": "TIDAK_ADA"}},
        {"mapping": [["code", "KDEPUM"]]},
        {"crs": {"a": 1}},
        {"crs": "x" * 100_000},
        {"encoding": ["utf-8"]},
        {"layer": None},
        {"target": 5},
        {"matches": {"1": "x"}},
        {"matches": [1]},
        {"matches": {"1": 10**30}},
        {"matches": {str(10**30): 1}},
        {"snap_m": "nan"},
        {"scale": "9" * 50},
        {"source": {"a": "b"} | {"c": "x" * 300}},
        {"<script>": 1},
    ],
)
def test_an_answer_that_cannot_be(office: Client, ready: Run, given: Any) -> None:
    document = refused(posted(office, f"/{ready.pk}/answers", given), 400, "jawaban.salah")
    assert document["remedy"] and document["remedy_en"]
    assert Run.objects.get(pk=ready.pk).state == RunState.READY


def test_what_is_published_is_not_published_again(office: Client, ready: Run, person: User) -> None:
    publish(ready, person)
    for what in ("publish", "answers", "compare"):
        refused(posted(office, f"/{ready.pk}/{what}"), 409, "proses.keadaan")
    refused(office.delete(f"/api/uploads/{ready.pk}"), 409, "proses.keadaan")


def test_what_is_not_published_is_not_undone(office: Client, ready: Run) -> None:
    refused(posted(office, f"/{ready.pk}/undo"), 409, "proses.keadaan")


@pytest.mark.parametrize("way", ["fingerprint", "If-Match"])
def test_a_program_publishes_only_what_it_was_shown(office: Client, ready: Run, way: str) -> None:
    def publishing(seen: Any) -> Any:
        body = {"source": "Program", **({"fingerprint": seen} if way == "fingerprint" else {})}
        headers = {"HTTP_IF_MATCH": f'"{seen}"'} if way == "If-Match" else {}
        address = f"/api/uploads/{ready.pk}/publish"
        return office.post(address, json.dumps(body), content_type="application/json", **headers)

    def shown() -> str:
        return str(json.loads(office.get(f"/api/uploads/{ready.pk}").content)["fingerprint"])

    before = shown()
    posted(office, f"/{ready.pk}/answers", {"source": "Tab lain"})
    work_off()
    refused(publishing(before), 409, "proses.usang")
    refused(publishing("entah"), 409, "proses.usang")
    assert Run.objects.get(pk=ready.pk).state == RunState.READY

    assert publishing(shown()).status_code == 202
    work_off()
    assert Run.objects.get(pk=ready.pk).state == RunState.PUBLISHED


def test_a_second_person_is_missing(office: Client, ready: Run, other: User) -> None:
    LayerSettings.objects.create(key="petak", two_people=True)
    refused(posted(office, f"/{ready.pk}/publish"), 409, "proses.persetujuan")
    refused(posted(office, f"/{ready.pk}/approve"), 409, "proses.persetujuan")

    second = Client()
    second.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    refused(posted(second, f"/{ready.pk}/approve"), 409, "proses.persetujuan")
    posted(office, f"/{ready.pk}/answers", {"source": "Survei"})
    work_off()
    assert posted(second, f"/{ready.pk}/approve").status_code == 202
    refused(posted(office, f"/{ready.pk}/publish", {"source": "lain"}), 409, "proses.berubah")


def test_another_publication_came_first(office: Client, ready: Run) -> None:
    open_release(layer="petak", by=system_user())
    assert posted(office, f"/{ready.pk}/publish").status_code == 202
    work_off()

    told = office.get(f"/api/uploads/{ready.pk}").json()
    assert (told["state"], told["refused"]["rule"]) == (RunState.READY, "proses.rilis_berubah")
    assert "petak (0 → 1)" in told["refused"]["message"] and told["refused"]["remedy_en"]


def test_later_runs_touched_the_same_rows(office: Client, ready: Run, person: User, tmp_path: Path) -> None:
    first = publish(ready, person)
    publish(send(files.geojson(tmp_path / "b.geojson", files.records(3)), by=person, target=PLOTS), person)
    refused(posted(office, f"/{first.pk}/undo"), 409, "proses.tersentuh")


def test_stopped_while_it_was_published(office: Client, ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from imports import progress

    posted(office, f"/{ready.pk}/publish")
    monkeypatch.setattr(progress._Follower, "tell", _stopped)
    work_off()

    told = office.get(f"/api/uploads/{ready.pk}").json()
    assert (told["state"], told["refused"]["rule"]) == (RunState.READY, "proses.dihentikan")
    assert current_number("petak") == 0


def _stopped(*args: Any) -> None:
    from imports.progress import Stopped

    raise Stopped


def test_minutes_that_are_too_large(ready: Run, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minutes, "LARGEST_BYTES", 3)
    with pytest.raises(Refusal) as refusal:
        minutes.keep(ready, SimpleUploadedFile("a.pdf", b"%PDF-1.7"), by=person)
    assert refusal.value.rule == "pilihan.berita_acara"


# -- the command's door ------------------------------------------------------------------------------------------------


def rules_of(run: Run) -> set[str]:
    return set(run.problems.values_list("rule", flat=True))


def imported(path: Path, target: str, **options: Any) -> Run:
    choices = options.pop("choices", Choices())
    return run_import(path=path, target_key=target, choices=choices, by=system_user(), **options)


def two_layers(folder: Path) -> Path:
    return files.geopackage(folder / "a.gpkg", {"lama": files.records(1), "baru": files.records(1)})


def broken_manifest(folder: Path) -> Path:
    (folder / "manifest.json").write_text("{")
    return files.geojson(folder / "a.geojson")


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (two_layers, "lapisan.belum_jelas"),
        (broken_manifest, "manifest.rusak"),
        (lambda folder: folder / "tidak-ada.zip", "berkas.tidak_ada"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_command_is_refused_by_rule(plots: Any, tmp_path: Path, make: Callable[[Path], Path], rule: str) -> None:
    run = imported(make(tmp_path), PLOTS)
    assert (run.state, rules_of(run)) == (RunState.REFUSED, {rule})
    assert current_number("petak") == 0


def test_a_shift_nobody_knows_the_accuracy_of(plots: Any, tmp_path: Path) -> None:
    """Named by a person it is taken, with a warning."""
    path = files.geojson(tmp_path / "a.geojson")
    bessel = 'GEOGCS["Lokal",DATUM["Lokal",SPHEROID["Bessel 1841",6377397.155,299.1528128]],'
    run = imported(path, PLOTS, crs=bessel + 'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]', dry_run=True)
    assert run.state == RunState.READY
    assert "crs.pergeseran_kasar" in rules_of(run)


def test_an_unknown_legal_status(tmp_path: Path) -> None:
    rows = [(files.square(116.2, 0.9), {"KDEPUM": "64.08.06.2001", "WADMKD": "Long Bentuq"})]
    before = current_number("desa")
    run = imported(files.geojson(tmp_path / "a.geojson", rows), "batas.desa", choices=Choices(legal_status="entah"))
    assert (run.state, rules_of(run)) == (RunState.REFUSED, {"pilihan.status_hukum", "pilihan.sumber"})
    assert current_number("desa") == before


def test_a_register_without_regions_of_the_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(files.square(116.2, 0.9), {"KDEPUM": "64.08.06.2001", "WADMKD": "Long Bentuq"})]
    monkeypatch.setattr(Roll, "on", classmethod(lambda cls, day, level: cls(level, {})))
    run = imported(files.geojson(tmp_path / "a.geojson", rows), "batas.desa")
    assert (run.state, rules_of(run)) == (RunState.REFUSED, {"daftar.kosong", "pilihan.sumber"})
