import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from boundaries.layers import DESA
from boundaries.models import Boundary
from layers import registry
from layers.declaration import Layer, Style
from layers.models import LayerSettings, Visibility
from tests.factories import borders

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


@pytest.fixture
def orchards() -> Iterator[Layer]:
    """A layer nobody but the registry knows, with a style of its own."""
    style = Style(stroke="#a04e00", fill="#e69f00")
    layer = replace(DESA, key="kebun", title_id="Kebun", title_en="Orchards", style=style, release_key="desa")
    yield registry.register(layer)
    registry.unregister("kebun")


def island(page: Page) -> dict[str, object]:
    return dict(json.loads(page.document.one("script", id="peta-data").text))


def chosen(page: Page) -> list[str]:
    boxes = page.document.one("form", class_="layers").all("input", name="lapisan")
    return [box.attributes["value"] for box in boxes if "checked" in box.attributes]


def drawn(page: Page) -> list[str]:
    return [group.attributes["class"] for group in page.document.one("svg", class_="map").all("g")]


def test_map_is_drawn_listed_and_filtered_without_scripts(get: Get) -> None:
    page = get("/peta/")
    assert page.status == 200
    assert chosen(page) == ["kecamatan", "kabupaten"]
    assert {"part kecamatan", "over kabupaten"} <= set(drawn(page))
    assert len(page.document.one("section", id="daftar").one("ul").all("li")) == 18


def test_region_in_the_address_is_shown_marked_and_listed(get: Get) -> None:
    page = get("/peta/?wilayah=64.08.04")
    assert chosen(page) == ["kecamatan", "desa"]
    assert {"near", "part desa", "over kecamatan", "outline"} <= set(drawn(page))
    assert page.document.one("section", id="daftar").one("h2").text == "Sangatta Utara"


def test_layers_in_the_address_are_shown_however_they_are_written(get: Get) -> None:
    assert chosen(get("/peta/?lapisan=desa,kabupaten")) == chosen(get("/peta/?lapisan=desa&lapisan=kabupaten"))
    assert chosen(get("/peta/?lapisan=tidakada")) == []


def test_place_and_zoom_in_the_address_are_drawn(get: Get) -> None:
    page = get("/peta/?di=117.5,0.5&zoom=12&lapisan=desa")
    assert island(page)["window"] == {"lon": 117.5, "lat": 0.5, "zoom": 12.0}
    assert "Swarga Bara" in page.document.one("svg", class_="map").text


def test_buttons_move_the_map_without_scripts(get: Get) -> None:
    page = get("/peta/?wilayah=64.08.04&di=117.5,0.5&zoom=12")
    closer = page.document.one("a", data_move="closer").attributes["href"]
    assert closer == "?lapisan=kecamatan,desa&wilayah=64.08.04&di=117.5000,0.5000&zoom=13"
    assert get(f"/peta/{closer}").status == 200


def test_day_in_the_address_is_kept(get: Get) -> None:
    page = get("/peta/?as_of=2026-02-03")
    assert island(page)["asOf"] == "2026-02-03"
    assert "as_of=2026-02-03" in page.document.one("a", data_move="north").attributes["href"]


def test_registered_layer_appears_by_itself(get: Get, orchards: Layer) -> None:
    page = get("/peta/?lapisan=kebun")
    assert chosen(page) == ["kebun"]
    assert '<g class="layer" stroke="#a04e00"' in page.html


def test_hidden_layer_is_shown_to_nobody(get: Get) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.INTERNAL)
    page = get("/peta/?lapisan=desa")
    assert chosen(page) == [] and "Batas desa" not in page.text


@pytest.mark.parametrize("query", ["wilayah=64.08.99", "di=a,b", "di=1,2&zoom=x", "as_of=x"])
def test_address_that_means_nothing_is_refused(get: Get, query: str) -> None:
    assert get(f"/peta/?{query}").status == 400


def test_basemap_is_offered_only_where_one_is_configured(get: Get, settings: object) -> None:
    assert "Peta dasar" not in get("/peta/").text
    settings.BASEMAP_URL = "https://tiles.example.org/{z}/{x}/{y}.png"  # type: ignore[attr-defined]
    page = get("/peta/")
    assert "Peta dasar" in page.text
    assert page.html.count("tiles.example.org") == 1  # in the island, not as something to load


def test_queries_are_few(client: Client, django_assert_num_queries: Callable[[int], object]) -> None:
    # The extents and sources of five layers are remembered, and what is not agreed.
    with django_assert_num_queries(20):  # type: ignore[attr-defined]
        client.get("/peta/")
    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        client.get("/peta/")


def test_sample_is_said_on_the_map_itself_and_for_each_layer(get: Get) -> None:
    page = get("/peta/")
    badge = page.document.one("p", class_="map-sample")
    assert badge.text == "data contoh" and "hidden" not in badge.attributes
    layers = island(page)["layers"]
    assert isinstance(layers, list) and {layer["sample"] for layer in layers} == {True}
    Boundary.objects.update(sample=False)
    cache.clear()
    assert "hidden" in get("/peta/").document.one("p", class_="map-sample").attributes


def test_printed_map_tells_day_sources_licence_and_address(get: Get) -> None:
    paper = get("/peta/?lapisan=desa").document.one("div", class_="on-paper")
    shown = [line for line in paper.all("li") if "hidden" not in line.attributes]
    assert [line.attributes["data-paper"] for line in shown] == ["desa"]
    assert "rilis 1" in shown[0].text and "Sumber:" in shown[0].text and "CC-BY-4.0" in shown[0].text
    assert "Keadaan per" in paper.text and "http://testserver/peta/?lapisan=desa" in paper.text


@pytest.fixture
def disputed(tmp_path: Path) -> None:
    """Grow one desa of Busang 300 m into its neighbour, as a correction: a border that is not agreed."""
    first, second = "64.08.06.2001", "64.08.06.2005"
    borders.importing(tmp_path, borders.pushed(first, second, 300), KDEPUM=first, correction=True, source="Survei")


BUSANG = "/peta/?wilayah=64.08.06"


def ground(client: Client, query: str = "") -> list[dict[str, object]]:
    answer = client.get(f"/peta/belum-sepakat.json{query}")
    assert answer["Content-Type"].startswith("application/geo+json")
    return list(answer.json()["features"])


def legends(page: Page) -> list[str]:
    """The lines that tell of it, in the panel and on paper, as far as they are shown."""
    lines = page.document.all("p", data_disputed="") + page.document.all("li", data_disputed="")
    return [line.text for line in lines if "hidden" not in line.attributes]


@pytest.mark.usefixtures("disputed")
def test_border_that_is_not_agreed_is_drawn_and_in_the_legend(get: Get, client: Client) -> None:
    page = get(BUSANG)
    assert page.document.one("svg", class_="map").one("g", class_="disputed").all("path")
    assert legends(page) == ["Belum sepakat", "Belum sepakat"]
    assert island(page)["disputed"] == "/peta/belum-sepakat.json"
    (feature,) = ground(client)
    assert feature["properties"] == {"layer": "desa"}


@pytest.mark.usefixtures("disputed")
@pytest.mark.parametrize("address", [f"{BUSANG}&lapisan=kecamatan", "/peta/?wilayah=64.08.06&di=117.5,0.5&zoom=12"])
def test_it_is_drawn_with_its_borders_and_where_it_lies_alone(get: Get, address: str) -> None:
    page = get(address)
    assert "disputed" not in drawn(page)
    assert legends(page) == []


@pytest.mark.usefixtures("disputed")
def test_the_day_before_knows_of_no_dispute(get: Get, client: Client) -> None:
    yesterday = f"as_of={timezone.localdate() - timedelta(days=1)}"
    page = get(f"{BUSANG}&{yesterday}")
    assert "disputed" not in drawn(page) and "Belum sepakat" not in page.text
    assert island(page)["disputed"] == ""
    assert ground(client, f"?{yesterday}") == []


@pytest.mark.usefixtures("disputed")
def test_a_hidden_layer_tells_no_dispute(get: Get, client: Client) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.INTERNAL)
    page = get(BUSANG)
    assert "disputed" not in drawn(page) and "Belum sepakat" not in page.text
    assert island(page)["disputed"] == ""
    assert ground(client) == []


@pytest.mark.usefixtures("disputed")
def test_what_is_disputed_comes_once(client: Client) -> None:
    first = client.get("/peta/belum-sepakat.json")
    again = client.get("/peta/belum-sepakat.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/peta/belum-sepakat.json?as_of=x").status_code == 400
