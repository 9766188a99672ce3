import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from boundaries.models import Boundary
from layers.models import LayerSettings, Visibility

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


def test_every_layer_tells_what_it_holds_from_where_and_how_to_have_it(get: Get) -> None:
    entries = get("/data/").document.all("article")
    assert [entry.attributes["id"] for entry in entries] == ["kecamatan", "desa", "kabupaten", "fasilitas", "proyek"]
    desa = entries[1]
    assert desa.one("h2").all("a")[0].attributes["href"] == "/lapisan/desa/"
    for told in ("141 fitur", "rilis 1", "Data contoh", "CC-BY-4.0", "data contoh, bukan data resmi", "kecamatan_code"):
        assert told in desa.text, told
    assert "http://testserver/api/collections/desa/items" in desa.text


def test_downloads_are_files_and_whole(get: Get, client: Client) -> None:
    links = get("/data/").document.one("article", id="desa").all("a", class_="button")
    assert [link.text for link in links] == [
        "Unduh GeoJSON Batas desa dan kelurahan",
        "Unduh GeoJSON ringan Batas desa dan kelurahan",
    ]
    for link in links:
        response = client.get(link.attributes["href"])
        assert "attachment" in response["Content-Disposition"]
        assert response.getvalue().count(b'"type":"Feature"') == 141


def test_connection_to_qgis_is_told_with_its_address(get: Get) -> None:
    page = get("/data/")
    assert "http://testserver/api/" in page.document.one("section", id="qgis").text
    assert page.links()["dokumentasi API"] == "/api/docs"


def test_menu_and_doors_lead_here(get: Get) -> None:
    links = get("/").links()
    assert links["Data"] == links["Unduh data"] == "/data/"


def test_hidden_layer_is_not_listed(get: Get) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.INTERNAL)
    assert not get("/data/").document.all("article", id="desa")


def test_official_data_carry_no_label_of_sample(get: Get) -> None:
    Boundary.objects.update(sample=False)
    assert "data contoh, bukan" not in get("/data/").document.one("article", id="desa").text


def test_queries_do_not_grow_once_contents_are_remembered(
    client: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    client.get("/data/")
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
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


def test_a_region_narrows_what_is_taken_along(client: Client) -> None:
    page = client.get("/data/?wilayah=64.08.06").content.decode()
    assert "18 fitur" in page  # what the layer holds
    assert (
        f"{Boundary.objects.of_level('desa').current().filter(region__parent__codes__code='64.08.06').count()} fitur di Busang"
        in page
    )
    for address in re.findall(r'href="(/unduh/[^"]+|[^"]*/items\?unduh=1[^"]*)"', page):
        assert "region=64.08.06" in address
    taken = client.get("/unduh/desa.geojsonl?region=64.08.06").getvalue().decode().splitlines()
    assert {json.loads(line)["properties"]["kecamatan_code"] for line in taken} == {"64.08.06"}


def test_a_region_nobody_knows_is_refused_by_name(client: Client) -> None:
    answer = client.get("/data/?wilayah=12.34")
    assert answer.status_code == 400
    assert "12.34" in answer.content.decode()


def test_every_region_page_leads_to_its_own_data(client: Client) -> None:
    for code in ("64.08", "64.08.06", "64.08.06.2001"):
        assert f'href="/data/?wilayah={code}"' in client.get(f"/wilayah/{code}/").content.decode()
