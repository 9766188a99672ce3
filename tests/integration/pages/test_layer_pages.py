"""`/lapisan/`: a layer and its features, searched, drawn, on any day, with their history."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import shapely
from django.test import Client
from django.utils import timezone

from imports.models import Run
from layers.models import LayerSettings, Release, Visibility
from tests.factories.thematic import SANGATTA, fill_layer, make_layer, mills

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]
PAGE = "/lapisan/pabrik/"
ONE = f"{PAGE}PKS-1/"
ODD = 'Pabrik "A/B" 100% #1?'


@pytest.fixture(autouse=True)
def releases(db: None, tmp_path: Path) -> list[Run]:
    """Three mills thirty days ago; today one is renamed and one has gone."""
    make_layer(steward="Dinas Perkebunan", source="Survei 2020")
    first = fill_layer(tmp_path, mills(3), source="Daftar lama")
    long_ago = timezone.localdate() - timedelta(days=30)
    Release.objects.filter(layer="pabrik").update(as_of=long_ago)
    renamed = [(shape, {**row, "Nama": "Pabrik baru"} if row["Kode"] == "PKS-1" else row) for shape, row in mills(2)]
    return [first, fill_layer(tmp_path, renamed, absent="berakhir", source="Daftar baru", legal_basis="Perbup 1/2026")]


@pytest.fixture
def then() -> str:
    return (timezone.localdate() - timedelta(days=10)).isoformat()


def labels(page: Page) -> list[str]:
    listed = page.document.one("section", id="daftar").all("ul", class_="results")
    return [link.text for each in listed for link in each.all("a")]


def test_a_layer_tells_title_source_steward_licence_and_date(get: Get) -> None:
    page = get(PAGE)
    assert page.document.one("h1").text == "Pabrik sawit"
    facts = page.document.one("dl", class_="facts").text
    for told in ("2 fitur", "rilis 2", "Survei 2020", "Dinas Perkebunan", "CC-BY-4.0"):
        assert told in facts
    assert labels(page) == ["Pabrik baru", "Pabrik 2"]
    assert page.document.one("svg", class_="map").all("a", href=ONE)
    links = page.links()
    assert links["Lapisan ini (GeoJSON)"] == "/api/collections/pabrik/items?f=json&limit=10000"
    assert links["Perubahan terakhir (GeoJSON)"] == "/api/collections/pabrik/changes"


def test_its_releases_are_told_with_what_they_changed(get: Get) -> None:
    newest, first = get(PAGE).document.one("section", id="riwayat-data").all("li")
    assert "rilis 2 1 berubah, 1 dihapus, 1 tetap perubahan · Daftar baru · Perbup 1/2026" in newest.text
    assert "rilis 1 3 baru perubahan · Daftar lama" in first.text


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=BARU", ["Pabrik baru"]), ("q=pks-2", ["Pabrik 2"]), ("q=x", []), ("q=%00", ["Pabrik baru", "Pabrik 2"])],
)
def test_its_list_is_searched_by_name_and_key(get: Get, query: str, found: list[str]) -> None:
    page = get(f"{PAGE}?{query}")
    assert labels(page) == found
    if not found:
        assert "Tidak ada fitur yang memuat “x”." in page.text


def test_its_list_is_read_on_page_by_page(get: Get, tmp_path: Path) -> None:
    fill_layer(tmp_path, mills(45))
    seen, address = [], PAGE
    while address:
        page = get(address)
        seen += labels(page)
        address = page.links().get("Berikutnya", "").partition("#")[0]
        address = PAGE + address if address else ""
    assert len(seen) == len(set(seen)) == 45


def test_a_feature_tells_every_value_its_desa_and_its_history(get: Get) -> None:
    page = get(ONE)
    assert page.document.one("h1").text == "Pabrik baru"
    facts = page.document.one("dl", class_="facts").text
    assert "Kapasitas 31" in facts and "Berdiri 31 Januari 2020" in facts
    assert "/wilayah/64.08.04.2011/" in page.links().values()
    newest, first = page.document.one("section", id="riwayat-data").all("li")
    assert "rilis 2 Berbeda: nama" in newest.text and "Terbit pertama kali" in first.text
    assert page.links()["Fitur ini (GeoJSON)"] == "/api/collections/pabrik/items/PKS-1?f=json"


def test_another_day_shows_the_state_of_then_everywhere(get: Get, then: str) -> None:
    page = get(f"{PAGE}?as_of={then}")
    assert "keadaan per" in page.text
    assert labels(page) == ["Pabrik 1", "Pabrik 2", "Pabrik 3"]
    assert all(
        link.attributes["href"].endswith(f"?as_of={then}") for link in page.document.one("svg", class_="map").all("a")
    )
    assert page.links()["Lapisan ini (GeoJSON)"].endswith(f"limit=10000&as_of={then}")
    one = get(f"{ONE}?as_of={then}")
    assert one.document.one("h1").text == "Pabrik 1" and "keadaan per" in one.text
    drawn = get(f"/peta/?lapisan=pabrik&as_of={then}")
    assert "Pabrik 3" in drawn.html and "Pabrik baru" not in drawn.html


def test_before_the_first_release_there_is_nothing_and_it_is_said(get: Get) -> None:
    page = get(f"{PAGE}?as_of=2000-01-01")
    assert page.status == 200 and labels(page) == []
    assert "Belum ada fitur yang terbit dalam keadaan ini." in page.text


def test_what_is_gone_says_so_and_keeps_its_history(get: Get, then: str) -> None:
    page = get(f"{PAGE}PKS-3/")
    assert page.status == 410 and "Sudah tidak ada" in page.text
    assert "Tidak terbit lagi" in page.document.one("section", id="riwayat-data").text
    assert get(f"{PAGE}PKS-3/?as_of={then}").document.one("h1").text == "Pabrik 3"
    assert get(f"{PAGE}PKS-1/?as_of=2000-01-01").status == 404


@pytest.mark.parametrize("address", ["/lapisan/nihil/", f"{PAGE}PKS-9/", f"{PAGE}%00/", f"{PAGE}{'x' * 600}/"])
def test_what_never_was_is_not_found(get: Get, address: str) -> None:
    assert get(address).status == 404


@pytest.mark.parametrize("address", [PAGE, ONE, "/peta/", "/wilayah/64.08.04/"])
@pytest.mark.parametrize("day", ["kemarin", "2026-13-01", "20260131"])
def test_what_is_no_day_is_refused_with_the_right_form(get: Get, address: str, day: str) -> None:
    page = get(f"{address}?as_of={day}")
    assert page.status == 400
    assert "tahun-bulan-hari" in page.text and "2026-01-31" in page.text


def test_a_region_layer_leads_on_to_the_pages_of_its_regions(get: Get, client: Client) -> None:
    assert get("/lapisan/kecamatan/").links()["Busang"] == "/wilayah/64.08.06/"
    answer = client.get("/lapisan/kecamatan/64.08.06/?as_of=2026-02-03")
    assert (answer.status_code, answer["Location"]) == (302, "/wilayah/64.08.06/?as_of=2026-02-03")


def test_a_key_may_hold_what_addresses_do_not(get: Get, client: Client, tmp_path: Path) -> None:
    fill_layer(tmp_path, [(shapely.Point(*SANGATTA), {"Kode": ODD, "Nama": "Ganjil"})])
    found = client.get("/api/collections/pabrik/items", {"id": ODD, "limit": 5}).json()["features"][0]
    address = found["properties"]["page_url"].removeprefix("http://testserver")
    page = get(address)
    assert page.document.one("h1").text == "Ganjil"
    assert page.links()["Fitur ini (GeoJSON)"].endswith(quote(ODD, safe="") + "?f=json")
    assert client.get(page.links()["Fitur ini (GeoJSON)"]).status_code == 200
    assert get(PAGE).links()["Ganjil"] == address


def test_markup_in_a_value_stays_text(get: Get, tmp_path: Path) -> None:
    fill_layer(tmp_path, [(shapely.Point(*SANGATTA), {"Kode": "<b>", "Nama": "<img src=x>"})])
    for address in (PAGE, f"{PAGE}%3Cb%3E/"):
        page = get(address)
        assert page.status == 200 and "<img src=x>" not in page.html


def test_a_draft_is_nowhere(get: Get) -> None:
    LayerSettings.objects.filter(key="pabrik").update(visibility=Visibility.DRAFT)
    assert get(PAGE).status == get(ONE).status == 404


def test_english_is_a_full_second_language(get: Get) -> None:
    page = get(f"{PAGE}?bahasa=en")
    assert "History of the data" in page.text and "1 changed, 1 removed, 1 unchanged" in page.text


@pytest.mark.parametrize(("address", "first", "again"), [(PAGE, 13, 10), (ONE, 10, 9)])
def test_queries_are_few(client: Client, django_assert_num_queries: Any, address: str, first: int, again: int) -> None:
    with django_assert_num_queries(first):
        client.get(address)
    with django_assert_num_queries(again):
        client.get(address)
