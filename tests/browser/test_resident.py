"""A resident with a small phone, scripts off: from the start to works, budget and people in three taps."""

import random

import pytest
from playwright.sync_api import Browser, Page, expect

from boundaries.models import Kind, Level, Region

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
KECAMATAN_OF_TELUK_LINGGA = "Sangatta Utara"


def drawn() -> list[str]:
    """Return the codes of five desa, the same each time."""
    desa = Region.objects.filter(level=Level.DESA, kind=Kind.DESA, codes__scheme="kemendagri").order_by("codes__code")
    return random.Random(2026).sample(list(desa.values_list("codes__code", flat=True)), 5)  # no secret


def at(browser: Browser, portal: str, code: str) -> Page:
    """Write a code into the box at the start and send it: one tap; what was meant is the first found: the second."""
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{portal}/")
    page.get_by_role("searchbox").fill(code)
    page.get_by_role("button", name="Cari").click()
    page.locator(".results").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(code)
    return page


@pytest.fixture(scope="module")
def codes(django_db_setup: None, django_db_blocker: object) -> list[str]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return ["64.08.06.2001", *drawn()]


@pytest.mark.parametrize("place", range(6))
def test_a_desa_tells_its_works_its_budget_and_its_people(
    browser: Browser, portal: str, codes: list[str], place: int
) -> None:
    page = at(browser, portal, codes[place])
    works = page.locator("#proyek")
    if works.count():
        expect(works).to_contain_text("Rp ")
    else:
        expect(page.locator("#belum-ada")).to_contain_text("Belum ada paket pekerjaan")
    expect(page.locator("#monografi svg.pyramid")).to_be_visible()
    page.locator("#dokumen").get_by_role("link", name="APBDes").first.click()
    expect(page.locator("main")).to_contain_text("SHA-256")
    page.context.close()


def test_a_kelurahan_tells_its_people_and_its_kecamatan_the_budget(browser: Browser, portal: str) -> None:
    page = at(browser, portal, "64.08.04.1010")
    expect(page.locator("#proyek")).to_contain_text("Rp ")
    expect(page.locator("#monografi svg.pyramid")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("APBDes")
    page.locator("#dokumen").get_by_role("link", name="DPA").first.click()
    expect(page.locator("main")).to_contain_text(KECAMATAN_OF_TELUK_LINGGA)
    page.context.close()
