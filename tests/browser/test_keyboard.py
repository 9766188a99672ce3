"""By keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))


def test_long_bentuq_is_reached_from_home_by_search_in_five_presses(watched: Page, portal: str) -> None:
    watched.goto(portal + "/")
    for key in ("Tab", "Tab", "Enter"):
        watched.keyboard.press(key)
    watched.keyboard.type("long bentuq")
    expect(watched.get_by_role("option").first).to_contain_text("Long Bentuq")
    for key in ("ArrowDown", "Enter"):
        watched.keyboard.press(key)
    watched.wait_for_url("**/wilayah/64.08.06.2001/")
    expect(watched.get_by_role("heading", level=1)).to_have_text("Long Bentuq")


def test_search_without_choosing_opens_the_results(watched: Page, portal: str) -> None:
    watched.goto(portal + "/")
    watched.locator("#cari").fill("long bentuq")
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/cari/?q=long+bentuq")


def test_escape_closes_the_suggestions_and_keeps_the_words(watched: Page, portal: str) -> None:
    watched.goto(portal + "/")
    watched.locator("#cari").press_sequentially("busang")
    expect(watched.get_by_role("listbox")).to_be_visible()
    watched.keyboard.press("Escape")
    expect(watched.get_by_role("listbox")).to_be_hidden()


def test_shapes_are_no_tab_stops(page: Page, portal: str) -> None:
    page.goto(portal + "/wilayah/64.08/")
    for _press in range(60):
        page.keyboard.press("Tab")
        assert not page.evaluate("Boolean(document.activeElement.closest('svg'))"), focused(page)


def test_a_skip_link_passes_the_map(page: Page, portal: str) -> None:
    page.goto(portal + "/wilayah/64.08.04/")
    skip = page.get_by_role("link", name="Lewati peta")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#daftar")


def test_map_moves_by_its_buttons_and_has_no_single_key_shortcuts(watched: Page, portal: str) -> None:
    watched.goto(portal + "/peta/?di=117.5,0.5&zoom=10")
    watched.wait_for_selector("[data-ready]")
    watched.get_by_role("link", name="Perbesar").press("Enter")
    watched.wait_for_url("**zoom=11**")
    before = watched.url
    for key in ("+", "-", "ArrowLeft"):
        watched.keyboard.press(key)
    watched.wait_for_timeout(300)
    assert watched.url == before
    watched.get_by_role("link", name="Geser ke timur").press("Enter")
    watched.wait_for_function("before => location.href !== before", arg=before)
