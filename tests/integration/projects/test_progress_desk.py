"""`/kelola/proyek/`: the operator tells how far a work is, with a photo; everybody reads it at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import may
from projects.models import Progress, ProgressPhoto, Project
from projects.words import Stage, Way
from stewardship.models import Role
from tests.factories.photos import photo

from .conftest import BENTUQ, PEJENG, person, region

pytestmark = pytest.mark.django_db
DESK = "/kelola/proyek/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def work(operator: User, client: Client) -> Project:
    """A village work of Long Bentuq of this year; its operator is signed in."""
    client.force_login(operator, backend=BACKEND)
    found = Project.objects.filter(region=region(BENTUQ), year=2026, way=Way.VILLAGE).first()
    assert found is not None
    return found


def said(**changed: Any) -> dict[str, Any]:
    return {"percent": 45, "note": "Pondasi <b>selesai</b>", "day": timezone.localdate().isoformat(), **changed}


def camera() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", photo(), "image/jpeg")


def text_of(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_progress_with_a_photo_stands_on_the_timeline_and_on_the_region_page_at_once(
    client: Client, work: Project
) -> None:
    readers = (f"/proyek/{work.key}/", f"/wilayah/{BENTUQ}/")
    assert not any("Pondasi" in text_of(address) for address in readers)
    answer = client.post(f"{DESK}{work.key}/", said(photo=camera(), alt="Pondasi dari depan"))
    assert answer.status_code == 302
    assert "sudah tampil" in client.get(answer["Location"]).content.decode()
    for address in readers:
        text = text_of(address)
        assert "Pondasi &lt;b&gt;selesai&lt;/b&gt;" in text
        assert "45 %" in text
    day = timezone.localdate().isoformat()
    page = text_of(readers[0])
    assert "Kemajuan fisik 45 %" in page
    assert 'alt="Pondasi dari depan"' in page
    for size in ("kecil", "besar"):
        image = Client().get(f"/proyek/{work.key}/foto/{day}-{size}.jpg")
        assert (image.status_code, image["Content-Type"]) == (200, "image/jpeg")
        assert b"Kamera" not in image.content
    for nothing in (f"foto/{day}-lain.jpg", "foto/2020-01-01-kecil.jpg", "foto/kemarin-kecil.jpg"):
        assert Client().get(f"/proyek/{work.key}/{nothing}").status_code == 404


def test_the_same_day_again_replaces_and_keeps_the_photo(client: Client, work: Project) -> None:
    client.post(f"{DESK}{work.key}/", said(photo=camera()))
    client.post(f"{DESK}{work.key}/", said(percent=50, note="Lebih jauh"))
    step = Progress.objects.get(project=work, day=timezone.localdate())
    assert (step.percent, step.note) == (50, "Lebih jauh")
    assert ProgressPhoto.objects.filter(progress=step).count() == 1
    address = f"/proyek/{work.key}/foto/{timezone.localdate().isoformat()}-kecil.jpg"
    first = Client().get(address)
    assert first["Cache-Control"] == "no-cache"
    client.post(
        f"{DESK}{work.key}/", said(percent=50, photo=SimpleUploadedFile("b.jpg", photo(800, 800), "image/jpeg"))
    )
    assert Client().get(address).content != first.content


def test_an_earlier_day_does_not_turn_back_how_far_it_is(client: Client, work: Project) -> None:
    Progress.objects.filter(project=work).delete()
    client.post(f"{DESK}{work.key}/", said(percent=60))
    client.post(f"{DESK}{work.key}/", said(percent=20, day=(timezone.localdate() - timedelta(days=9)).isoformat()))
    work.refresh_from_db()
    assert work.percent == 60


def test_a_planned_village_work_is_under_way_once_somebody_tells(client: Client, work: Project) -> None:
    Project.objects.filter(pk=work.pk).update(stage=Stage.RUP, started_on=None, percent=None)
    client.post(f"{DESK}{work.key}/", said())
    work.refresh_from_db()
    assert (work.stage, work.started_on) == (Stage.STARTED, timezone.localdate())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"percent": "101"}, "Tulis angka 0 sampai 100."),
        ({"percent": "-1"}, "Tulis angka 0 sampai 100."),
        ({"percent": "separuh"}, "id_percent_error"),
        ({"percent": ""}, "Isi dulu bagian ini."),
        ({"day": "2999-01-01"}, "tidak boleh sesudah hari ini"),
        ({"day": "1999-01-01"}, "lama sebelum tahun anggaran"),
        ({"day": "besok"}, "id_day_error"),
        ({"note": "a" * 301}, "id_note_error"),
        ({"note": "a\x00b"}, "id_note_error"),
        ({"photo": SimpleUploadedFile("a.jpg", b"MZ\x90 no photo", "image/jpeg")}, "tidak terbaca sebagai foto"),
        ({"photo": SimpleUploadedFile("a.svg", b"<svg onload='x'/>", "image/svg+xml")}, "tidak terbaca sebagai foto"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    client: Client, work: Project, changed: dict[str, Any], told: str
) -> None:
    before = Progress.objects.count()
    answer = client.post(f"{DESK}{work.key}/", said(**changed))
    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert Progress.objects.count() == before


def test_a_tender_without_a_winner_has_no_progress(client: Client, work: Project) -> None:
    Project.objects.filter(pk=work.pk).update(way=Way.PROVIDER, stage=Stage.ANNOUNCED)
    answer = client.post(f"{DESK}{work.key}/", said())
    assert (answer.status_code, "belum punya pemenang" in answer.content.decode()) == (400, True)


def test_long_pejeng_and_busang_refuse_him(client: Client, work: Project) -> None:
    text = client.get(DESK).content.decode()
    assert work.title in text
    for code in (PEJENG, "64.08.04.2001"):
        other = Project.objects.filter(region=region(code)).first()
        assert other is not None
        assert f"/{other.key}/" not in text
        assert client.get(f"{DESK}{other.key}/").status_code == 403
        assert client.post(f"{DESK}{other.key}/", said()).status_code == 403
    Project.objects.filter(pk=work.pk).update(region=region("64.08.06"))
    assert client.post(f"{DESK}{work.key}/", said()).status_code == 403
    assert client.post(f"{DESK}p-999999/", said()).status_code == 404


def test_a_package_without_a_place_is_told_only_by_who_may_everywhere(
    client: Client, work: Project, lost: Project, officer: User
) -> None:
    assert client.get(f"{DESK}{lost.key}/").status_code == 403
    client.force_login(officer, backend=BACKEND)
    assert client.get(f"{DESK}{lost.key}/").status_code == 200


def test_roles_carry_the_right_downwards(operator: User) -> None:
    above = person("operator-busang", Role.OPERATOR, "64.08.06")
    assert may(above, "projects.progress", on=region(BENTUQ))
    assert not may(operator, "projects.edit", on=region(BENTUQ))
    assert not may(person("penyetuju-uji", Role.APPROVER, None), "projects.progress", on=region(BENTUQ))


def test_the_desk_leads_there_and_a_stranger_signs_in(client: Client, work: Project) -> None:
    assert f'href="{DESK}"' in client.get("/kelola/").content.decode()
    assert Client().get(DESK).status_code == 302
    client.force_login(User.objects.create_user("tamu-uji"), backend=BACKEND)
    assert client.get(DESK).status_code == 403


def test_going_down_is_asked_about_and_the_reason_stays(client: Client, work: Project) -> None:
    Progress.objects.filter(project=work).delete()
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    client.post(f"{DESK}{work.key}/", said(percent=38, day=yesterday))
    assert 'name="reason"' not in client.get(f"{DESK}{work.key}/").content.decode()
    asked = client.post(f"{DESK}{work.key}/", said(percent=30, photo=camera()))
    text = asked.content.decode()
    assert asked.status_code == 400
    assert "Kemajuan turun: 38 % pada" in text
    assert 'id="id_reason_error"' in text
    assert '<label for="id_reason">Alasan kemajuannya turun</label>' in text  # and not "boleh kosong"
    assert 'value="30"' in text
    assert "Foto perlu dipilih lagi." in text
    work.refresh_from_db()
    assert (work.percent, Progress.objects.filter(project=work).count()) == (38, 1)
    for empty in ("", "   "):
        assert client.post(f"{DESK}{work.key}/", said(percent=30, reason=empty)).status_code == 400
    assert client.post(f"{DESK}{work.key}/", said(percent=30, reason="Diukur <b>ulang</b>")).status_code == 302
    work.refresh_from_db()
    assert work.percent == 30
    assert "Turun karena: Diukur &lt;b&gt;ulang" in text_of(f"/proyek/{work.key}/")
    entry = AuditEntry.objects.filter(subject=f"project:{work.key}").order_by("-pk").first()
    assert entry is not None
    assert entry.details["reason"] == "Diukur <b>ulang</b>"
    # The same day again: what was said goes on to hold, until it falls further.
    assert client.post(f"{DESK}{work.key}/", said(percent=32)).status_code == 302
    assert Progress.objects.get(project=work, day=timezone.localdate()).reason == "Diukur <b>ulang</b>"
    assert client.post(f"{DESK}{work.key}/", said(percent=31)).status_code == 400
    assert client.post(f"{DESK}{work.key}/", said(percent=40)).status_code == 302
    assert Progress.objects.get(project=work, day=timezone.localdate()).reason == ""


def test_a_reason_without_a_fall_is_not_kept(client: Client, work: Project) -> None:
    Progress.objects.filter(project=work).delete()
    assert client.post(f"{DESK}{work.key}/", said(percent=30, reason="tidak turun")).status_code == 302
    assert Progress.objects.get(project=work).reason == ""


def test_a_reason_too_long_is_refused_beside_its_field(client: Client, work: Project) -> None:
    answer = client.post(f"{DESK}{work.key}/", said(percent=100, reason="a" * 201))
    assert (answer.status_code, 'id="id_reason_error"' in answer.content.decode()) == (400, True)
