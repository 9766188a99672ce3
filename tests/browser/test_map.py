"""/peta/ with its script: tap, layers, regions, position, address."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def opened(page: Page, address: str) -> Page:
    page.set_viewport_size(DESKTOP)
    page.goto(address)
    page.wait_for_selector("[data-ready]:not(.undrawn) path.border", state="attached")
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
    telephone.context.set_geolocation({"latitude": 0.5, "longitude": 117.5, "accuracy": 36})
    telephone.goto(portal + "/")
    telephone.get_by_role("button", name="Lokasi saya").click()
    said = telephone.locator("[data-said]")
    expect(said).to_have_text(
        "Anda berada di Swarga Bara, Sangatta Utara (menurut data contoh). Ketelitian lokasi sekitar 36 m."
    )
    expect(said.get_by_role("link")).to_have_attribute("href", f"{portal}/wilayah/64.08.04.2012/")
    telephone.goto(portal + "/peta/")
    telephone.get_by_role("button", name="Lokasi saya").click()
    here = telephone.locator(".here")
    expect(here.get_by_role("link", name="Sangatta Utara")).to_be_visible()
    expect(here).to_contain_text("data contoh")
    expect(here).to_contain_text("Ketelitian lokasi sekitar 36 m.")
    expect(telephone.locator("path.point-around")).to_have_count(1)


def test_rough_location_says_so(telephone: Page, portal: str) -> None:
    telephone.context.set_geolocation({"latitude": 0.5, "longitude": 117.5, "accuracy": 2440})
    telephone.goto(portal + "/")
    telephone.get_by_role("button", name="Lokasi saya").click()
    expect(telephone.locator("[data-said]")).to_contain_text("sekitar 2,4 km. Lokasi ini kasar")


@pytest.mark.parametrize(("address", "place"), [("/", "[data-said]"), ("/peta/", ".here")])
def test_location_elsewhere_says_so(telephone: Page, portal: str, address: str, place: str) -> None:
    telephone.context.set_geolocation({"latitude": -7.8, "longitude": 110.4, "accuracy": 20})
    telephone.goto(portal + address)
    telephone.get_by_role("button", name="Lokasi saya").click()
    expect(telephone.locator(place)).to_contain_text("Lokasi Anda di luar Kutai Timur")
    expect(telephone.locator(place)).to_contain_text("Ketelitian lokasi sekitar 20 m.")


@pytest.mark.parametrize("address", ["/", "/peta/"])
def test_refused_location_says_what_to_do(telephone: Page, portal: str, address: str) -> None:
    telephone.context.clear_permissions()
    telephone.goto(portal + address)
    telephone.get_by_role("button", name="Lokasi saya").click()
    said = telephone.locator("[data-said]")
    expect(said).to_contain_text("Izin lokasi tidak diberikan. Cari dengan nama desa")
    assert (said.bounding_box() or {"width": 0})["width"] > 100, "said where nobody sees it"


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
    telephone.wait_for_selector("[data-ready]:not(.undrawn) path.border", state="attached")
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


KECAMATAN = "**/api/collections/kecamatan/items*"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_layer_that_fails_is_named_and_the_drawing_stays_until_it_is_there(page: Page, portal: str, size: Any) -> None:
    page.set_viewport_size(size)
    page.route(KECAMATAN, lambda route: route.abort())
    page.goto(portal + "/peta/")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("Gagal dimuat: Batas kecamatan.")
    expect(page.locator("svg.map")).to_be_visible()
    expect(page.locator(".canvas")).to_have_css("opacity", "0")
    page.unroute(KECAMATAN)
    fault.get_by_role("button", name="Coba lagi").click()
    expect(page.locator("path.border-kecamatan")).to_have_count(18)
    expect(page.locator("svg.map")).to_have_count(0)
    expect(page.locator(".canvas")).to_have_css("opacity", "1")
    expect(page.locator("[data-fault]")).to_be_empty()


def test_drawing_that_stays_can_still_be_moved(page: Page, portal: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.route(KECAMATAN, lambda route: route.fulfill(status=503))
    page.goto(portal + "/peta/")
    expect(page.get_by_role("alert")).to_contain_text("Gagal dimuat")
    page.get_by_role("link", name="Perbesar").click()
    page.wait_for_url("**zoom=10")
    expect(page.locator("svg.map")).to_be_visible()


def test_layer_given_up_lets_the_rest_take_over(page: Page, portal: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.route(KECAMATAN, lambda route: route.abort())
    page.goto(portal + "/peta/")
    expect(page.get_by_role("alert")).to_contain_text("Gagal dimuat")
    page.get_by_label("Batas kecamatan").uncheck()
    expect(page.locator("svg.map")).to_have_count(0)
    expect(page.locator("[data-fault]")).to_be_empty()


def test_answer_that_fails_is_not_taken_for_nothing_found(page: Page, portal: str) -> None:
    opened(page, portal + "/peta/")
    page.route("**/api/locate*", lambda route: route.fulfill(status=500, body="{}"))
    page.locator(".canvas").click(position={"x": 448, "y": 300})
    expect(page.locator(".here")).to_contain_text("Tidak terhubung")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_sample_stands_on_the_map_and_in_what_is_told(page: Page, portal: str, size: Any) -> None:
    page.set_viewport_size(size)
    page.goto(portal + "/peta/?di=117.5,0.5&zoom=10")
    page.wait_for_selector("[data-ready]:not(.undrawn) path.border", state="attached")
    expect(page.locator(".map-sample")).to_be_visible()
    page.locator(".canvas").click(position={"x": 180, "y": 330})
    expect(page.locator(".here")).to_contain_text("data contoh")


def test_printed_map_has_its_title_sources_and_scale(watched: Page, portal: str) -> None:
    page = opened(watched, portal + "/peta/?wilayah=64.08.04")
    seen = page.url
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for shown in (
        "h1",
        ".on-paper",
        ".canvas path.border-desa",
        ".leaflet-control-scale",
        "[data-paper=desa]",
        "#daftar",
    ):
        expect(page.locator(shown).first).to_be_visible()
    for dropped in (".pad", ".layers", ".atlas-search", "[data-handle]", "[data-paper=kabupaten]", ".masthead .menu"):
        expect(page.locator(dropped).first).to_be_hidden()
    expect(page.locator("[data-paper-address]")).to_have_text(seen)
    sheet, paper = page.locator(".sheet").bounding_box(), page.locator(".on-paper").bounding_box()
    assert sheet and paper and sheet["y"] + sheet["height"] <= paper["y"]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".pad")).to_be_visible()
