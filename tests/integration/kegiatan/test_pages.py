"""The operator of Long Bentuq tells what happened; everybody reads it at once."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from boundaries.models import Region
from kegiatan.models import Activity
from tests.factories.photos import photo

pytestmark = pytest.mark.django_db
FORM = "/kelola/kegiatan/"
READERS = ("/wilayah/64.08.06.2001/", "/wilayah/64.08.06/", "/kebaruan/", "/kabar/", "/kabar/?wilayah=64.08.06.2001")


def filled(client: Client, place: Region, **said: Any) -> dict[str, Any]:
    page = client.get(FORM).content.decode()
    found = re.search(r'name="token" value="([0-9a-f-]+)"', page)
    assert found
    said = {"title": "Panen raya <b>padi</b>", "text": "Baris satu\nbaris dua", **said}
    return {"region": place.pk, "day": timezone.localdate().isoformat(), "token": found[1], **said}


def camera() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", photo(), "image/jpeg")


def test_what_is_posted_stands_on_every_page_at_once(client: Client, operator: User, bentuq: Region) -> None:
    for address in READERS:
        assert "Panen raya" not in Client().get(address).content.decode()
    sent = filled(client, bentuq, photo=camera(), alt="Padi")
    answer = client.post(FORM, sent)
    assert answer.status_code == 302
    for address in READERS:
        text = Client().get(address).content.decode()
        assert "Panen raya &lt;b&gt;padi&lt;/b&gt;" in text, address
    activity = Activity.objects.get(author=operator)
    assert "Terbit: Panen raya" in client.get(answer["Location"]).content.decode()
    page = Client().get(f"/kabar/{activity.pk}/").content.decode()
    assert 'alt="Padi"' in page
    for size in ("kecil", "besar"):
        image = Client().get(f"/kabar/{activity.pk}/foto-{size}.jpg")
        assert (image.status_code, image["Content-Type"]) == (200, "image/jpeg")
        assert b"Kamera" not in image.content
    assert Client().get(f"/kabar/{activity.pk}/foto-lain.jpg").status_code == 404
    client.post(FORM, {**sent, "photo": camera()})
    assert Activity.objects.filter(author=operator).count() == 1


@pytest.mark.parametrize("code", ["64.08.06.2002", "64.08.06"])
def test_long_pejeng_and_busang_refuse_him(client: Client, operator: User, bentuq: Region, code: str) -> None:
    other = Region.objects.with_code(code, day=timezone.localdate()).get()
    assert client.post(FORM, filled(client, other)).status_code == 403
    assert client.get(f"{FORM}?wilayah={code}").status_code == 403
    assert client.get(f"/kelola/kantor/?wilayah={code}").status_code == 403
    assert client.post(f"/kelola/kantor/?wilayah={code}", {"address": "x"}).status_code == 403
    assert not Activity.objects.filter(author=operator).exists()


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    for address in (FORM, "/kelola/kantor/", "/kelola/wilayah/"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": ""}, "Isi dulu bagian ini."),
        ({"day": "kemarin"}, "tanggal"),
        ({"day": "2090-01-01"}, "Pilih hari ini"),
        ({"region": "x"}, "Pilih salah satu wilayah."),
        ({"region": "9" * 19}, "Pilih salah satu wilayah."),
        ({"text": "a\0b"}, "arakter"),
        ({"photo": SimpleUploadedFile("x.jpg", b"<script>")}, "tidak terbaca sebagai foto"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_stored(
    client: Client, operator: User, bentuq: Region, said: dict[str, Any], words: str
) -> None:
    answer = client.post(FORM, filled(client, bentuq, **said))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Activity.objects.filter(author=operator).exists()


def test_what_is_withdrawn_says_so(client: Client, operator: User, bentuq: Region) -> None:
    client.post(FORM, filled(client, bentuq, photo=camera()))
    activity = Activity.objects.get(author=operator)
    client.post(f"/kelola/kegiatan/{activity.pk}/tarik/")
    assert Client().get(f"/kabar/{activity.pk}/").status_code == 410
    assert Client().get(f"/kabar/{activity.pk}/foto-kecil.jpg").status_code == 404
    assert "Panen raya" not in Client().get("/wilayah/64.08.06.2001/").content.decode()
    assert client.post(f"/kelola/kegiatan/{2**70}/tarik/").status_code == 404


@pytest.mark.parametrize("address", ["/kabar/999999/", f"/kabar/{2**70}/", f"/kabar/{2**70}/foto-kecil.jpg"])
def test_what_never_was_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/kabar/?wilayah=x", "/kabar/?wilayah=64.09"])
def test_an_unknown_region_is_named(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "tidak dikenal" in answer.content.decode()


@pytest.mark.parametrize("address", ["/kabar/", "/kabar/?halaman=2", "/kabar/?halaman=x"])
def test_the_list_makes_as_many_queries_however_long(
    client: Client, django_assert_num_queries: Any, address: str
) -> None:
    with django_assert_num_queries(3):
        assert client.get(address).status_code == 200
