"""Operators publish, renew and withdraw the documents of their own region, and of no other."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from documents.models import Document
from stewardship.actions import give_mandate
from stewardship.models import Role
from tests.factories.papers import docx, pdf, pdf_with
from tests.factories.photos import photo

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
    assert (response.status_code, response["Location"]) == (302, f"/kelola/dokumen/baru/?terbit={made.key}")
    shown = client.get(response["Location"]).content.decode()
    assert "Terbit: Perdes Long Bentuq 2026" in shown
    assert f'href="/dokumen/{made.key}/"' in shown
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


def test_the_same_form_sent_twice_answers_as_it_did(client: Client, operator: User) -> None:
    token = client.get("/kelola/dokumen/baru/").content.decode().split('name="token" value="')[1].split('"')[0]
    first = client.post("/kelola/dokumen/baru/", filled(token=token))
    count = Document.objects.count()
    again = client.post("/kelola/dokumen/baru/", filled(token=token))
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Document.objects.count() == count
    assert f'data-draft-sent="{token}"' in client.get(first["Location"]).content.decode()
    other = User.objects.create_user("lain")
    give_mandate(
        user=other, role=Role.OPERATOR, region=region("64.08.06.2001"), begins=timezone.localdate(), by=system_user()
    )
    client.force_login(other)
    assert "sudah terbit di" in refused(client, filled(token=token))
    assert "Terbit:" not in client.get(first["Location"]).content.decode()


@pytest.mark.parametrize("asked", ["d-1", "d-999999999999", "x", "d-000001'"])
def test_an_address_that_says_it_was_published_is_not_believed(client: Client, operator: User, asked: str) -> None:
    response = client.get("/kelola/dokumen/baru/", {"terbit": asked})
    assert response.status_code == 200
    assert "Terbit:" not in response.content.decode()


def test_what_is_excluded_twice_is_listed_once(client: Client, operator: User) -> None:
    form = filled(ppid_class="dikecualikan", legal_ground="Pasal 17 huruf h", file="")
    client.post("/kelola/dokumen/baru/", form)
    assert "sudah terbit di" in refused(client, form)


def test_hostile_text_is_said_word_for_word_everywhere(client: Client, operator: User) -> None:
    form = filled(title='=HYPERLINK("http://x")\x0b\u202e', summary="<script>alert(1)</script>", made_at="\x01")
    assert client.post("/kelola/dokumen/baru/", form).status_code == 302
    made = Document.objects.latest("pk")
    assert (made.title, made.made_at) == ('=HYPERLINK("http://x")', "Long Bentuq")
    for address in (f"/dokumen/{made.key}/", "/dokumen/", "/wilayah/64.08.06.2001/ppid/", "/kelola/dokumen/"):
        assert "<script>alert" not in client.get(address).content.decode()
    book = openpyxl.load_workbook(BytesIO(client.get("/wilayah/64.08.06.2001/ppid/dip.xlsx").content))
    (cell,) = [row[2] for row in book["DIP"].iter_rows() if str(row[2].value).startswith("=")]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x"): <script>alert(1)</script>')
    assert client.get("/wilayah/64.08.06.2001/ppid/dip.pdf").content.startswith(b"%PDF-")


def test_what_is_said_is_corrected_and_the_former_recorded(client: Client, operator: User) -> None:
    client.post("/kelola/dokumen/baru/", filled())
    made = Document.objects.latest("pk")
    address = f"/kelola/dokumen/{made.key}/keterangan/"
    assert 'value="Perdes Long Bentuq 2026"' in client.get(address).content.decode()
    form = {**filled(title="Perdes tentang air", ppid_class="berkala"), "file": ""}
    assert client.post(address, form).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.ppid_class, made.newest is None) == ("Perdes tentang air", "berkala", False)
    entry = AuditEntry.objects.filter(subject=f"dokumen:{made.key}").latest("pk")
    assert entry.details["former"] == {"title": "Perdes Long Bentuq 2026", "ppid_class": "setiap_saat"}
    assert list(Document.objects.saying("tentang air").filter(pk=made.pk)) == [made]
    assert client.post(address, {**form, "ppid_class": "dikecualikan"}).status_code == 400
    assert client.post(address, {**form, "summary": ""}).status_code == 400


def test_one_version_is_taken_back_and_the_former_served_again(client: Client, operator: User) -> None:
    client.post("/kelola/dokumen/baru/", filled())
    made = Document.objects.latest("pk")
    address = f"/kelola/dokumen/{made.key}/"
    client.post(address, {"file": SimpleUploadedFile("b.pdf", pdf("Nomor rekening"))})
    assert client.post(f"{address}versi/2/tarik/", {"reason": ""}).status_code == 302
    made.refresh_from_db()
    assert made.newest is not None
    assert made.newest.number == 2
    client.post(f"{address}versi/2/tarik/", {"reason": "Memuat nomor rekening"})
    made.refresh_from_db()
    assert made.newest.number == 1
    assert not Document.objects.saying("rekening").filter(pk=made.pk).exists()
    gone = client.get(f"/dokumen/{made.key}/unduh/2/")
    assert gone.status_code == 410
    assert "Memuat nomor rekening" in gone.content.decode()
    assert client.get(f"/dokumen/{made.key}/unduh/").status_code == 200
    client.post(f"{address}versi/2/tarik/", {"reason": "lagi"})
    client.post(f"{address}versi/1/tarik/", {"reason": "x"})
    assert client.post(f"{address}versi/9/tarik/", {"reason": "x"}).status_code == 404
    assert client.post(f"{address}versi/99999/tarik/", {"reason": "x"}).status_code == 404
    made.refresh_from_db()
    assert made.newest.number == 1
    client.post(address, {"file": SimpleUploadedFile("c.pdf", pdf("Ketiga"))})
    made.refresh_from_db()
    assert made.newest.number == 3


def test_a_withdrawal_is_undone(client: Client, operator: User) -> None:
    client.post("/kelola/dokumen/baru/", filled())
    made = Document.objects.latest("pk")
    address = f"/kelola/dokumen/{made.key}/"
    client.post(f"{address}tarik/", {"reason": "Salah tekan"})
    assert "berlakukan lagi" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(f"{address}berlakukan/").status_code == 302
    assert client.get(f"/dokumen/{made.key}/unduh/").status_code == 200
    assert "ditarik" not in client.get(f"/dokumen/{made.key}/").content.decode()
    actions = AuditEntry.objects.filter(subject=f"dokumen:{made.key}").values_list("action", flat=True)
    assert sorted(actions) == ["documents.add", "documents.reinstate", "documents.withdraw"]


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
    for path in ("tarik/", "berlakukan/", "keterangan/", "versi/1/tarik/", ""):
        assert client.post(f"/kelola/dokumen/{other.key}/{path}", {"reason": "x"}).status_code == 403
    assert 'id="id_region_error"' in refused(client, filled(region=region(code).pk))


def test_a_kecamatan_publishes_for_its_desa_but_no_village_paper_for_a_kelurahan(client: Client) -> None:
    user = User.objects.create_user("kecamatan")
    kecamatan = region("64.08.04")
    give_mandate(user=user, role=Role.OPERATOR, region=kecamatan, begins=timezone.localdate(), by=system_user())
    client.force_login(user)
    assert 'id="id_type_error"' in refused(client, filled(region=region("64.08.04.1010").pk))
    desa = Region.objects.filter(parent=kecamatan, kind="desa")[0]
    assert client.post("/kelola/dokumen/baru/", filled(region=desa.pk)).status_code == 302


def test_the_desk_leads_from_what_is_missing_to_a_filled_form(client: Client, operator: User) -> None:
    text = client.get("/kelola/dokumen/").content.decode()
    address = "/kelola/dokumen/baru/?type=lppdes&amp;year=2025"
    assert f'href="{address}"' in text
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert '<option value="lppdes" selected>' in form
    assert 'value="2025"' in form
    assert 'value="Sekretaris Desa Long Bentuq"' in form


def test_strangers_are_sent_away(client: Client) -> None:
    assert client.get("/kelola/dokumen/").status_code == 302
    client.force_login(User.objects.create_user("orang"))
    for address in ("/kelola/dokumen/", "/kelola/dokumen/baru/"):
        assert client.get(address).status_code == 403
    assert "/kelola/dokumen/" not in client.get("/kelola/").content.decode()


def test_the_form_asks_few_queries(client: Client, operator: User, django_assert_max_num_queries: Any) -> None:
    client.get("/kelola/dokumen/baru/")
    with django_assert_max_num_queries(6):
        client.get("/kelola/dokumen/baru/")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "sk.jpg"), ("PNG", "sk.png")])
def test_a_picture_is_kept_without_what_its_camera_wrote(client: Client, operator: User, kind: str, name: str) -> None:
    sent = photo(640, 480, kind=kind, turned=True)
    assert b"Kamera Rahasia" in sent
    assert "SHA-256 dihitung dari berkas yang disimpan" in client.get("/kelola/dokumen/baru/").content.decode()
    client.post("/kelola/dokumen/baru/", filled(file=SimpleUploadedFile(name, sent)))
    version = Document.objects.latest("pk").newest
    assert version is not None
    with version.file.open("rb") as file:
        kept = file.read()
    assert b"Kamera Rahasia" not in kept
    assert (version.sha256, version.size_bytes) == (sha256(kept).hexdigest(), len(kept))
    was, now = Image.open(BytesIO(sent)), Image.open(BytesIO(kept))
    assert was.tobytes() == now.tobytes()
    assert dict(now.getexif()) == {0x0112: 6}
    assert f'<dd class="hash">{version.sha256}</dd>' in client.get(f"/dokumen/{version.document.key}/").content.decode()
    # Sent again it is the same document.
    assert "sudah" in refused(client, filled(file=SimpleUploadedFile(name, sent)))
