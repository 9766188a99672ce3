from collections.abc import Callable

import pytest

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


def first(page: Page) -> tuple[str, str]:
    link = page.document.all("ul", class_="results")[0].all("a")[0]
    return link.text, link.attributes["href"]


@pytest.mark.parametrize("typed", ["long bentuq", "Ds. Long Bentuk", "64.08.06.2001", "6408062001"])
def test_search_finds_long_bentuq(get: Get, typed: str) -> None:
    assert first(get(f"/cari/?q={typed}")) == ("Long Bentuq", "/wilayah/64.08.06.2001/")


def test_search_by_another_name_says_what_matched(get: Get) -> None:
    page = get("/cari/?q=kongbeng")
    assert first(page)[0] == "Kombeng" and "cocok dengan Kongbeng" in page.text


def test_search_takes_a_position(get: Get) -> None:
    page = get("/cari/?q=0,5 LU 117,5 BT")
    assert "Wilayah di 0,5 LU 117,5 BT" in page.text
    assert len(page.document.one("ul", class_="results").all("li")) == 3


def test_position_in_sample_borders_is_labelled(get: Get) -> None:
    assert "data contoh, bukan batas resmi" in get("/cari/?q=0.5, 117.5").text
    assert "data contoh, bukan batas resmi" not in get("/cari/?q=long bentuq").text


def test_position_leads_to_the_map(get: Get) -> None:
    assert get("/cari/?q=0.5, 117.5").links()["Lihat titik ini di peta"] == "/peta/?di=117.50000,0.50000&zoom=12"


def test_results_are_counted_by_kind_and_a_likeness_is_called_one(get: Get) -> None:
    page = get("/cari/?q=sangatta utara")
    assert "2 kecamatan, 5 desa, 1 kelurahan" in page.text and "Tidak ada yang persis" not in page.text
    assert "Tidak ada yang persis; ini yang paling mirip." in get("/cari/?q=sangata utra").text


def test_more_than_a_page_says_how_to_narrow(get: Get) -> None:
    page = get("/cari/?q=64.08")
    assert "20 wilayah pertama untuk “64.08”" in page.text and "Persempit" in page.text
    assert len(page.document.one("ul", class_="results").all("li")) == 20


def test_search_outside_says_so(get: Get) -> None:
    page = get("/cari/?q=-7.8, 110.4")
    assert "Titik ini di luar wilayah" in page.text and page.links()["Buka peta Kutai Timur"] == "/peta/"


def test_search_without_a_hit_offers_the_next_step(get: Get) -> None:
    page = get("/cari/?q=zzzzzz")
    assert "Tidak ada wilayah yang mirip “zzzzzz”" in page.text and page.links()["Daftar kecamatan"] == "/#daftar"


def test_empty_search_shows_an_example(get: Get) -> None:
    assert "Contoh:" in get("/cari/?q=+").text


@pytest.mark.parametrize("typed", ["%00", "%ff%fe", "x" * 5000, "' OR 1=1 --", "<script>alert(1)</script>"])
def test_odd_text_is_only_text(get: Get, typed: str) -> None:
    page = get(f"/cari/?q={typed}")
    assert page.status == 200 and "<script>alert" not in page.html
