"""The folium map of a region in a real browser: online, and as a file without a network."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import F
from playwright.sync_api import Browser, BrowserContext, Page, expect
from shapely import box

from boundaries.models import Boundary, Level
from layers.declaration import Field, Layer
from layers.folium_map.document import Setting, compose, draw_sheets
from layers.folium_map.sheets import Role
from layers.registry import register, unregister
from tests.factories.sheets import HOSTILE, PAGE, make_feature, make_layer, make_sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
COUNTS = [("64.08", 18), ("64.08.04", 4)]
PARTS = "path.petak-parts"


@dataclass
class Watched:
    """A page, and what it must not do: complain, break its policy, or ask a foreign host."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console", lambda message: message.type in ("error", "warning") and self.faults.append(message.text)
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith((self.home, "data:")):
            self.faults.append(url)

    def open(self, address: str) -> Page:
        self.page.goto(address)
        self.page.wait_for_selector("html[data-peta=siap]")
        return self.page


@pytest.fixture
def on_phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield context
    context.close()


@pytest.fixture
def on_desktop(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP)
    yield context
    context.close()


def save(context: BrowserContext, portal: str, code: str, folder: Path) -> str:
    """Save the file the portal gives; cut the network; return the file's address."""
    answer = context.request.get(f"{portal}/wilayah/{code}/peta/?simpan=1")
    file = folder / f"peta-{code}.html"
    file.write_bytes(answer.body())
    context.set_offline(True)
    return file.as_uri()


WITHOUT_MARKS = "document.querySelectorAll('.titik').forEach((mark) => mark.remove())"


def tap_middle_of_first_label(page: Page) -> str:
    """Tap where the first labelled child stands; return its name. Marks of facilities would take the tap."""
    page.evaluate(WITHOUT_MARKS)
    label = page.locator(".leaflet-tooltip.label").first
    name = label.inner_text().replace("\n", " ")
    place = label.bounding_box()
    assert place
    page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    return name


def check_children(page: Page, count: int, links_to: str) -> None:
    expect(page.locator(PARTS)).to_have_count(count)
    rows = page.locator("li[data-wilayah]")
    expect(rows).to_have_count(count)
    for place in (0, count - 1):
        row = rows.nth(place)
        code = row.get_attribute("data-wilayah")
        row.get_by_role("button").click()
        link = page.locator(".kartu a").first
        expect(link).to_have_attribute("href", f"{links_to}/wilayah/{code}/")
        expect(page.locator(".kartu strong")).to_have_text(row.locator("a").inner_text())


def check_switch(page: Page, count: int) -> None:
    page.keyboard.press("Escape")
    switch = page.locator(".leaflet-control-layers label", has_text="Batas").nth(1).locator("input")
    switch.uncheck()
    expect(page.locator(PARTS)).to_have_count(0)
    expect(page.locator(".leaflet-tooltip.label")).to_have_count(0)
    switch.check()
    expect(page.locator(PARTS)).to_have_count(count)


@pytest.mark.parametrize(("code", "count"), COUNTS)
def test_children_pop_up_link_and_switch_off(portal: str, on_desktop: BrowserContext, code: str, count: int) -> None:
    watched = Watched(on_desktop.new_page(), portal)
    page = watched.open(f"{portal}/wilayah/{code}/peta/")
    check_children(page, count, portal)
    check_switch(page, count)
    assert watched.faults == []


@pytest.mark.parametrize(("code", "count"), COUNTS)
def test_saved_file_does_the_same_without_a_network(
    portal: str, on_desktop: BrowserContext, tmp_path: Path, code: str, count: int
) -> None:
    watched = Watched(on_desktop.new_page(), "file:")
    page = watched.open(save(on_desktop, portal, code, tmp_path))
    check_children(page, count, portal)
    check_switch(page, count)
    assert watched.faults == []


@pytest.mark.parametrize(("code", "count"), COUNTS)
def test_tap_highlights_and_its_link_opens_the_region(
    portal: str, on_phone: BrowserContext, code: str, count: int
) -> None:
    watched = Watched(on_phone.new_page(), portal)
    page = watched.open(f"{portal}/wilayah/{code}/peta/")
    name = tap_middle_of_first_label(page)
    expect(page.locator(".kartu strong")).to_have_text(name)
    expect(page.locator(f"{PARTS}.tersorot")).to_have_attribute("stroke-width", "2.5")
    page.locator(".kartu a", has_text="Buka").tap()
    page.wait_for_url(f"{portal}/wilayah/{code}.*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert watched.faults == []


def test_hover_highlights_and_leaving_ends_it(portal: str, on_desktop: BrowserContext) -> None:
    page = Watched(on_desktop.new_page(), portal).open(f"{portal}/wilayah/64.08.04/peta/")
    place = page.locator(".leaflet-tooltip.label").first.bounding_box()
    assert place
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    expect(page.locator(f"{PARTS}.tersorot")).to_have_count(1)
    page.mouse.move(700, 795)
    expect(page.locator(f"{PARTS}.tersorot")).to_have_count(0)


def test_keyboard_opens_a_pop_up_and_comes_back(portal: str, on_desktop: BrowserContext) -> None:
    page = Watched(on_desktop.new_page(), portal).open(f"{portal}/wilayah/64.08.04/peta/")
    page.locator("li[data-wilayah] a").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".kartu a", has_text="Buka")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".kartu")).to_have_count(0)
    expect(page.locator("li[data-wilayah] button").nth(1)).to_be_focused()


def test_shapes_are_one_tab_stop_and_each_has_a_name(portal: str, on_desktop: BrowserContext) -> None:
    page = Watched(on_desktop.new_page(), portal).open(f"{portal}/wilayah/64.08/peta/")
    assert page.locator(".folium-map [tabindex]:not([tabindex='-1'])").count() == 1
    expect(page.get_by_role("region", name="Peta Kutai Timur")).to_have_count(1)
    assert page.locator(PARTS).evaluate_all("paths => paths.every((path) => path.getAttribute('aria-label'))")
    page.get_by_label("Batas desa dan kelurahan").check()
    assert page.locator(".folium-map [tabindex]:not([tabindex='-1'])").count() == 1


def test_keyboard_goes_from_shape_to_shape_opens_and_closes(portal: str, on_desktop: BrowserContext) -> None:
    watched = Watched(on_desktop.new_page(), portal)
    page = watched.open(f"{portal}/wilayah/64.08.04/peta/")
    page.locator(".folium-map").focus()
    page.keyboard.press("Tab")
    first = focused(page)
    expect(page.locator(f"{PARTS}:focus-visible")).to_have_css("stroke-width", "5px")
    page.keyboard.press("ArrowRight")
    second = focused(page)
    assert first and second and first != second
    page.keyboard.press("Enter")
    expect(page.locator(".kartu strong")).to_have_text(second)
    expect(page.locator(".kartu a", has_text="Buka")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".kartu")).to_have_count(0)
    assert focused(page) == second
    page.keyboard.press("Home")
    assert focused(page) == first
    assert watched.faults == []


def focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.getAttribute('aria-label')")  # type: ignore[no-any-return]


def test_escape_closes_a_pop_up_wherever_the_focus_is(portal: str, on_desktop: BrowserContext) -> None:
    page = Watched(on_desktop.new_page(), portal).open(f"{portal}/wilayah/64.08.04/peta/")
    place = page.locator(".leaflet-tooltip.label").first.bounding_box()
    assert place
    page.mouse.click(place["x"] + 5, place["y"] + 5)
    expect(page.locator(".kartu")).to_have_count(1)
    page.locator(".rincian a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".kartu")).to_have_count(0)


def test_region_without_parts_is_reached_by_the_keyboard_too(portal: str, on_desktop: BrowserContext) -> None:
    page = Watched(on_desktop.new_page(), portal).open(f"{portal}/wilayah/64.08.04.2001/peta/")
    page.locator(".folium-map").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".kartu a", has_text="Buka")).to_be_focused()


def test_layers_open_on_demand_on_a_phone(portal: str, on_phone: BrowserContext) -> None:
    page = Watched(on_phone.new_page(), portal).open(f"{portal}/wilayah/64.08/peta/")
    page.get_by_role("button", name="Lapisan").tap()
    page.get_by_label("Batas desa dan kelurahan").check()
    expect(page.locator("path.petak-other")).to_have_count(141)


def test_name_with_markup_stays_text(on_desktop: BrowserContext, tmp_path: Path) -> None:
    """Title, heading, list, layer control, tooltip, pop-up and label all show it as it is written."""
    shape = box(117.4, 0.4, 117.6, 0.6)
    hostile = make_layer("x", title_id=HOSTILE)
    sheets = [make_sheet(Role.PARTS, make_feature(1, shape, label=HOSTILE), layer=hostile, titles=(HOSTILE,))]
    page_words = PAGE.__class__(**{**PAGE.__dict__, "name": HOSTILE, "kind": HOSTILE})
    drawing = draw_sheets(sheets, page_words, detail_m=30, setting=Setting((117, 0, 118, 1)))
    file = tmp_path / "peta.html"
    file.write_text(compose(drawing, page_words, saved=True).html, encoding="utf-8")
    watched = Watched(on_desktop.new_page(), "file:")
    page = watched.open(file.as_uri())
    page.mouse.move(816, 430)
    expect(page.locator(".leaflet-tooltip.nama")).to_have_text(HOSTILE)
    page.mouse.click(816, 430)
    expect(page.locator(".kartu strong")).to_have_text(HOSTILE)
    for shown in ("h1", "li[data-wilayah] a", ".leaflet-control-layers label", ".kartu dt"):
        expect(page.locator(shown).first).to_contain_text(HOSTILE)
    assert HOSTILE in page.title()
    assert page.locator("img").count() == 0
    assert page.evaluate("window.attacked") is None
    assert watched.faults == []


@pytest.fixture
def throw_away_layer() -> Iterator[Layer]:
    layer = register(
        Layer(
            key="uji",
            title_id="Lapisan uji",
            title_en="Test layer",
            description_id="",
            description_en="",
            geometry_type="MultiPolygon",
            rows=lambda reading: Boundary.objects.of_level(Level.DESA).current().filter(region__name="Singa Gembara"),
            fields=(Field("name", F("region__name"), "Nama", "Name"),),
            id_field="name",
            release_key="desa",
        )
    )
    yield layer
    unregister("uji")


def test_later_layer_is_a_switch_of_its_own(portal: str, on_desktop: BrowserContext, throw_away_layer: Layer) -> None:
    watched = Watched(on_desktop.new_page(), portal)
    page = watched.open(f"{portal}/wilayah/64.08.04/peta/")
    expect(page.locator("path.petak-other")).to_have_count(0)
    page.get_by_label("Lapisan uji").check()
    expect(page.locator("path.petak-other")).to_have_count(1)
    assert watched.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_page_is_readable_and_accessible(portal: str, browser: Browser, scheme: str, size: dict[str, int]) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = Watched(context.new_page(), portal).open(f"{portal}/wilayah/64.08.04/peta/")
    page.locator("li[data-wilayah] button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALLEST_TEXT) >= 14
    found = Axe().run(page).response["violations"]
    assert [each["nodes"] for each in found if each["impact"] in ("serious", "critical")] == []
    context.close()


SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('body *')]
    .filter((each) => each.checkVisibility() && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""


def test_without_scripts_the_list_and_the_region_page_remain(portal: str, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/wilayah/64.08.04/peta/")
    expect(page.get_by_role("link", name="Halaman wilayah memuat peta")).to_be_visible()
    expect(page.locator("li[data-wilayah] a")).to_have_count(4)
    expect(page.locator("li[data-wilayah] button").first).to_be_hidden()
    context.close()
