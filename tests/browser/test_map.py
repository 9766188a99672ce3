"""/peta/ with its script: tap, layers, regions, position, address."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def opened(page: Page, address: str) -> Page:
    page.set_viewport_size(DESKTOP)
    page.goto(address)
    page.wait_for_selector("[data-ready] path.border", state="attached")
    return page


def test_map_takes_the_drawing_over(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/")
    expect(page.locator("svg.map")).to_have_count(0)
    expect(page.locator("path.border-kecamatan")).to_have_count(18)
    expect(page.locator("path.border-kabupaten")).to_have_count(1)


def test_layer_is_switched_on_and_off_and_stands_in_the_address(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/")
    page.get_by_label("Batas desa dan kelurahan").check()
    expect(page.locator("path.border-desa")).to_have_count(141)
    page.wait_for_url("**lapisan=kecamatan,desa,kabupaten**")
    page.get_by_label("Batas kecamatan").uncheck()
    expect(page.locator("path.border-kecamatan")).to_have_count(0)


def test_tap_tells_what_is_here(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/?di=117.5,0.5&zoom=11")
    page.locator(".canvas").click(position={"x": 448, "y": 367})
    here = page.locator(".here")
    expect(here.get_by_role("link", name="Sangatta Utara")).to_have_attribute("href", re.compile("/wilayah/64.08.04/$"))
    here.get_by_role("button", name="Tutup").click()
    expect(here).to_be_hidden()


def test_region_of_the_list_is_shown_and_back_leads_back(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/")
    page.locator("#daftar").get_by_role("link", name="Busang").click()
    page.wait_for_url("**/peta/?wilayah=64.08.06")
    expect(page.locator("#daftar h2")).to_have_text("Busang")
    expect(page.locator("path.chosen-region")).to_have_count(1)
    page.go_back()
    expect(page.locator("#daftar h2")).to_have_text("Kutai Timur")


def test_search_on_the_map_goes_there_without_leaving(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/")
    page.locator("#cari").press_sequentially("long bentuq")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/peta/?wilayah=64.08.06.2001")
    expect(page.locator("#daftar h2")).to_have_text("Long Bentuq")


def test_address_shows_another_reader_the_same(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/?wilayah=64.08.04&lapisan=desa&di=117.5,0.5&zoom=12")
    page.get_by_role("link", name="Perkecil").click()
    page.wait_for_url("**zoom=11**")
    assert "wilayah=64.08.04" in page.url and "lapisan=desa&" in page.url
    again = opened(page, page.url)
    expect(again.get_by_label("Batas desa dan kelurahan")).to_be_checked()
    expect(again.get_by_label("Batas kecamatan")).not_to_be_checked()


def test_my_location_is_asked_once_and_told(telephone: Page, portal: str) -> None:
    telephone.goto(portal + "/")
    telephone.get_by_role("button", name="Lokasi saya").click()
    telephone.wait_for_url("**/wilayah/64.08.04.*/")
    telephone.goto(portal + "/peta/")
    telephone.get_by_role("button", name="Lokasi saya").click()
    expect(telephone.locator(".here").get_by_role("link", name="Sangatta Utara")).to_be_visible()


def test_refused_location_says_what_to_do(telephone: Page, portal: str) -> None:
    telephone.context.clear_permissions()
    telephone.goto(portal + "/")
    telephone.get_by_role("button", name="Lokasi saya").click()
    expect(telephone.locator("[data-said]")).to_contain_text("Cari dengan nama desa")


def test_sheet_opens_and_closes(telephone: Page, portal: str) -> None:
    telephone.goto(portal + "/peta/")
    telephone.wait_for_selector("[data-ready]")
    handle = telephone.get_by_role("button", name="Lapisan dan daftar")
    expect(telephone.locator("#daftar")).to_be_hidden()
    handle.tap()
    expect(telephone.locator("#daftar")).to_be_visible()
    handle.tap()
    expect(telephone.locator("#daftar")).to_be_hidden()


def test_tapped_point_is_not_covered_by_what_is_told_of_it(telephone: Page, portal: str) -> None:
    telephone.goto(portal + "/peta/?di=117.5,0.5&zoom=10")
    telephone.wait_for_selector("[data-ready] path.border", state="attached")
    telephone.touchscreen.tap(150, 640)
    expect(telephone.locator(".here ul").first).to_be_visible()
    telephone.wait_for_function(
        """() => document.querySelector('.point-asked').getBoundingClientRect().bottom
        < document.querySelector('[data-panel]').getBoundingClientRect().top"""
    )


@pytest.mark.parametrize("address", ["/", "/wilayah/64.08.04/"])
def test_swipe_over_a_map_scrolls_the_page(telephone: Page, portal: str, address: str) -> None:
    telephone.goto(portal + address)
    drawn = telephone.locator("svg.map")
    drawn.scroll_into_view_if_needed()
    before = telephone.evaluate("scrollY")
    box = drawn.bounding_box()
    assert box is not None
    swipe(telephone, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, up=200)
    telephone.wait_for_function("before => scrollY > before + 100", arg=before)


def swipe(page: Page, x: float, y: float, *, up: int) -> None:
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(10, up + 1, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - step}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_pointing_at_the_list_lights_the_shape(watched: Page, portal: str) -> None:
    watched.set_viewport_size(DESKTOP)
    watched.goto(portal + "/wilayah/64.08.04/")
    watched.locator("#daftar").get_by_role("link", name="Swarga Bara").hover()
    expect(watched.locator("svg.map a.lit")).to_have_count(1)
