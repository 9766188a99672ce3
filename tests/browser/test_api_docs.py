"""The page of the API in a browser: nothing from elsewhere, nothing the policy forbids, nothing serious for axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=False)]


def visit(page: Page, portal: str, width: int = 360) -> tuple[list[str], list[str]]:
    said, asked = list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{portal}/api/docs")
    return said, asked


def test_everything_comes_from_our_own_host_and_keeps_to_the_policy(page: Page, portal: str) -> None:
    said, asked = visit(page, portal)
    assert said == []
    assert [address for address in asked if not address.startswith(portal)] == []


def test_it_fits_a_narrow_phone(page: Page, portal: str) -> None:
    visit(page, portal)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_axe_finds_nothing_serious(page: Page, portal: str) -> None:
    visit(page, portal)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    assert found == []
