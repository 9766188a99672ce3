"""Ranking, thematic map and comparison of half years: offered where there are any, never instead of the year."""

import csv
import io
import re

import pytest
from django.test import Client
from django.utils import timezone

from boundaries.models import Region
from tests.integration.monografi.test_periods import BENTUQ, BUSANG, published

pytestmark = pytest.mark.django_db
PAGES = ("/monografi/", "/monografi/peta/", f"/monografi/banding/?wilayah={BENTUQ},64.08.06.2002")
TELLS = "tahun=2026-s1"


@pytest.fixture
def desa() -> Region:
    return Region.objects.with_code(BENTUQ, day=timezone.localdate()).get()


@pytest.fixture
def halves(desa: Region) -> None:
    published(desa, 1, 800, year=2025, kk=200)
    published(desa, 1, 880, kk=210)
    published(desa, 2, 890)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def rows_of(client: Client, address: str) -> dict[str, dict[str, str]]:
    text = text_of(client, address).removeprefix("\ufeff")
    return {row["kode"]: row for row in csv.DictReader(io.StringIO(text))}


def offered(page: str) -> dict[str, str]:
    """Return the periods of a form: what is sent for each, and how it is called."""
    choices = re.search(r'<select id="tahun".*?</select>', page, re.S)
    assert choices is not None
    return dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', choices.group()))


@pytest.mark.parametrize("page", PAGES)
def test_without_half_years_only_years_are_offered(client: Client, page: str) -> None:
    assert set(offered(text_of(client, page))) == {"2023", "2024", "2025"}


@pytest.mark.parametrize("page", PAGES)
def test_half_years_are_offered_and_the_year_stays_the_first_choice(client: Client, halves: None, page: str) -> None:
    shown = text_of(client, page)
    assert list(offered(shown))[:5] == ["2026", "2026-s2", "2026-s1", "2025", "2025-s1"]
    assert offered(shown)["2026-s1"] == "semester 1 2026"
    assert '<option value="2026" selected>' in shown
    half = text_of(client, f"{page}{'&' if '?' in page else '?'}{TELLS}")
    assert '<option value="2026-s1" selected>' in half
    assert "semester 1 2026" in re.sub(r"<select.*?</select>", "", half, flags=re.S)


def test_what_is_told_is_that_half_alone(client: Client, halves: None) -> None:
    ask = f"indikator=penduduk&dalam={BUSANG}"
    value = {
        period: rows_of(client, f"/monografi/peta.csv?{ask}&tahun={period}")[BENTUQ]["nilai"]
        for period in ("2026", "2026-s1", "2026-s2", "2025", "2025-s1")
    }
    assert value == {"2026": "890.0", "2026-s1": "880.0", "2026-s2": "890.0", "2025": "821.0", "2025-s1": "800.0"}
    row = rows_of(client, f"/monografi/peta.csv?{ask}&{TELLS}")
    assert (row[BENTUQ]["tahun"], row[BENTUQ]["semester"]) == ("2026", "1")
    assert {each["nilai"] for code, each in row.items() if code != BENTUQ} == {""}


def test_both_ways_to_say_it_are_one_and_the_address_of_the_page_says_it(client: Client, halves: None) -> None:
    one = rows_of(client, f"/monografi/?indikator=penduduk&wilayah={BUSANG}&{TELLS}&format=csv")
    other = rows_of(client, f"/monografi/?indikator=penduduk&wilayah={BUSANG}&tahun=2026&semester=1&format=csv")
    packed = rows_of(client, f"/monografi/peta.csv?tema=penduduk@2026-s1&dalam={BUSANG}")
    assert one == other
    assert one[BENTUQ]["nilai"] == packed[BENTUQ]["nilai"] == "880.0"
    page = text_of(client, f"/monografi/?indikator=penduduk&{TELLS}")
    assert "/monografi/peta/?indikator=penduduk&amp;tahun=2026-s1" in page
    on_map = text_of(client, f"/monografi/peta/?indikator=penduduk&dalam={BUSANG}&{TELLS}")
    assert "tema=penduduk@2026-s1" in on_map
    assert "semester 1 2026" in text_of(client, "/peta/?tema=penduduk@2026-s1")


def test_a_change_is_counted_from_the_same_half_of_an_earlier_year(client: Client, halves: None) -> None:
    ask = f"/monografi/peta.csv?indikator=penduduk&dalam={BUSANG}&sebagai=perubahan"
    assert float(rows_of(client, f"{ask}&{TELLS}&sejak=2025")[BENTUQ]["nilai"]) == pytest.approx(10)
    text_of(client, f"{ask}&tahun=2026-s2", 400)  # no second half was told before
    text_of(client, f"{ask}&{TELLS}&sejak=2024", 400)


def test_regions_are_compared_by_their_halves(client: Client, halves: None) -> None:
    page = text_of(client, f"/monografi/banding/?wilayah={BENTUQ},64.08.06.2002&{TELLS}&indikator=kk")
    assert "880" in page
    assert "tidak ada monografi semester 1 2026" in page
    assert "tahun=2026-s1&amp;indikator=kk" in page  # the address without one of them keeps the rest


def test_the_page_of_a_half_leads_to_the_same_half(client: Client, halves: None) -> None:
    page = text_of(client, f"/wilayah/{BENTUQ}/monografi/?tahun=2026&semester=1")
    assert "/monografi/peta/?tahun=2026-s1" in page
    assert "/monografi/?tahun=2026-s1" in page
    assert f"/monografi/banding/?wilayah={BENTUQ}&amp;tahun=2026-s1" in page


@pytest.mark.parametrize("period", ["2024-s1", "2026-s3", "2026-sx", "x-s1", "2026-s1-s2"])
@pytest.mark.parametrize("page", PAGES)
def test_a_half_nobody_told_is_refused(client: Client, halves: None, page: str, period: str) -> None:
    text_of(client, f"{page}{'&' if '?' in page else '?'}tahun={period}", 400)
