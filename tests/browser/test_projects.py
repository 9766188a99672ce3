"""On a phone, with scripts off: from the start to what is built in a desa in three taps."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from .conftest import PHONE
from .test_pages import CUT_OFF

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_from_the_start_to_the_stage_and_value_of_a_work_in_three_taps(browser: Browser, portal: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/")
    page.get_by_role("searchbox").fill("Long Bentuq")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("main").get_by_role("link", name="Long Bentuq").first.click()
    part = page.locator("#proyek")
    expect(part).to_contain_text("Rp ")
    part.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Perjalanan paket")
    expect(page.locator(".stats")).to_contain_text("Rp ")
    context.close()


@pytest.mark.parametrize(
    "address", ["/proyek/?warna=nilai", "/proyek/tahun/2026/", "/proyek/instansi/", "/proyek/penyedia/cv-contoh-5/"]
)
def test_sums_and_classes_fit_a_telephone(browser: Browser, portal: str, address: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{portal}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(CUT_OFF) == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()
