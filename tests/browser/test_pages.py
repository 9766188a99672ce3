"""Every kind of page, as a reader meets it: quiet, within the screen, legible, accessible."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
KINDS = {
    "home": "/",
    "search": "/cari/?q=long+bentuk",
    "nothing found": "/cari/?q=zzzz",
    "regency": "/wilayah/64.08/",
    "kecamatan": "/wilayah/64.08.04/",
    "desa": "/wilayah/64.08.06.2001/",
    "desa persiapan": "/wilayah/64.08.04/p-teluk-rawa/",
    "another day": "/wilayah/64.08.04/?as_of=2026-02-03",
    "data": "/data/",
    "data of a layer": "/data/desa/",
    "filtered data": "/data/fasilitas/?region=64.08.06&group=pendidikan&filter=CASEI(name)%20LIKE%20CASEI('%25sd%25')",
    "procurement": "/data/ocds/?region=64.08.06",
    "position": "/cari/?q=0.5,117.5",
    "map": "/peta/",
    "map of a region": "/peta/?wilayah=64.08.04",
    "projects": "/proyek/?wilayah=64.08.04",
    "no project": "/proyek/?q=zzzz",
    "village work": "/proyek/p-000001/",
    "tender": "/proyek/p-000216/",
    "monograph": "/wilayah/64.08.06.2001/monografi/",
    "ranking": "/monografi/?wilayah=64.08.06",
    "thematic map": "/monografi/peta/?indikator=apbdes_dd&sebagai=orang&dalam=64.08.04",
    "thematic map of a change": "/monografi/peta/?sebagai=perubahan&tingkat=kecamatan",
    "comparison": "/monografi/banding/?wilayah=64.08.04,64.08.06,64.08.06.2001",
    "map with a theme": "/peta/?tema=penduduk@2025&sebagai=km2",
    "sign in": "/masuk/",
    "english": "/wilayah/64.08.04/?bahasa=en",
}
ABSENT = {"absent page": "/tidak/ada/", "absent region": "/wilayah/64.08.99/", "refused": "/peta/?di=a"}
every_kind = pytest.mark.parametrize("address", KINDS.values(), ids=KINDS.keys())
every_page = pytest.mark.parametrize("address", [*KINDS.values(), *ABSENT.values()], ids=[*KINDS, *ABSENT])

SMALL_TEXT = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const box = node.parentElement;
    if (!node.textContent.trim() || !box.checkVisibility()) continue;
    if (box.closest(".unseen, script, title")) continue;
    const scale = box.ownerSVGElement ? box.ownerSVGElement.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(box).fontSize) * scale;
    if (size < 13.95) small.push(`${size.toFixed(1)} px: ${node.textContent.trim()}`);
  }
  return small;
}"""

CUT_OFF = """() => [...document.querySelectorAll('main *')]
  .filter((box) => box.checkVisibility() && !box.closest('svg, .unseen, .canvas, .skip, [role=listbox], .data-rows, pre'))
  .filter((box) => box.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((box) => `${box.tagName} ${box.className}: ${box.textContent.trim().slice(0, 40)}`)"""


def opened(page: Page, address: str, size: Any = PHONE) -> Page:
    page.set_viewport_size(size)
    page.goto(address)
    if page.locator("[data-peta]").count():
        page.wait_for_selector("[data-ready] path.border", state="attached")
    return page


@every_kind
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_page_is_quiet_fits_and_is_legible(watched: Page, portal: str, address: str, size: Any) -> None:
    page = opened(watched, portal + address, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(SMALL_TEXT) == []


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, portal: str, address: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(page, portal + address)
    found = Axe().run(page).response["violations"]
    serious = [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in {"serious", "critical"}
    ]
    assert serious == []


@every_kind
def test_zoom_of_200_percent_loses_nothing(watched: Page, portal: str, address: str) -> None:
    """A window of 1280 by 800 at 200 % shows 640 by 400 of the page."""
    page = opened(watched, portal + address, {"width": 640, "height": 400})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate(CUT_OFF) == []


@every_kind
def test_page_is_complete_without_scripts(browser: Browser, portal: str, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(portal + address)
    assert page.locator("main h1").count() == 1
    assert page.locator("main button[type=button]:visible").count() == 0, "a button that does nothing"
    if page.locator("svg.map").count():
        assert page.locator("svg.map a").count() > 0
        assert page.locator("#daftar a, #hasil tbody a, #judul-tetangga").count() > 0
    context.close()


@every_kind
def test_touch_targets_are_large_enough(page: Page, portal: str, address: str) -> None:
    opened(page, portal + address)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=hidden]):not([type=checkbox]), .button, .masthead a')]
        .filter((box) => box.checkVisibility() && box.getBoundingClientRect().height < 43.5)
        .map((box) => box.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_reduced_motion_moves_nothing(page: Page, portal: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, portal + "/")
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"


def test_print_keeps_the_facts_and_drops_the_navigation(page: Page, portal: str) -> None:
    page.emulate_media(media="print")
    opened(page, portal + "/wilayah/64.08.04/", DESKTOP)
    assert not page.locator(".masthead .menu").is_visible()
    assert page.locator("svg.map").is_visible() and page.locator(".share img").is_visible()
