"""Operators publish, renew and withdraw the documents of their own region, and of no other."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from documents.models import Document
from stewardship.actions import give_mandate
from stewardship.models import Role
from tests.factories.papers import docx, pdf, pdf_with

pytestmark = pytest.mark.django_db


def region(code: str) -> Region:
    return Region.objects.get(codes__code=code)


@pytest.fixture
def operator(client: Client) -> User:
    """The operator of Long Bentuq, signed in."""
    user = User.objects.create_user("operator")
    give_mandate(
        user=user, role=Role.OPERATOR, region=region("64.08.06.2001"), begins=timezone.localdate(), by=system_user()
    )
    client.force_login(user)
    return user


def filled(**changed: Any) -> dict[str, Any]:
    return {
        "region": region("64.08.06.2001").pk,
        "type": "perdes",
        "year": "2026",
        "summary": "Aturan pemakaian air bersih.",
        "holder": "Sekretaris Desa",
        "responsible": "Kepala Desa",
        "made_on": "2026-02-03",
        "form": "softcopy",
        "file": SimpleUploadedFile("perdes.pdf", pdf("Air bersih")),
        **changed,
    }


def refused(client: Client, form: dict[str, Any]) -> str:
    before = Document.objects.count()
    response = client.post("/kelola/dokumen/baru/", form)
    assert response.status_code == 400
    assert Document.objects.count() == before
    return response.content.decode()


def test_an_operator_publishes_and_the_page_says_so(client: Client, operator: User) -> None:
    response = client.post("/kelola/dokumen/baru/", filled())
    made = Document.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, f"/dokumen/{made.key}/")
    assert (made.title, made.ppid_class, made.retention) == ("Perdes Long Bentuq 2026", "setiap_saat", "Permanen")
    assert (made.made_at, made.sample, made.made_by) == ("Long Bentuq", False, operator)
    assert "Perdes Long Bentuq 2026" in client.get("/wilayah/64.08.06.2001/").content.decode()
    assert "Perdes Long Bentuq 2026" in client.get("/kelola/dokumen/").content.decode()
    assert 'href="/kelola/dokumen/"' in client.get("/kelola/").content.decode()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("file", {"file": SimpleUploadedFile("a.docx", docx({"word/vbaProject.bin": "x"}))}),
        ("file", {"file": SimpleUploadedFile("a.pdf", pdf_with(b"/OpenAction<</S/JavaScript/JS(a)>>"))}),
        ("file", {"file": SimpleUploadedFile("a.pdf", b"")}),
        ("file", {"file": ""}),
        ("year", {"year": "dua ribu"}),
        ("year", {"year": "99999999999999999999"}),
        ("year_until", {"year_until": "2026"}),
        ("made_on", {"made_on": "2999-01-01"}),
        ("summary", {"summary": ""}),
        ("type", {"type": "lkjip"}),
        ("region", {"region": "1"}),
        ("legal_ground", {"ppid_class": "dikecualikan", "file": ""}),
        ("legal_ground", {"legal_ground": "Pasal 17"}),
        ("file", {"ppid_class": "dikecualikan", "legal_ground": "Pasal 17"}),
        ("title", {"title": "a" * 201}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    client: Client, operator: User, field: str, changed: dict[str, Any]
) -> None:
    for each in changed.values():
        if hasattr(each, "seek"):
            each.seek(0)
    assert f'id="id_{field}_error"' in refused(client, filled(**changed))


def test_a_file_sent_twice_is_published_once(client: Client, operator: User) -> None:
    client.post("/kelola/dokumen/baru/", filled())
    assert "sudah terbit di /dokumen/d-" in refused(client, filled())


def test_what_is_excluded_is_listed_without_a_file(client: Client, operator: User) -> None:
    form = filled(ppid_class="dikecualikan", legal_ground="Pasal 17 huruf h", file="")
    assert client.post("/kelola/dokumen/baru/", form).status_code == 302
    assert Document.objects.latest("pk").newest is None


def test_a_new_version_and_the_end(client: Client, operator: User) -> None:
    client.post("/kelola/dokumen/baru/", filled())
    made = Document.objects.latest("pk")
    address = f"/kelola/dokumen/{made.key}/"
    assert client.get(address).status_code == 200
    form = {"file": SimpleUploadedFile("b.pdf", pdf("Kedua")), "note": "Salah lampiran"}
    assert client.post(address, form).status_code == 302
    text = client.get(f"/dokumen/{made.key}/").content.decode()
    assert "versi lama" in text
    assert "Salah lampiran" in text
    assert client.post(address, {"file": SimpleUploadedFile("b.pdf", b"x")}).status_code == 400
    assert client.post(f"{address}tarik/", {"reason": ""}).status_code == 400
    assert client.post(f"{address}tarik/", {"reason": "Salah unggah"}).status_code == 302
    assert client.post(f"{address}tarik/", {"reason": "Salah unggah"}).status_code == 400
    assert client.get(f"/dokumen/{made.key}/unduh/").status_code == 410


@pytest.mark.parametrize("code", ["64.08.06", "64.08.06.2002", "64.08.04"])
def test_other_regions_refuse_him(client: Client, operator: User, code: str) -> None:
    other = Document.objects.filter(region__codes__code=code)[0]
    assert client.get(f"/kelola/dokumen/{other.key}/").status_code == 403
    assert client.post(f"/kelola/dokumen/{other.key}/tarik/", {"reason": "x"}).status_code == 403
    assert 'id="id_region_error"' in refused(client, filled(region=region(code).pk))


def test_a_kecamatan_publishes_for_its_desa_but_no_village_paper_for_a_kelurahan(client: Client) -> None:
    user = User.objects.create_user("kecamatan")
    kecamatan = region("64.08.04")
    give_mandate(user=user, role=Role.OPERATOR, region=kecamatan, begins=timezone.localdate(), by=system_user())
    client.force_login(user)
    assert 'id="id_type_error"' in refused(client, filled(region=region("64.08.04.1010").pk))
    desa = Region.objects.filter(parent=kecamatan, kind="desa")[0]
    assert client.post("/kelola/dokumen/baru/", filled(region=desa.pk)).status_code == 302


def test_strangers_are_sent_away(client: Client) -> None:
    assert client.get("/kelola/dokumen/").status_code == 302
    client.force_login(User.objects.create_user("orang"))
    for address in ("/kelola/dokumen/", "/kelola/dokumen/baru/"):
        assert client.get(address).status_code == 403
    assert "/kelola/dokumen/" not in client.get("/kelola/").content.decode()


def test_the_form_asks_few_queries(client: Client, operator: User, django_assert_max_num_queries: Any) -> None:
    client.get("/kelola/dokumen/baru/")
    with django_assert_max_num_queries(5):
        client.get("/kelola/dokumen/baru/")
