from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from boundaries.models import Boundary, LegalStatus, OfficialArea, Region
from layers.models import LayerSettings, Visibility

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


def test_kecamatan_tells_name_kind_codes_and_trail(get: Get) -> None:
    page = get("/wilayah/64.08.04/")
    header = page.document.one("header", class_="place")
    assert "Sangatta Utara Kode Kemendagri 64.08.04 Kode BPS 6404040" in header.text
    assert page.document.one("nav", class_="trail").text == "Kalimantan Timur Kutai Timur Sangatta Utara"


def test_facts_come_before_the_drawing(get: Get) -> None:
    html = get("/wilayah/64.08.04/").html.partition("<body")[2]
    drawing = html.index('<svg class="map"')
    assert html.index("Kode Kemendagri") < html.index("km²") < drawing


def test_kecamatan_lists_its_parts_and_neighbours_as_links(get: Get) -> None:
    page = get("/wilayah/64.08.04/")
    listed = page.document.one("section", id="daftar").one("tbody")
    hrefs = [link.attributes["href"] for link in listed.all("a")]
    assert hrefs[:4] == [f"/wilayah/64.08.04.{number}/" for number in ("1010", "2001", "2011", "2012")]
    assert "/wilayah/64.08.04/p-teluk-rawa/" in hrefs
    beside = page.document.one("section", aria_labelledby="judul-tetangga")
    assert "/wilayah/64.08.12/" in [link.attributes["href"] for link in beside.all("a")]


def test_drawing_links_parts_and_neighbours_but_not_the_region_itself(get: Get) -> None:
    drawn = get("/wilayah/64.08.04/").document.one("svg", class_="map")
    hrefs = {link.attributes["href"] for link in drawn.all("a")}
    assert "/wilayah/64.08.04.2001/" in hrefs and "/wilayah/64.08.12/" in hrefs
    assert "/wilayah/64.08.04/" not in hrefs
    assert {link.attributes["tabindex"] for link in drawn.all("a")} == {"-1"}


@pytest.mark.parametrize("code", ["64", "64.08", "64.08.04", "64.08.06.2001", "64.08.05.2018"])
def test_every_level_has_a_page_with_a_map(get: Get, code: str) -> None:
    page = get(f"/wilayah/{code}/")
    assert page.status == 200
    assert page.document.one("svg", class_="map")


def test_area_is_told_with_method_and_each_official_figure_with_source_and_year(get: Get) -> None:
    page = get("/wilayah/64.08.04/")
    table = page.document.one("section", id="luas").one("tbody").text
    area = OfficialArea.objects.filter(region__codes__code="64.08.04").get()
    assert "geodesik, elipsoid WGS 84" in table
    assert f"{area.source} {area.year} 1.262,6" in table


def test_missing_figures_are_said_never_left_blank(get: Get) -> None:
    page = get("/wilayah/64.08.06.2001/")
    assert "Kode BPS Tidak ada data" in page.text
    assert "Luas resmi Tidak ada data" in page.document.one("section", id="luas").text
    facts = page.document.one("section", aria_labelledby="judul-batas").one("dl")
    assert all(value.text for value in facts.all("dd"))


def test_sample_and_legal_status_are_badges(get: Get) -> None:
    badges = get("/wilayah/64.08.04/").document.one("header", class_="place").all("li", class_="badge")
    assert [badge.text for badge in badges] == ["data contoh, bukan batas resmi", "batas indikatif"]


def test_definitive_border_tells_its_basis_and_is_drawn_unbroken(get: Get) -> None:
    Boundary.objects.filter(region__codes__code="64.08.06.2001").update(
        legal_status=LegalStatus.DEFINITIF, legal_basis="Perbup 5 Tahun 2024", scale=25000, sample=False
    )
    page = get("/wilayah/64.08.06.2001/")
    facts = page.document.one("section", aria_labelledby="judul-batas").text
    assert "definitif" in facts and "Perbup 5 Tahun 2024" in facts and "1:25.000" in facts
    assert "data contoh, bukan" not in page.document.one("header", class_="place").text
    assert page.document.one("svg", class_="map").all("g", class_="indicative") == []


def test_region_without_a_border_says_so(get: Get) -> None:
    Boundary.objects.filter(region__codes__code="64.08.06.2001").delete()
    page = get("/wilayah/64.08.06.2001/")
    assert "belum ada batas" in page.text and "Batas wilayah ini belum diterbitkan." in page.text
    assert not page.document.all("svg", class_="map")


def test_hidden_layer_shows_no_border(get: Get) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.DRAFT)
    page = get("/wilayah/64.08.06.2001/")
    assert "Batas wilayah ini belum diterbitkan." in page.text
    assert not page.document.all("svg", class_="map")
    assert "Tidak ada data" in get("/wilayah/64.08.06/").document.one("section", id="daftar").text


def test_downloads_share_row_and_qr_lead_to_this_region(get: Get, client: Any) -> None:
    page = get("/wilayah/64.08.04/")
    links = page.links()
    assert links["Batas ini (GeoJSON)"] == "/api/regions/64.08.04?geometry=penuh&unduh=1"
    assert links["Batas tiap desa/kelurahan (GeoJSON)"] == "/api/collections/desa/items?region=64.08.04&unduh=1"
    assert links["WhatsApp"] == (
        "https://wa.me/?text=Sangatta+Utara%3A+http%3A%2F%2Ftestserver%2Fwilayah%2F64.08.04%2F"
    )
    assert page.document.one("input", id="alamat").attributes["value"] == "http://testserver/wilayah/64.08.04/"
    assert [client.get(links[name]).status_code for name in links if "GeoJSON" in name] == [200, 200]


def test_qr_is_an_image_of_the_address(client: Any) -> None:
    response = client.get("/wilayah/64.08.04/qr.svg")
    assert response["Content-Type"] == "image/svg+xml" and response.content.startswith(b"<svg")
    assert client.get("/wilayah/64.08.99/qr.svg").status_code == 404


def test_interactive_map_and_large_map_are_linked(get: Get) -> None:
    links = get("/wilayah/64.08.04/").links()
    assert links["Peta interaktif"] == "/wilayah/64.08.04/peta/"
    assert links["Buka di peta besar"] == "/peta/?wilayah=64.08.04&lapisan=desa,fasilitas,proyek"


def test_map_page_is_linked_where_there_is_one(get: Get) -> None:
    assert "Peta interaktif" not in get("/wilayah/64/").links()
    LayerSettings.objects.create(key="desa", visibility=Visibility.DRAFT)
    assert "Peta interaktif" not in get("/wilayah/64.08.06.2001/").links()


def test_a_page_of_another_day_leads_to_the_map_of_that_day(get: Get) -> None:
    links = get("/wilayah/64.08.04/?as_of=2026-02-03").links()
    assert links["Peta interaktif"] == "/wilayah/64.08.04/peta/?as_of=2026-02-03"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "Geoportal Kutai Timur"),
        ("/data/", "Data Geoportal Kutai Timur"),
        ("/peta/?wilayah=64.08.04", "Peta Sangatta Utara"),
        ("/wilayah/64.08.04/", "Sangatta Utara, kecamatan"),
        ("/wilayah/64.08.04/peta/", "Peta Sangatta Utara"),
    ],
)
def test_pages_introduce_themselves_where_they_are_shared(get: Get, address: str, title: str) -> None:
    metas = get(address).document.all("meta")
    told = {meta.attributes["property"]: meta.attributes["content"] for meta in metas if "property" in meta.attributes}
    assert (told["og:title"], told["og:type"], told["og:locale"]) == (title, "website", "id_ID")
    assert [meta.attributes["content"] for meta in metas if meta.attributes.get("name") == "description"] == [
        told["og:description"]
    ]


def test_name_with_markup_stays_text(get: Get) -> None:
    Region.objects.filter(codes__code="64.08.06.2001").update(name='<img src=x onerror="a">')
    for address in ("/wilayah/64.08.06.2001/", "/wilayah/64.08.06/", "/peta/?wilayah=64.08.06"):
        assert "<img src=x" not in get(address).html


def test_another_day_is_said_and_passed_on_by_every_link(get: Get) -> None:
    page = get("/wilayah/64.08.04/?as_of=2026-02-03")
    assert "keadaan per 3 Februari 2026" in page.text
    drawn = page.document.one("svg", class_="map")
    assert all(link.attributes["href"].endswith("?as_of=2026-02-03") for link in drawn.all("a"))
    listed = page.document.one("section", id="daftar").one("tbody")
    assert all(link.attributes["href"].endswith("?as_of=2026-02-03") for link in listed.all("a"))
    assert page.links()["Batas ini (GeoJSON)"].endswith("geometry=penuh&unduh=1&as_of=2026-02-03")


def test_day_before_a_border_holds_shows_none(get: Get) -> None:
    Boundary.objects.filter(region__codes__code="64.08.06.2001").update(valid="[2025-01-01,)")
    assert "Batas wilayah ini belum diterbitkan." in get("/wilayah/64.08.06.2001/?as_of=2024-12-31").text
    assert "sejak 1 Januari 2025" in get("/wilayah/64.08.06.2001/?as_of=2025-01-01").text


def test_today_as_a_day_is_just_today(get: Get) -> None:
    page = get(f"/wilayah/64.08.04/?as_of={timezone.localdate()}")
    assert page.status == 200 and "keadaan per" not in page.text


@pytest.mark.parametrize("day", ["kemarin", "2026-13-01", "2026-02-30", "%00"])
def test_what_is_no_day_is_refused_with_the_right_form(get: Get, day: str) -> None:
    page = get(f"/wilayah/64.08.04/?as_of={day}")
    assert page.status == 400 and "bukan tanggal" in page.text


@pytest.mark.parametrize(("code", "first", "again"), [("64.08", 38, 5), ("64.08.04", 38, 5), ("64.08.06.2001", 34, 5)])
def test_queries_are_few_and_fewer_once_the_map_is_kept(
    client: Any, django_assert_num_queries: Any, code: str, first: int, again: int
) -> None:
    with django_assert_num_queries(first):
        client.get(f"/wilayah/{code}/")
    with django_assert_num_queries(again):
        client.get(f"/wilayah/{code}/")
