"""`/wilayah/{code}/peta/` and its file: children with links, every registered layer, budgets, revalidation."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import F, Value
from django.test import Client

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Boundary, Level, Region
from boundaries.register import REGISTER
from imports.actions import run_import
from imports.models import RunState
from imports.rows import Choices
from layers.declaration import Field, Layer, Style
from layers.folium_map.document import FILE_BYTES
from layers.models import LayerSettings, Visibility
from layers.registry import register, unregister
from layers.releases import open_release

pytestmark = pytest.mark.django_db
LARGE_ONES = ("64.08", "64.08.05", "64.08.11", "64.08.02")
KABUPATEN, KECAMATAN, DESA = "/wilayah/64.08/peta/", "/wilayah/64.08.04/peta/", "/wilayah/64.08.04.2001/peta/"


def page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def collections(document: str) -> list[list[dict[str, Any]]]:
    """Return the features of each layer, in the order in which they are drawn."""
    found = re.findall(r"^geo_json_\d+_add\((.*)\);$", document, flags=re.MULTILINE)
    return [json.loads(text)["features"] for text in found]


def children(document: str) -> list[dict[str, Any]]:
    return next(features for features in collections(document) if "p" in features[0]["properties"])


@pytest.mark.parametrize(("address", "count"), [(KABUPATEN, 18), (KECAMATAN, 4)])
def test_children_are_drawn_each_with_the_link_to_its_page(client: Client, address: str, count: int) -> None:
    drawn = children(page(client, address))
    assert len(drawn) == count
    assert {each["properties"]["u"] for each in drawn} == {f"http://testserver/wilayah/{each['id']}/" for each in drawn}


def test_list_beside_the_map_links_the_same_children(client: Client) -> None:
    document = page(client, KECAMATAN)
    listed = re.findall(r'data-wilayah="([^"]*)"><a href="http://testserver/wilayah/([^"]*)/"', document)
    assert [code for code, _path in listed] == [path for _code, path in listed]
    assert {code for code, _path in listed} == {each["id"] for each in children(document)}


def test_village_is_drawn_with_its_surroundings(client: Client) -> None:
    _land, around, own, *_others = collections(page(client, DESA))
    assert [each["id"] for each in own] == ["64.08.04.2001"]
    assert "64.08.04.1010" in {each["id"] for each in around}


def test_header_tells_name_kind_code_and_that_the_data_are_a_sample(client: Client) -> None:
    document = page(client, KECAMATAN)
    for told in ("<h1>Sangatta Utara</h1>", "Kecamatan", "64.08.04", "data contoh, bukan batas resmi"):
        assert told in document


def test_without_scripts_the_region_page_is_offered(client: Client) -> None:
    (offered,) = re.findall(r"<noscript>(.*?)</noscript>", page(client, KECAMATAN), flags=re.DOTALL)
    assert 'href="http://testserver/wilayah/64.08.04/"' in offered


def test_english_page_is_english(client: Client) -> None:
    document = page(client, KECAMATAN, bahasa="en")
    assert '<html lang="en">' in document
    for told in (
        "Save the map",
        "Layers and legend",
        "sample data, not an official boundary",
        "Desa and kelurahan boundaries",
    ):
        assert told in document


# --- the file to pass on


@pytest.mark.parametrize("address", [KABUPATEN, KECAMATAN, DESA])
def test_saved_file_is_an_attachment_below_its_limit(client: Client, address: str) -> None:
    response = client.get(address, {"simpan": "1"})
    assert response["Content-Disposition"].startswith('attachment; filename="peta-64.08')
    assert len(response.content) <= FILE_BYTES
    assert b"<script src" not in response.content


@pytest.mark.real_data
def test_saved_file_stays_below_its_limit_with_the_real_borders(client: Client, real_data: Path) -> None:
    for level in ("kecamatan", "desa"):
        run = run_import(
            path=real_data / f"kutim_{level}_shp.zip", target_key=f"batas.{level}", choices=Choices(), by=system_user()
        )
        assert run.state == RunState.PUBLISHED
    sizes = {code: len(client.get(f"/wilayah/{code}/peta/", {"simpan": "1"}).content) for code in LARGE_ONES}
    assert max(sizes.values()) <= FILE_BYTES


def test_saved_file_holds_the_same_map_as_the_page(client: Client) -> None:
    assert collections(page(client, KECAMATAN, simpan="1")) == collections(page(client, KECAMATAN))


def test_document_has_its_own_policy_and_other_pages_keep_theirs(client: Client) -> None:
    policy = client.get(KECAMATAN)["Content-Security-Policy"]
    assert re.search(r"script-src 'self' 'sha256-", policy)
    assert "unsafe" not in policy
    assert "sha256" not in client.get("/healthz")["Content-Security-Policy"]


def test_small_region_is_drawn_finer_than_a_large_one_and_says_how(client: Client) -> None:
    (large,), (small,) = (re.findall(r"ketelitian (\d+) m", page(client, each)) for each in (KABUPATEN, KECAMATAN))
    assert int(small) < int(large)


# --- later layers


@pytest.fixture
def throw_away_layer() -> Iterator[Layer]:
    """What an app would write in its own layers.py."""
    layer = register(
        Layer(
            key="uji",
            title_id="Lapisan <uji>",
            title_en="Test <layer>",
            description_id="",
            description_en="",
            geometry_type="Point",
            rows=lambda reading: Boundary.objects.of_level(Level.DESA).current().filter(region__name__startswith="S"),
            fields=(
                Field("number", F("pk"), "Nomor", "Number"),
                Field("name", "region__name", "Nama", "Name"),
                Field("place", Value("uji"), "Tempat", "Place"),
            ),
            id_field="name",
            geometry="geom",
            style=Style(stroke="#aa3300", letter="U"),
        )
    )
    open_release(layer="uji", by=system_user())
    yield layer
    unregister("uji")


def test_layer_appears_by_registration_alone(client: Client, throw_away_layer: Layer) -> None:
    document = page(client, KECAMATAN)
    assert r"Lapisan \u0026lt;uji\u0026gt;" in document
    assert "--garis:#aa3300" in document


def test_layer_without_region_codes_is_narrowed_by_place(client: Client, throw_away_layer: Layer) -> None:
    within_kecamatan, within_kabupaten = (
        {each["id"] for each in collections(page(client, address))[-1]} for address in (KECAMATAN, KABUPATEN)
    )
    assert "Singa Gembara" in within_kecamatan
    assert "Sandaran" in within_kabupaten - within_kecamatan


def test_hidden_layer_is_shown_to_those_who_may_see_it_alone(client: Client, throw_away_layer: Layer) -> None:
    LayerSettings.objects.create(key="uji", visibility=Visibility.INTERNAL)
    assert "uji" not in page(client, KECAMATAN)
    client.force_login(User.objects.create_user("kepala", is_staff=True, is_superuser=True))
    response = client.get(KECAMATAN)
    assert b"uji" in response.content
    assert "private" in response["Cache-Control"]


# --- revalidation


def test_unchanged_map_is_304_and_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    tag = client.get(KECAMATAN)["ETag"]
    with django_assert_max_num_queries(4):
        response = client.get(KECAMATAN, headers={"If-None-Match": tag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)


def test_second_reader_costs_no_reading_of_shapes(client: Client, django_assert_max_num_queries: Any) -> None:
    first = page(client, KABUPATEN)
    with django_assert_max_num_queries(4):
        assert page(client, KABUPATEN) == first


def test_map_made_again_has_the_same_bytes(client: Client) -> None:
    first = client.get(KABUPATEN).content
    cache.clear()
    assert client.get(KABUPATEN).content == first


@pytest.mark.parametrize("layer", ["desa", REGISTER])
def test_release_changes_the_etag(client: Client, layer: str) -> None:
    before = client.get(KECAMATAN)["ETag"]
    open_release(layer=layer, by=system_user())
    assert client.get(KECAMATAN)["ETag"] != before


def test_page_file_and_language_have_etags_of_their_own(client: Client) -> None:
    queries: list[dict[str, str]] = [{}, {"simpan": "1"}, {"bahasa": "en"}, {"bahasa": "en", "simpan": "1"}]
    assert len({client.get(KECAMATAN, query)["ETag"] for query in queries}) == 4


# --- addresses


def test_code_without_dots_leads_to_the_one_address(client: Client) -> None:
    response = client.get("/wilayah/640804/peta/?simpan=1")
    assert (response.status_code, response["Location"]) == (301, f"{KECAMATAN}?simpan=1")


@pytest.mark.parametrize("address", ["/wilayah/64.99/peta/", "/wilayah/64/peta/"])
def test_region_without_a_map_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_region_whose_border_was_never_published_says_so(client: Client) -> None:
    Boundary.objects.filter(region=Region.objects.get(codes__code="64.08.04.2001")).update(until=1, since=0)
    assert "Batas wilayah ini belum diterbitkan" in html.unescape(page(client, DESA))


def test_links_follow_public_url_under_a_sub_path(client: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://example.go.id/geo"
    document = page(client, KECAMATAN, simpan="1")
    assert children(document)[0]["properties"]["u"].startswith("https://example.go.id/geo/wilayah/64.08.04.")
    assert "testserver" not in document


def test_second_visit_does_not_get_a_policy_that_bars_the_map(client: Client) -> None:
    first = client.get("/wilayah/64.08.04/peta/")
    again = client.get("/wilayah/64.08.04/peta/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again.headers
