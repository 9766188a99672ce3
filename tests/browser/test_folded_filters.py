"""The filters asked for less often, with scripts off: folded on a telephone unless one is set, beside the others on a desktop."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# The list, a filter that is folded with a value of it, one that is not, and what it is all for.
LISTS = {
    "documents": ("/dokumen/", "kelas", "berkala", "jenis", ".results a"),
    "projects": ("/proyek/", "tahap", "bast", "tahun", "main dl"),
}
every = pytest.mark.parametrize(("path", "folded", "value", "plain", "result"), LISTS.values(), ids=LISTS.keys())


@pytest.fixture
def without_scripts(browser: Browser, portal: str) -> Iterator[Callable[[str, Any], Page]]:
    contexts = []

    def opened(address: str, size: Any) -> Page:
        contexts.append(browser.new_context(viewport=size, java_script_enabled=False))
        page = contexts[-1].new_page()
        page.goto(portal + address)
        return page

    yield opened
    for context in contexts:
        context.close()


@every
def test_a_telephone_shows_results_and_unfolds_the_rest(
    without_scripts: Callable[[str, Any], Page], path: str, folded: str, value: str, plain: str, result: str
) -> None:
    page = without_scripts(path, PHONE)
    first = page.locator(result).first.bounding_box()
    assert first is not None and first["y"] + first["height"] < PHONE["height"]
    expect(page.locator(f"#{plain}")).to_be_visible()
    expect(page.locator(f"#{folded}")).to_be_hidden()

    page.locator(".further summary").click()
    page.locator(f"#{folded}").select_option(value)
    page.locator("form.filter button").click()
    expect(page.locator(".further summary")).to_contain_text("(1 dipakai)")
    expect(page.locator(f"#{folded}")).to_be_visible()
    expect(page.locator(f"#{folded}")).to_have_value(value)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@every
def test_a_desktop_shows_every_filter(
    without_scripts: Callable[[str, Any], Page], path: str, folded: str, value: str, plain: str, result: str
) -> None:
    page = without_scripts(path, DESKTOP)
    expect(page.locator(f"#{folded}")).to_be_visible()
    expect(page.locator(".further summary")).to_be_hidden()
    page.locator(f"#{folded}").select_option(value)
    page.locator("form.filter button").click()
    expect(page.locator(f"#{folded}")).to_have_value(value)
