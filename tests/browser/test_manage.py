"""`/kelola/` in a browser: an invitation from its making to a signed-in person, and the look of every page."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import database_copy
from tests.factories.office import Office, opened

from .conftest import PHONE
from .test_pages import CUT_OFF, SMALL_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PASSWORD = "rahasia-12345"
PAGES = (
    "/kelola/",
    "/kelola/orang/",
    "/kelola/orang/?q=zzz",
    "/kelola/orang/baru/",
    "/kelola/lapisan/",
    "/kelola/lapisan/desa/",
    "/kelola/lapisan/baru/",
)


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        office.person("ani", PASSWORD)
        yield office


def signed_in(page: Page, office: Office) -> Page:
    page.goto(f"{office.address}/masuk/?next=/kelola/")
    page.fill("#id_username", "ani")
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/kelola/")
    return page


def test_an_invitation_ends_with_somebody_signed_in(browser: Browser, page: Page, office: Office) -> None:
    """Without scripts on the keeper's side; the guest has a telephone."""
    keeper = browser.new_context(java_script_enabled=False).new_page()
    signed_in(keeper, office).goto(f"{office.address}/kelola/orang/baru/")
    keeper.fill("#id_full_name", "Siti Aminah")
    keeper.fill("#id_username", "siti.aminah")
    keeper.get_by_role("button", name="Buat akun").click()
    link = keeper.get_by_label("Tautan untuk membuat kata sandi").input_value()
    keeper.get_by_label("Peran").select_option("gis")
    keeper.get_by_role("button", name="Beri mandat").click()
    expect(keeper.locator("main")).to_contain_text("Petugas GIS, seluruh portal")

    page.goto(link)
    page.get_by_label("Kata sandi baru").fill("sungai sangatta")
    page.get_by_label("Sekali lagi").fill("sungai sangatta")
    page.get_by_role("button", name="Simpan dan masuk").click()
    expect(page.locator(".who")).to_contain_text("Siti Aminah")
    page.locator(".who").get_by_role("link", name="Kelola").click()
    expect(page.locator("main")).to_contain_text("Petugas GIS, seluruh portal")
    keeper.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_legible_and_accessible_on_a_telephone(browser: Browser, office: Office, scheme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.goto(f"{office.address}/kelola/orang/")
    person = page.locator(".results a").first.get_attribute("href") or ""
    for address in (*PAGES, person):
        page.goto(f"{office.address}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.evaluate(CUT_OFF) == [], address
        assert page.evaluate(SMALL_TEXT) == [], address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    context.close()
