import json
from collections.abc import Callable

import pytest
from django.test import Client

from boundaries.models import Boundary, Region
from documents.models import Document
from layers.models import LayerSettings, Visibility
from projects.models import Project

from .conftest import Element, Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


def rows(page: Page) -> dict[str, Element]:
    return {each.attributes["id"]: each for each in page.document.all("article")}


def test_layers_documents_and_procurement_are_listed_with_what_they_hold(get: Get) -> None:
    found = rows(get("/data/"))
    layers = [key for key in found if key != "ocds" and not key.startswith("dokumen-")]
    assert layers == ["kecamatan", "desa", "kabupaten", "fasilitas", "proyek"]
    for told in ("141 fitur", "rilis 1", "Data contoh", "CC-BY-4.0", "data contoh, bukan data resmi", "GeoPackage"):
        assert told in found["desa"].text, told
    assert f"{Project.objects.tendered().count()} paket" in found["ocds"].text
    assert {"dokumen-apbdes", "dokumen-rkpdes"} <= found.keys()
    assert f"{Document.objects.filter(type='apbdes').count()} dokumen" in found["dokumen-apbdes"].text


def test_each_row_leads_to_its_page(get: Get, client: Client) -> None:
    found = rows(get("/data/"))
    leads = {key: row.one("h3").one("a").attributes["href"] for key, row in found.items()}
    assert (leads["desa"], leads["ocds"]) == ("/data/desa/", "/data/ocds/")
    assert leads["dokumen-apbdes"] == "/dokumen/?jenis=apbdes"
    for address in leads.values():
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("tema=batas", "desa", "fasilitas"),
        ("tema=pengadaan", "ocds", "desa"),
        ("format=gpkg", "desa", "ocds"),
        ("format=json", "ocds", "desa"),
        ("format=berkas", "dokumen-apbdes", "desa"),
        ("q=anggaran", "dokumen-apbdes", "desa"),
        ("q=DESA+kelurahan", "desa", "proyek"),
        ("q=sekolah&format=kml&tema=tempat", "fasilitas", "desa"),
    ],
)
def test_words_theme_and_format_narrow(get: Get, query: str, there: str, gone: str) -> None:
    found = rows(get(f"/data/?{query}"))
    assert there in found and gone not in found


def test_nothing_that_fits_says_so(get: Get) -> None:
    page = get("/data/?q=zzzz")
    assert not rows(page) and "Tidak ada data yang cocok" in page.text


@pytest.mark.parametrize("query", ["tema=nihil", "format=nihil"])
def test_what_there_is_not_is_refused_by_name(client: Client, query: str) -> None:
    answer = client.get(f"/data/?{query}")
    assert answer.status_code == 400 and "“nihil”" in answer.content.decode()


def test_connection_to_qgis_is_told_with_its_address(get: Get) -> None:
    page = get("/data/")
    assert "http://testserver/api/" in page.document.one("section", id="qgis").text
    assert page.links()["dokumentasi API"] == "/api/docs"


def test_procurement_has_its_files_by_region_and_year(get: Get, client: Client) -> None:
    page = get("/data/ocds/?region=64.08.06&year=2025")
    there = Project.objects.inside(Region.objects.get(codes__code="64.08.06").pk).filter(year=2025).tendered().count()
    assert f"{there} paket" in page.text
    files = [each.attributes["href"] for each in page.document.all("a", class_="button")]
    assert len(files) == 6
    for address in files:
        assert "region=64.08.06" in address and "year=2025" in address
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("query", ["year=1066", "year=x", "region=12.34"])
def test_procurement_of_nowhere_and_never_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/data/ocds/?{query}").status_code == 400


def test_menu_and_doors_lead_here(get: Get) -> None:
    links = get("/").links()
    assert links["Data"] == links["Unduh data"] == "/data/"


def test_hidden_layer_is_not_listed(get: Get) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.INTERNAL)
    assert not get("/data/").document.all("article", id="desa")


def test_hidden_projects_hide_their_procurement(get: Get, client: Client) -> None:
    LayerSettings.objects.create(key="proyek", visibility=Visibility.INTERNAL)
    assert not get("/data/").document.all("article", id="ocds")
    assert client.get("/data/ocds/").status_code == 404


def test_official_data_carry_no_label_of_sample(get: Get) -> None:
    Boundary.objects.update(sample=False)
    assert "data contoh, bukan" not in get("/data/").document.one("article", id="desa").text


def test_queries_do_not_grow_once_contents_are_remembered(
    client: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    client.get("/data/")
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        client.get("/data/")


def test_icon_answers_where_browsers_look_for_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/geoportal/icon.svg")


MONOGRAPHS = ("/monografi/", "/monografi/peta/", "/monografi/banding/")


@pytest.mark.parametrize("address", ["/data/", "/wilayah/64.08/", "/wilayah/64.08.06/"])
def test_the_monographs_are_reached_where_people_look(get: Get, client: Client, address: str) -> None:
    places = get(address).document.one("main").all("a")
    found = {link.attributes["href"].partition("?")[0]: link.attributes["href"] for link in places}
    for each in MONOGRAPHS:
        assert client.get(found[each]).status_code == 200, found[each]


@pytest.mark.parametrize("address", ["/", "/data/", "/wilayah/64.08.06.2001/"])
def test_cross_checks_and_the_ranking_are_at_the_foot_of_every_page(get: Get, address: str) -> None:
    links = {link.attributes["href"] for link in get(address).document.one("footer").all("a")}
    assert {"/periksa-silang/", "/monografi/", "/kebaruan/"} <= links


def test_the_ranking_of_a_kecamatan_is_of_its_own_desa(get: Get) -> None:
    part = get("/wilayah/64.08.06/").document.one("section", id="monografi")
    (address,) = (each.attributes["href"] for each in part.all("a") if each.text == "Urutan wilayah")
    assert "Long Bentuq" in get(address).text
    assert "Teluk Lingga" not in get(address).document.one("table").text


def test_a_region_narrows_what_is_listed(get: Get, client: Client) -> None:
    found = rows(get("/data/?wilayah=64.08.06"))
    there = Boundary.objects.of_level("desa").current().filter(region__parent__codes__code="64.08.06").count()
    assert f"{there} fitur di Busang" in found["desa"].text
    leads = {key: row.one("h3").one("a").attributes["href"] for key, row in found.items()}
    assert leads["desa"] == "/data/desa/?region=64.08.06"
    assert leads["dokumen-apbdes"] == "/dokumen/?jenis=apbdes&wilayah=64.08.06"
    for address in leads.values():
        assert client.get(address).status_code == 200, address
    taken = client.get("/unduh/desa.geojsonl?region=64.08.06").getvalue().decode().splitlines()
    assert {json.loads(line)["properties"]["kecamatan_code"] for line in taken} == {"64.08.06"}


def test_a_region_nobody_knows_is_refused_by_name(client: Client) -> None:
    answer = client.get("/data/?wilayah=12.34")
    assert answer.status_code == 400
    assert "12.34" in answer.content.decode()


def test_every_region_page_leads_to_its_own_data(client: Client) -> None:
    for code in ("64.08", "64.08.06", "64.08.06.2001"):
        assert f'href="/data/?wilayah={code}"' in client.get(f"/wilayah/{code}/").content.decode()
