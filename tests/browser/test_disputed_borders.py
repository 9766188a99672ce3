"""/peta/ with its script draws the borders that are not agreed, above those that are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import database_copy
from tests.factories.office import Office, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

GROW = """
import tempfile, pathlib
from tests.factories import borders
first, second = "64.08.06.2001", "64.08.06.2005"
folder = pathlib.Path(tempfile.mkdtemp())
borders.importing(folder, borders.pushed(first, second, 300), KDEPUM=first, correction=True, source="Survei")
"""
GROUND = "**/peta/belum-sepakat.json"


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        office.manage("shell", "-c", GROW)
        yield office


@pytest.fixture
def map_page(page: Page, office: Office) -> Page:
    page.goto(f"{office.address}/peta/?wilayah=64.08.06")
    page.wait_for_selector("[data-ready]:not(.undrawn) path.border", state="attached")
    return page


def test_the_script_draws_what_the_server_drew(map_page: Page) -> None:
    expect(map_page.locator("path.ground-disputed")).to_have_count(1)
    expect(map_page.locator(".layers [data-disputed]")).to_be_visible()


def test_it_comes_and_goes_with_its_borders(map_page: Page) -> None:
    desa = map_page.get_by_label("Batas desa dan kelurahan")
    desa.uncheck()
    expect(map_page.locator("path.ground-disputed")).to_have_count(0)
    expect(map_page.locator(".layers [data-disputed]")).to_be_hidden()
    desa.check()
    expect(map_page.locator("path.ground-disputed")).to_have_count(1)
    expect(map_page.locator(".layers [data-disputed]")).to_be_visible()


def test_a_tap_on_it_asks_what_lies_below(map_page: Page) -> None:
    box = map_page.locator("path.ground-disputed").bounding_box()
    assert box is not None
    map_page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(map_page.locator(".here ul").first).to_be_visible()


def test_the_drawing_stays_until_it_is_there(page: Page, office: Office) -> None:
    page.route(GROUND, lambda route: route.abort())
    page.goto(f"{office.address}/peta/?wilayah=64.08.06")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("Gagal dimuat: Batas yang belum sepakat.")
    expect(page.locator("svg.map .disputed")).to_have_count(1)
    page.unroute(GROUND)
    fault.get_by_role("button", name="Coba lagi").click()
    expect(page.locator("path.ground-disputed")).to_have_count(1)
    expect(page.locator("svg.map")).to_have_count(0)
