"""The pages of an upload without scripts: every step, what it says, and who may."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions import system_user
from imports import actions
from imports.models import Run, RunState, Upload
from layers.models import LayerSettings, Release
from layers.releases import current_number
from tests.factories import files
from tests.factories.queue import work_off
from tests.factories.sending import answer, publish, send
from thematic.actions import create_layer
from thematic.models import Geometry

from .conftest import PLOTS

pytestmark = pytest.mark.django_db


def follow(client: Client, run: Run) -> str:
    """Return where the run stands."""
    return str(client.get(f"/unggah/{run.pk}/lanjut/")["Location"])


def newest() -> Run:
    return Run.objects.order_by("-pk")[0]


def test_from_the_file_field_to_a_release_and_back(office: Client, tmp_path: Path) -> None:
    path = files.geojson(tmp_path / "petak.geojson")
    with path.open("rb") as file:
        sent = office.post("/unggah/", {"file": file})
    run = newest()
    assert sent["Location"] == f"/unggah/{run.pk}/lanjut/"
    assert "Menunggu giliran" in office.get(f"/unggah/{run.pk}/").content.decode()

    work_off()
    assert follow(office, run) == f"/unggah/{run.pk}/lapisan/"
    assert "Petak uji" in office.get(f"/unggah/{run.pk}/lapisan/").content.decode()

    office.post(f"/unggah/{run.pk}/lapisan/", {"tanya": "target", "jawab": PLOTS})
    assert follow(office, run) == f"/unggah/{run.pk}/kolom/"
    assert "64.08.01.2001" in office.get(f"/unggah/{run.pk}/kolom/").content.decode()

    office.post(f"/unggah/{run.pk}/kolom/", {"kolom-code": "KDEPUM", "kolom-name": "WADMKD"})
    work_off()
    assert follow(office, run) == f"/unggah/{run.pk}/bandingkan/"
    assert "2 baru" in office.get(f"/unggah/{run.pk}/bandingkan/").content.decode()

    office.post(f"/unggah/{run.pk}/terbitkan/", {"lakukan": "terbitkan", "source": "Survei"})
    work_off()
    assert follow(office, run) == f"/unggah/{run.pk}/terbitkan/"
    assert "Terbit: 2 petak, rilis 1. 2 baru." in office.get(f"/unggah/{run.pk}/terbitkan/").content.decode()

    undone = office.post(f"/unggah/{run.pk}/batalkan/")
    assert "berlaku lagi" in office.get(undone["Location"]).content.decode()
    assert current_number("petak") == 2


@pytest.mark.parametrize("step", ["", "berkas/", "lapisan/", "kolom/", "bandingkan/", "terbitkan/"])
def test_every_step_of_a_run_that_is_ready(office: Client, ready: Run, step: str) -> None:
    page = office.get(f"/unggah/{ready.pk}/{step}")

    assert page.status_code == 200
    content = page.content.decode()
    assert content.count("<h1>") == 1
    assert "petak.geojson" in content
    assert content.count("<li") >= 6
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_report_tells_what_is_wrong_where_and_what_to_do(office: Client, refused: Run, language: str) -> None:
    content = office.get(f"/unggah/{refused.pk}/?bahasa={language}").content.decode()

    assert {"id": "Galat menghalangi penerbitan", "en": "Errors block publishing"}[language] in content
    assert "geometri.tidak_sah" in content
    assert "geometri.kosong" in content
    assert 'class="titik galat"' in content
    assert "117.05000, 0.55000" in content
    assert "--" not in content.partition("<main")[2].partition("</main>")[0].replace("<!--", "")


def test_one_rule_alone_and_pages_of_findings(office: Client, refused: Run) -> None:
    content = office.get(f"/unggah/{refused.pk}/?aturan=geometri.kosong").content.decode()

    assert content.count('<li class="finding') == 1
    assert office.get(f"/unggah/{refused.pk}/?aturan=tidak.ada&hal=-1").status_code == 200
    assert office.get(f"/unggah/{refused.pk}/?hal=99999999999999999999").status_code == 200


def test_a_file_that_is_not_read_is_refused_beside_the_field(office: Client) -> None:
    page = office.post("/unggah/", {"file": io.BytesIO(b"Rar!")}, format="multipart")
    assert page.status_code == 422

    file = io.BytesIO(b"hello")
    file.name = "peta.vrt"
    page = office.post("/unggah/", {"file": file})

    assert page.status_code == 422
    assert "tidak dibaca" in page.content.decode()
    assert not Upload.objects.exists()


def test_an_answer_that_cannot_be_is_refused_beside_the_question(office: Client, asking: Run) -> None:
    page = office.post(f"/unggah/{asking.pk}/kolom/", {"kolom-name": "WADMKD"})
    assert page.status_code == 422
    assert "Belum ada kolom untuk Kode" in page.content.decode()

    page = office.post(f"/unggah/{asking.pk}/lapisan/", {"tanya": "target", "jawab": "nowhere"})
    assert page.status_code == 422
    assert office.post(f"/unggah/{asking.pk}/lapisan/", {"tanya": "nonsense"}).status_code == 422
    assert (
        office.post(f"/unggah/{asking.pk}/lapisan/", {"tanya": "crs", "jawab": "lain", "lain": "x"}).status_code == 422
    )


def test_another_publication_in_between_is_said_and_compared_again(
    office: Client, ready: Run, person: User, other: User, tmp_path: Path
) -> None:
    from tests.factories.sending import send

    second = send(files.geojson(tmp_path / "lain.geojson", files.records(3)), by=other, target=PLOTS)
    publish(second, other)

    office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "terbitkan", "source": "Survei"})
    work_off()
    assert "Ada terbitan lain" in office.get(f"/unggah/{ready.pk}/terbitkan/").content.decode()

    office.post(f"/unggah/{ready.pk}/bandingkan/", {"ulangi": "1"})
    work_off()
    assert "Tanpa perubahan" in office.get(f"/unggah/{ready.pk}/bandingkan/").content.decode()


def test_undo_names_the_later_runs_with_their_pages(office: Client, ready: Run, person: User, tmp_path: Path) -> None:
    from tests.factories.sending import send

    first = publish(ready, person)
    later = publish(send(files.geojson(tmp_path / "b.geojson", files.records(3)), by=person, target=PLOTS), person)

    page = office.post(f"/unggah/{first.pk}/batalkan/")

    assert page.status_code == 409
    assert f"/unggah/{later.pk}/terbitkan/" in page.content.decode()


def test_two_people_one_after_the_other(office: Client, ready: Run, other: User) -> None:
    LayerSettings.objects.create(key="petak", two_people=True)
    page = office.get(f"/unggah/{ready.pk}/terbitkan/").content.decode()
    assert "persetujuan orang kedua" in page
    assert 'value="terbitkan"' not in page
    office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "simpan", "source": "Survei"})

    second = Client()
    second.force_login(other)
    assert 'value="setujui"' in second.get(f"/unggah/{ready.pk}/terbitkan/").content.decode()
    second.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "setujui"})
    office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "terbitkan", "source": "lain"})
    work_off()

    run = Run.objects.get(pk=ready.pk)
    assert (run.state, run.approved_by, run.choices["source"]) == (RunState.PUBLISHED, other, "Survei")


def test_minutes_are_kept_with_the_run_and_must_be_a_pdf(office: Client, ready: Run) -> None:
    pdf, text = io.BytesIO(b"%PDF-1.7 ..."), io.BytesIO(b"hello")
    pdf.name = text.name = "berita acara.pdf"

    refused = office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "simpan", "minutes_file": text})
    assert refused.status_code == 409
    assert "bukan PDF" in refused.content.decode()
    office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "simpan", "minutes_file": pdf})

    assert Run.objects.get(pk=ready.pk).minutes.read().startswith(b"%PDF")


def test_a_run_is_stopped_and_taken_up_again(office: Client, ready: Run) -> None:
    office.post(f"/unggah/{ready.pk}/hentikan/")
    assert "Dihentikan" in office.get(f"/unggah/{ready.pk}/").content.decode()

    office.post(f"/unggah/{ready.pk}/ulangi/")
    work_off()
    assert Run.objects.get(pk=ready.pk).state == RunState.READY


def test_the_list_filters_and_pages(office: Client, ready: Run, refused: Run) -> None:
    everything = office.get("/unggah/").content.decode()
    assert "petak.geojson" in everything and "rusak.geojson" in everything

    only = office.get("/unggah/?keadaan=tidak-terbit&lapisan=uji.petak&oleh=saya").content.decode()
    assert "rusak.geojson" in only and "petak.geojson" not in only
    assert "petak.geojson" not in office.get(f"/unggah/?sebelum={ready.pk}").content.decode()
    for query in ("sebelum=x", "sebelum=-1", "lapisan=%00", "keadaan=x", f"sebelum={'9' * 30}"):
        assert office.get(f"/unggah/?{query}").status_code == 200


def test_the_list_tells_releases_and_filters_by_person_and_state(
    office: Client, ready: Run, refused: Run, person: User, other: User, tmp_path: Path
) -> None:
    from tests.factories.sending import send

    publish(ready, person)
    send(files.geojson(tmp_path / "lain.geojson"), by=other, target=PLOTS)

    assert "2 baru" in office.get("/unggah/").content.decode()
    assert "rilis 1" in office.get("/unggah/").content.decode()
    page = office.get(f"/unggah/?oleh={other.pk}").content.decode()
    assert "lain.geojson" in page and "petak.geojson" not in page
    assert f'<option value="{other.pk}" selected>Budi</option>' in page
    page = office.get("/unggah/?keadaan=ditolak").content.decode()
    assert "rusak.geojson" in page and "lain.geojson" not in page
    for who in ("x", "-1", "9" * 30, "0"):
        assert office.get(f"/unggah/?oleh={who}").status_code == 200


def test_the_list_makes_a_fixed_number_of_queries(office: Client, ready: Run, refused: Run) -> None:
    with CaptureQueriesContext(connection) as two:
        office.get("/unggah/?oleh=saya")
    with CaptureQueriesContext(connection) as one:
        office.get("/unggah/?keadaan=ditolak")
    assert len(two) <= len(one) + 1  # what a run would change is told of the one that is ready


@pytest.mark.parametrize("step", ["", "bandingkan/", "terbitkan/"])
def test_every_page_of_a_run_tells_its_releases_its_undo_and_its_original(
    office: Client, ready: Run, person: User, step: str
) -> None:
    run = publish(ready, person)
    page = office.get(f"/unggah/{run.pk}/{step}").content.decode()
    assert run.file_sha256 in page and "petak rilis 1" in page

    undoing = actions.undo(run, by=person)
    page = office.get(f"/unggah/{run.pk}/{step}").content.decode()
    assert "Dibatalkan oleh" in page and f"/unggah/{undoing.pk}/" in page
    page = office.get(f"/unggah/{undoing.pk}/").content.decode()
    assert "petak rilis 2" in page and f"/unggah/{run.pk}/" in page and run.file_sha256 in page


def test_a_fault_of_ours_tells_nothing_of_the_servers_insides(office: Client, ready: Run) -> None:
    Run.objects.filter(pk=ready.pk).update(state=RunState.FAILED, message="RuntimeError: /srv/secret")

    content = office.get(f"/unggah/{ready.pk}/").content.decode()

    assert "secret" not in content
    assert "kesalahan di pihak kami" in content
    assert "Coba lagi" in content


def test_where_no_worker_answers_the_page_says_so(office: Client, asking: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from geoportal.upload import frame

    monkeypatch.setattr(frame, "PATIENCE", timedelta(seconds=-1))
    monkeypatch.setattr(frame, "worker_seen_at", lambda: None)
    office.post(f"/unggah/{asking.pk}/kolom/", {"kolom-code": "KDEPUM"})

    content = office.get(f"/unggah/{asking.pk}/").content.decode()

    assert '<p class="notice notice-sun" data-silent>' in content
    assert office.get(f"/unggah/{asking.pk}/keadaan").json()["silent"] is True


STEPS = [
    "",
    "lanjut/",
    "keadaan",
    "temuan.csv",
    "berkas/",
    "lapisan/",
    "kolom/",
    "bandingkan/",
    "terbitkan/",
    "batalkan/",
]
WRITES = ["", "berkas/", "lapisan/", "kolom/", "bandingkan/", "terbitkan/", "batalkan/", "hentikan/", "ulangi/"]


@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_not_signed_in_is_asked_to(client: Client, ready: Run, step: str) -> None:
    answer = client.get(f"/unggah/{ready.pk}/{step}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/?next=")


@pytest.mark.parametrize("step", STEPS)
def test_a_foreign_run_answers_like_an_absent_one(client: Client, ready: Run, stranger: User, step: str) -> None:
    client.force_login(stranger)
    assert client.get(f"/unggah/{ready.pk}/{step}").status_code == 404
    assert client.get(f"/unggah/999999/{step}").status_code == 404
    assert client.get(f"/unggah/{'9' * 40}/{step}").status_code == 404


@pytest.mark.parametrize("step", WRITES)
def test_a_stranger_writes_nothing(client: Client, ready: Run, stranger: User, step: str) -> None:
    client.force_login(stranger)

    assert client.post(f"/unggah/{ready.pk}/{step}", {"lakukan": "terbitkan"}).status_code == 404
    assert client.post("/unggah/", {"file": io.BytesIO(b"x")}).status_code in (403, 422)
    assert Run.objects.get(pk=ready.pk).state == RunState.READY


def test_without_a_mandate_the_list_says_how_to_get_one(client: Client, stranger: User) -> None:
    client.force_login(stranger)

    page = client.get("/unggah/")

    assert page.status_code == 403
    assert "mandat" in page.content.decode()


def test_the_fields_of_a_publication_survive_a_refusal(office: Client, ready: Run) -> None:
    page = office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "terbitkan", "source": "x" * 201})

    assert page.status_code == 409
    assert "x" * 201 in page.content.decode()
    assert current_number("petak") == 0


def test_a_file_that_is_still_on_its_way_can_be_sent_whole(office: Client, person: User, tmp_path: Path) -> None:
    from imports import steps, uploads
    from imports.uploads import Announced

    path = files.geojson(tmp_path / "petak.geojson")
    run = steps.begin(by=person, files=[Announced(path.name, path.stat().st_size)])
    uploads.append(run.uploads.get(), offset=0, content=io.BytesIO(path.read_bytes()[:20]))
    assert "belum lengkap" in office.get(f"/unggah/{run.pk}/berkas/").content.decode()

    with path.open("rb") as file:
        office.post(f"/unggah/{run.pk}/berkas/", {"file": file})

    assert Run.objects.get(pk=run.pk).original.read() == path.read_bytes()


def test_undoing_is_a_page_of_its_own(office: Client, ready: Run, person: User) -> None:
    undoing = actions.undo(publish(ready, person), by=person)

    for step in ("", "terbitkan/"):
        content: Any = office.get(f"/unggah/{undoing.pk}/{step}")
        assert content.status_code == 200
        assert f"Pembatalan proses {ready.pk}" in content.content.decode()


def test_nothing_goes_out_without_its_source(office: Client, ready: Run) -> None:
    page = office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "terbitkan", "source": " "})

    assert page.status_code == 409
    assert "Sumber belum diisi" in page.content.decode()
    assert Run.objects.get(pk=ready.pk).state == RunState.READY


def test_no_run_waits_for_approval_before_its_source_is_said(office: Client, ready: Run, other: User) -> None:
    """The preparer is asked for it; the second person reads why there is nothing to approve yet."""
    LayerSettings.objects.create(key="petak", two_people=True)
    second, address = Client(), f"/unggah/{ready.pk}/terbitkan/"
    second.force_login(other)
    assert "Isi sumbernya: petak.geojson" in office.get("/unggah/").content.decode()
    assert "judul-menunggu" not in second.get("/unggah/").content.decode()
    page = second.get(address).content.decode()
    assert "Belum dapat disetujui: Ani, yang menyiapkannya, belum menyebut sumber datanya." in page
    assert 'value="setujui"' not in page
    refused = second.post(address, {"lakukan": "setujui"})
    assert (refused.status_code, "sumber datanya belum disebut" in refused.content.decode()) == (409, True)

    asked = office.post(address, {"lakukan": "simpan", "source": " "})
    assert (asked.status_code, "Sumber belum diisi" in asked.content.decode()) == (409, True)
    office.post(address, {"lakukan": "simpan", "source": "Survei"})

    assert "Periksa dan setujui: petak.geojson" in second.get("/unggah/").content.decode()
    assert second.post(address, {"lakukan": "setujui"}).status_code == 302
    assert Run.objects.get(pk=ready.pk).approved_by == other


def seen_in(client: Client, run: Run) -> str:
    """Return the fingerprint in the form of the last page of a run."""
    found = re.search(
        r'name="terlihat" value="([0-9a-f-]+)"', client.get(f"/unggah/{run.pk}/terbitkan/").content.decode()
    )
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        (("simpan", {"source": "Tab lain"}), "isian penerbitan"),
        (("kolom", {"kolom-code": "KDEPUM"}), "kolom"),
        (("terbitan lain", {}), "perbedaannya"),
    ],
)
def test_a_stale_tab_publishes_nothing_and_is_shown_what_changed(
    office: Client, ready: Run, other: User, otherwise: tuple[str, dict[str, str]], told: str, tmp_path: Path
) -> None:
    address, (what, sent) = f"/unggah/{ready.pk}/terbitkan/", otherwise
    stale = {"lakukan": "terbitkan", "source": "Tab lama", "terlihat": seen_in(office, ready)}
    if what == "simpan":
        office.post(address, {"lakukan": "simpan", **sent})
    elif what == "kolom":
        office.post(f"/unggah/{ready.pk}/kolom/", sent)
    else:
        publish(_run_of(files.geojson(tmp_path / "lain.geojson", files.records(1)), other), other)
        office.post(f"/unggah/{ready.pk}/bandingkan/", {"ulangi": "1"})
    work_off()
    number = current_number("petak")

    page = office.post(address, stale)
    work_off()

    content = page.content.decode()
    assert page.status_code == 409
    assert f"berubah sejak halaman ini dibuka: {told}" in content and "Lihat keadaannya sekarang" in content
    assert "Tab lama" not in content, "what is there now is shown, not what was sent"
    assert current_number("petak") == number
    now = Run.objects.get(pk=ready.pk)
    assert now.choices["source"] != "Tab lama"

    office.post(address, {**stale, "terlihat": seen_in(office, ready)})
    work_off()
    assert (Run.objects.get(pk=ready.pk).state, current_number("petak")) == (RunState.PUBLISHED, number + 1)


@pytest.mark.parametrize("file", [None, b"%PDF-1.7"], ids=["alone", "with minutes"])
def test_a_stale_tab_saves_nothing_over_what_was_saved(office: Client, ready: Run, file: bytes | None) -> None:
    address = f"/unggah/{ready.pk}/terbitkan/"
    stale = {"lakukan": "simpan", "source": "Tab lama", "terlihat": seen_in(office, ready)}
    office.post(address, {"lakukan": "simpan", "source": "Tab lain", "terlihat": stale["terlihat"]})

    page = office.post(address, {**stale, **({"minutes_file": SimpleUploadedFile("berita.pdf", file)} if file else {})})

    content = page.content.decode()
    assert page.status_code == 409
    assert (
        "berubah sejak halaman ini dibuka: isian penerbitan" in content
        and "Tidak ada yang terbit atau tersimpan" in content
    )
    assert "Tab lama" not in content and "Tab lain" in content
    now = Run.objects.get(pk=ready.pk)
    assert (now.choices["source"], bool(now.minutes)) == ("Tab lain", False)

    office.post(address, {**stale, "terlihat": seen_in(office, ready)})
    assert Run.objects.get(pk=ready.pk).choices["source"] == "Tab lama"


def _run_of(path: Path, by: User) -> Run:
    run = send(path, by=by, target=PLOTS)
    return run if run.state == RunState.READY else answer(run, by, mapping={"code": "KDEPUM", "name": "WADMKD"})


def test_nobody_approves_what_has_changed_since_it_was_shown(office: Client, ready: Run, other: User) -> None:
    LayerSettings.objects.create(key="petak", two_people=True)
    address, second = f"/unggah/{ready.pk}/terbitkan/", Client()
    second.force_login(other)
    office.post(address, {"lakukan": "simpan", "source": "Survei"})
    seen = seen_in(second, ready)
    office.post(address, {"lakukan": "simpan", "source": "Survei lain"})

    page = second.post(address, {"lakukan": "setujui", "terlihat": seen})

    assert (page.status_code, "isian penerbitan" in page.content.decode()) == (409, True)
    assert Run.objects.get(pk=ready.pk).approved_by is None
    assert second.post(address, {"lakukan": "setujui", "terlihat": seen_in(second, ready)}).status_code == 302


def test_the_list_begins_with_what_waits_for_the_reader(office: Client, ready: Run, other: User) -> None:
    assert "Lihat lalu terbitkan: petak.geojson" in office.get("/unggah/").content.decode()
    LayerSettings.objects.create(key="petak", two_people=True)
    office.post(f"/unggah/{ready.pk}/terbitkan/", {"lakukan": "simpan", "source": "Survei"})
    content = office.get("/unggah/").content.decode()
    assert "judul-menunggu" not in content
    assert "menunggu persetujuan" in content

    second = Client()
    second.force_login(other)
    assert "Periksa dan setujui: petak.geojson" in second.get("/unggah/").content.decode()
    assert "Satu menunggu Anda." in second.get("/kelola/").content.decode()


def test_a_longer_list_costs_no_more_queries(office: Client, person: User, other: User) -> None:
    """Of a layer made by upload, whose target is looked for in the database, and that asks for two people."""
    create_layer(key="jalan-uji", title_id="Jalan", geometry_type=Geometry.LINE, by=system_user())
    LayerSettings.objects.update_or_create(key="jalan-uji", defaults={"two_people": True})
    kept = {"target": "tematik.jalan-uji", "counts": {"added": 1}, "stepwise": True}

    def more(count: int) -> None:
        for _each in range(count):
            Run.objects.create(actor=other, state=RunState.READY, choices={"source": "Survei"}, **kept)
            Run.objects.create(actor=person, state=RunState.ASKING, **kept)
            published = Run.objects.create(actor=other, state=RunState.PUBLISHED, **kept)
            release = Release.objects.create(layer="jalan-uji", number=published.pk, as_of="2026-01-01", actor=other)
            published.releases.add(release)

    more(1)
    office.get("/unggah/")
    with CaptureQueriesContext(connection) as of_one:
        page = office.get("/unggah/").content.decode()
    assert page.count("Periksa dan setujui") == page.count("Jawab pertanyaan") == 1
    more(19)
    with CaptureQueriesContext(connection) as of_twenty:
        page = office.get("/unggah/").content.decode()

    assert page.count("Periksa dan setujui") == page.count("Jawab pertanyaan") == 5, "ten wait"
    assert len(of_twenty) == len(of_one) < 20


def test_a_question_is_asked_where_the_run_is_opened(office: Client, asking: Run) -> None:
    assert office.get(f"/unggah/{asking.pk}/").status_code == 302
