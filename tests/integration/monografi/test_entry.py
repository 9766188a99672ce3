"""The form of `/kelola/monografi/`: a copy of the last edition, step by step, a draft until it is published; undone."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Region
from monografi.columns import SHEET
from monografi.models import Edition, Status
from stewardship.actions import give_mandate
from stewardship.models import Role

pytestmark = pytest.mark.django_db
BENTUQ, LINGGA, YEAR = "64.08.06.2001", "64.08.04.1010", 2026
START, BEGIN = "/kelola/monografi/", "/kelola/monografi/mulai/"


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def person(name: str, *mandates: tuple[str, str]) -> Client:
    user = User.objects.create_user(f"uji-{name}", full_name=name.title())
    for role, code in mandates:
        give_mandate(user=user, role=role, region=region(code), by=system_user())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def operator() -> Client:
    return person("operator", (Role.OPERATOR, "64.08.06"), (Role.OPERATOR, LINGGA))


@pytest.fixture
def keeper() -> Client:
    """May fill in and publish."""
    return person("penyetuju", (Role.OPERATOR, BENTUQ), (Role.APPROVER, BENTUQ))


def begun(client: Client, code: str = BENTUQ, year: int = YEAR) -> Edition:
    response = client.post(BEGIN, {"region": region(code).pk, "year": year})
    assert response.status_code == 302, response.content.decode()
    return Edition.objects.get(pk=int(response["Location"].rstrip("/").rsplit("/", 1)[1]))


def address(edition: Edition, *parts: str) -> str:
    return "/".join([f"/kelola/monografi/{edition.pk}", *parts, ""])


def number(edition: Edition, code: str) -> Decimal | None:
    found = edition.figures.filter(indicator=code).first()
    return found.number if found else None


def described(client: Client, edition: Edition) -> None:
    told = {"compiled_on": "2026-06-30", "source": "Buku induk desa"}
    assert client.post(address(edition), told).status_code == 302


def test_a_draft_begins_as_a_copy_and_begun_twice_is_one(operator: Client) -> None:
    first, second = begun(operator), begun(operator)
    assert first == second
    assert (first.status, first.sample, number(first, "penduduk")) == (Status.DRAFT, True, 821)
    assert not first.figures.filter(indicator__startswith="idm").exists()


def test_numbers_are_read_as_they_are_written_and_an_empty_field_is_unknown(operator: Client) -> None:
    draft = begun(operator)
    text = operator.get(address(draft, "orbitasi")).content.decode()
    assert 'inputmode="decimal"' in text
    assert "2025: " in text
    response = operator.post(
        address(draft, "orbitasi"),
        {"jarak_kecamatan_km": "1.234,5", "jarak_kabupaten_km": "", "waktu_kabupaten_jam": "2.5"},
    )
    assert response["Location"] == address(draft, "pemerintahan")
    assert number(draft, "jarak_kecamatan_km") == Decimal("1234.5")
    assert number(draft, "jarak_kabupaten_km") is None
    assert number(draft, "waktu_kabupaten_jam") == Decimal("2.5")
    assert 'value="1.234,5"' in operator.get(address(draft, "orbitasi")).content.decode()
    shown = operator.get("/wilayah/64.08.06.2001/monografi/").content.decode()
    assert "1.234" not in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("banyak", "Tulis angka saja"),
        ("-3", "Tidak boleh di bawah nol"),
        ("12,5", "bilangan bulat"),
        ("9" * 20, "terlalu besar"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_saved(operator: Client, typed: str, told: str) -> None:
    draft = begun(operator)
    response = operator.post(address(draft, "penduduk"), {"penduduk": "900", "kk": typed})
    assert response.status_code == 400
    text = response.content.decode()
    assert told in text.split('id="id_kk"')[1][:600]
    assert f'value="{typed}"' in text
    assert number(draft, "penduduk") == 821


def test_what_does_not_go_together_is_warned_of_and_may_be_published(keeper: Client) -> None:
    draft = begun(keeper)
    keeper.post(address(draft, "penduduk"), {"penduduk": "1.000", "penduduk_l": "400", "penduduk_p": "500"})
    for page in (address(draft), address(draft, "penduduk")):
        assert "Penduduk 1.000, tetapi jumlah Laki-laki + Perempuan 900" in keeper.get(page).content.decode()
    described(keeper, draft)
    keeper.post(address(draft, "terbit"))
    draft.refresh_from_db()
    assert draft.status == Status.PUBLISHED


def test_published_once_though_sent_twice_and_undone_with_the_older_one_shown_again(keeper: Client) -> None:
    draft = begun(keeper, year=2025)
    keeper.post(address(draft, "penduduk"), {"penduduk": "1.000"})
    assert keeper.post(address(draft, "terbit")).status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    described(keeper, draft)
    for _each in range(2):
        assert keeper.post(address(draft, "terbit")).status_code == 302
    page = "/wilayah/64.08.06.2001/monografi/?tahun=2025"
    assert "Buku induk desa" in keeper.get(page).content.decode()
    assert Edition.objects.filter(region=draft.region, year=2025).count() == 2
    for _each in range(2):
        assert keeper.post(address(draft, "batal"), {"reason": "salah"}).status_code == 302
    assert "Buku induk desa" not in keeper.get(page).content.decode()
    statuses = (
        Edition.objects.filter(region=draft.region, year=2025).order_by("revision").values_list("status", flat=True)
    )
    assert list(statuses) == [Status.PUBLISHED, Status.WITHDRAWN]


def test_a_published_edition_is_not_filled_in_any_more(keeper: Client) -> None:
    draft = begun(keeper)
    described(keeper, draft)
    keeper.post(address(draft, "terbit"))
    assert keeper.post(address(draft, "penduduk"), {"penduduk": "1"})["Location"] == address(draft)
    assert number(draft, "penduduk") == 821


def test_a_sample_stays_one_until_somebody_says_otherwise(keeper: Client) -> None:
    draft = begun(keeper)
    keeper.post(address(draft), {"compiled_on": "2026-06-30", "source": "Buku", "sample": "on"})
    draft.refresh_from_db()
    assert draft.sample
    described(keeper, draft)
    draft.refresh_from_db()
    assert not draft.sample


def test_a_kelurahan_is_not_asked_for_a_purse(operator: Client) -> None:
    draft = begun(operator, LINGGA)
    text = operator.get(address(draft)).content.decode()
    assert "keuangan" not in text
    assert operator.get(address(draft, "keuangan")).status_code == 404
    assert 'name="bpd"' not in operator.get(address(draft, "pemerintahan")).content.decode()


def test_who_may(operator: Client, keeper: Client) -> None:
    draft = begun(operator)
    assert Client().get(START)["Location"].startswith("/masuk/")
    stranger = person("tetangga", (Role.OPERATOR, "64.08.06.2002"))
    nobody = person("siapa")
    for client in (stranger, nobody):
        assert client.get(address(draft)).status_code == 403
        assert client.post(address(draft, "penduduk"), {"penduduk": "1"}).status_code == 403
        assert client.post(BEGIN, {"region": draft.region_id, "year": YEAR}).status_code == 403
    assert nobody.get(START).status_code == 403
    described(operator, draft)
    assert operator.post(address(draft, "terbit")).status_code == 403
    assert operator.post(address(draft, "batal")).status_code == 403
    assert "penyetuju wilayah ini" in operator.get(address(draft)).content.decode()
    assert keeper.post(address(draft, "terbit")).status_code == 302


@pytest.mark.parametrize("year", ["", "dua", "1850", "99999", "9" * 5000])
def test_a_year_that_cannot_be_is_told_at_its_field(operator: Client, year: str) -> None:
    response = operator.post(BEGIN, {"region": region(BENTUQ).pk, "year": year})
    assert response.status_code == 400
    assert 'id="id_year_error"' in response.content.decode()


def test_the_page_gives_the_template_of_a_scope(operator: Client) -> None:
    assert "Long Bentuq" in operator.get(START).content.decode()
    for code, rows in (("64.08", 141), ("64.08.06", 6), (LINGGA, 1)):
        made = operator.get(f"/kelola/monografi/templat.xlsx?wilayah={code}&tahun=2026")
        assert openpyxl.load_workbook(BytesIO(made.content))[SHEET].max_row == rows + 2
    assert operator.get("/kelola/monografi/templat.xlsx?wilayah=64.08&tahun=x").status_code == 400
    assert person("siapa").get("/kelola/monografi/templat.xlsx?wilayah=64.08&tahun=2026").status_code == 403


def copies(edition: Edition) -> int:
    return edition.figures.exclude(copied_from="").count()


def test_what_is_copied_is_told_apart_until_somebody_looks_at_it(operator: Client) -> None:
    draft = begun(operator)
    assert copies(draft) == draft.figures.count() > 50
    page = operator.get(address(draft)).content.decode()
    assert f"{copies(draft)} angka masih salinan" in page
    assert "0 dari 3 terisi; <b>3 salinan belum diperiksa</b>" in page
    step = operator.get(address(draft, "orbitasi")).content.decode()
    assert step.count("Disalin dari 2025, belum diperiksa.") == 3
    assert 'name="salinan_diperiksa"' in step
    same = {
        each.indicator: f"{each.number:f}".replace(".", ",") for each in draft.figures.all() if each.number is not None
    }
    shown = {code: same[code] for code in ("jarak_kecamatan_km", "jarak_kabupaten_km", "waktu_kabupaten_jam")}
    # Saved without the tick: only what was changed is entered.
    operator.post(address(draft, "orbitasi"), shown | {"waktu_kabupaten_jam": "9"})
    page = operator.get(address(draft)).content.decode()
    assert "1 dari 3 terisi; <b>2 salinan belum diperiksa</b>" in page
    operator.post(address(draft, "orbitasi"), shown | {"waktu_kabupaten_jam": "9", "salinan_diperiksa": "on"})
    page = operator.get(address(draft)).content.decode()
    assert "3 dari 3 terisi</span>" in page
    assert "salinan_diperiksa" not in operator.get(address(draft, "orbitasi")).content.decode()


def test_copies_published_unlooked_at_say_so_and_a_correction_goes_on_with_what_was_entered(keeper: Client) -> None:
    draft = begun(keeper)
    people = dict.fromkeys(("penduduk_l", "penduduk_p"), "")
    keeper.post(address(draft, "penduduk"), {"penduduk": "1.000", "kk": str(number(draft, "kk")), **people})
    left = copies(draft)
    described(keeper, draft)
    keeper.post(address(draft, "terbit"))
    text = Client().get(f"/wilayah/{BENTUQ}/monografi/?tahun={YEAR}").content.decode()
    assert f"{left} angka disalin dari edisi sebelumnya dan belum diperiksa." in text
    assert text.count("(salinan 2025)") == left
    told = Client().get(f"/api/monographs?region={BENTUQ}&year={YEAR}").json()["monographs"][0]
    assert told["copied_from"]["kk"] == "2025"
    assert "penduduk" not in told["copied_from"]
    again = begun(keeper)
    assert again.figures.get(indicator="penduduk").copied_from == ""
    assert again.figures.get(indicator="kk").copied_from == "2025"
