"""/peta/ draws a layer of thousands of features from its tiles, and tells of each as of any other."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import database_copy
from tests.factories.office import Office, opened

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
COUNT = 2_401
FILL = """
import pathlib, tempfile
import shapely
from layers.declaration import Style
from layers.models import Release
from tests.factories.thematic import fill_layer, make_layer
from thematic.models import Geometry
style = Style(stroke="#a04e00", fill="#e69f00", fill_opacity=0.5)
corners = [(117.3 + column * 0.01, 0.3 + row * 0.01) for row in range(49) for column in range(49)]
plots = [shapely.box(lon, lat, lon + 0.009, lat + 0.009) for lon, lat in corners]
for key, title, kind, shapes in (
    ("kebun", "Kebun (data contoh)", Geometry.AREA, plots),
    ("sumur", "Sumur (data contoh)", Geometry.POINT, [plot.centroid for plot in plots]),
):
    make_layer(key, title_id=title, title_en=title, geometry_type=kind, key_column="Kode", style=style)
    rows = [(shape, {"Kode": f"K-{n}", "Nama": f"Petak {n}", "Pohon": n}) for n, shape in enumerate(shapes)]
    run = fill_layer(pathlib.Path(tempfile.mkdtemp()), rows, key)
    assert run.state == "terbit", run.state
Release.objects.filter(layer__in=("kebun", "sumur")).update(as_of="2026-02-03")
"""
HERE = "?di=117.5,0.5&zoom=12"
PLOTS = "**/r/kebun/1/**"
# What is painted at the middle of the canvas, as text.
PAINTED = """() => {
  const inked = [...document.querySelectorAll(".leaflet-ubin-pane canvas")].filter((canvas) =>
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value));
  return inked.length > 0;
}"""


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        office.manage("shell", "-c", FILL)
        yield office


def shown(page: Page, office: Office, layers: str, place: str = HERE) -> Page:
    page.goto(f"{office.address}/peta/{place}&lapisan={layers}")
    page.wait_for_selector("[data-ready]:not(.undrawn)")
    page.wait_for_function(PAINTED)
    return page


def asked_by(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


@pytest.mark.parametrize("layer", ["kebun", "sumur"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_is_drawn_from_tiles_of_its_release(page: Page, office: Office, layer: str, size: Any) -> None:
    page.set_viewport_size(size)
    asked = asked_by(page)
    shown(page, office, f"kecamatan,{layer}")
    assert any(re.search(rf"/r/{layer}/1/11/\d+/\d+\.mvt\?v=", address) for address in asked)
    assert not any(f"collections/{layer}/items" in address for address in asked)
    expect(page.locator(f'[data-count="{layer}"]')).to_have_text(f"({COUNT})")
    expect(page.locator("[data-fault]")).to_be_empty()


def test_a_map_without_it_loads_nothing_for_it(page: Page, office: Office) -> None:
    asked = asked_by(page)
    page.goto(f"{office.address}/peta/{HERE}&lapisan=kecamatan")
    page.wait_for_selector("[data-ready]:not(.undrawn) path.border", state="attached")
    assert not any("tiles.js" in address or "mvt" in address for address in asked)
    page.get_by_label("Kebun").check()
    page.wait_for_function(PAINTED)
    assert any("tiles.js" in address for address in asked)
    page.get_by_label("Kebun").uncheck()
    expect(page.locator(".leaflet-ubin-pane canvas")).to_have_count(0)


@pytest.mark.parametrize("layer", ["kebun", "sumur"])
def test_a_click_tells_all_that_is_known_of_it(page: Page, office: Office, layer: str) -> None:
    page.set_viewport_size(DESKTOP)
    shown(page, office, layer, "?di=117.5045,0.5045&zoom=13")
    box = page.locator(".canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    here = page.locator(".here")
    expect(here.get_by_role("heading")).to_have_text("Petak 1000")
    expect(here.locator("dd").first).to_have_text("K-1000")
    expect(here.get_by_role("link")).to_have_attribute("href", re.compile(f"/lapisan/{layer}/K-1000/$"))
    here.get_by_role("button", name="Tutup").click()
    expect(here).to_be_hidden()


def test_without_a_network_a_click_tells_what_the_tile_holds(page: Page, office: Office) -> None:
    shown(page, office, "kebun", "?di=117.5045,0.5045&zoom=13")
    page.route("**/items/**", lambda route: route.abort())
    box = page.locator(".canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".here").get_by_role("heading")).to_have_text("Petak 1000")


def test_beside_it_a_click_asks_for_the_region(page: Page, office: Office) -> None:
    shown(page, office, "kecamatan,kebun", "?di=117.28,0.5&zoom=12")
    box = page.locator(".canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".here ul").first).to_be_visible()


def test_tiles_that_fail_are_named_and_asked_for_again(page: Page, office: Office) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=503, body="{}")

    page.route(PLOTS, fail)
    page.goto(f"{office.address}/peta/{HERE}&lapisan=kecamatan,kebun")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("Gagal dimuat: Kebun (data contoh).")
    expect(page.locator("svg.map")).to_be_visible()
    page.unroute(PLOTS)
    fault.get_by_role("button", name="Coba lagi").click()
    page.wait_for_function(PAINTED)
    expect(page.locator("svg.map")).to_have_count(0)
    expect(page.locator("[data-fault]")).to_be_empty()


def test_a_day_that_is_asked_for_is_drawn_from_tiles_of_that_day(page: Page, office: Office) -> None:
    day = "2026-02-04"
    asked = asked_by(page)
    shown(page, office, "kebun", f"{HERE}&as_of={day}")
    assert any("/tiles/11/" in address and address.endswith(f".mvt?as_of={day}") for address in asked)


def test_it_stays_silent_and_at_home(page: Page, office: Office) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked = asked_by(page)
    shown(page, office, "kebun,sumur")
    page.get_by_role("link", name="Perbesar").click()
    page.wait_for_url("**zoom=13**")
    assert said == []
    assert all(address.startswith(office.address) for address in asked)
