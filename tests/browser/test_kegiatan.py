"""An operator with a telephone tells what happened: the photo shrinks there, a draft stays, the page shows it at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import database_copy
from tests.factories.office import Office, opened
from tests.factories.photos import photo

from .conftest import PHONE
from .test_pages import CUT_OFF, SMALL_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PASSWORD = "rahasia-12345"
BENTUQ = "/wilayah/64.08.06.2001/"
MANDATE = """
from accounts.models import User
from accounts.permissions import system_user
from boundaries.register import region_with_code
from stewardship.actions import give_mandate
give_mandate(user=User.objects.get(username='budi'), role='operator', region=region_with_code('64.08.06.2001'), by=system_user())
"""


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        office.person("budi", PASSWORD, superuser=False)
        office.manage("shell", "-c", MANDATE)
        yield office


def signed_in(page: Page, office: Office) -> Page:
    page.goto(f"{office.address}/masuk/?next=/kelola/")
    page.fill("#id_username", "budi")
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/kelola/")
    return page


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photo as a telephone takes it, heavy enough to be worth shrinking."""
    path = tmp_path / "IMG_0001.png"
    path.write_bytes(photo(3200, 2400, kind="PNG") + b"\0" * 600_000)
    return path


def fill(page: Page, title: str) -> None:
    page.get_by_label("Judul").fill(title)
    page.get_by_label("Cerita").fill("Warga turun bersama sejak pagi.")


def test_the_operator_posts_from_his_telephone(telephone: Page, office: Office, picture: Path) -> None:
    page = signed_in(telephone, office)
    page.get_by_role("link", name="Tulis kabar").click()
    fill(page, "Bersih sungai bersama")
    page.locator("#id_photo").set_input_files(picture)
    expect(page.locator("[data-shrunk]")).to_contain_text("diperkecil di perangkat ini")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("main")).to_contain_text("Terbit: Bersih sungai bersama")
    assert page.evaluate("localStorage.length") == 0
    for address in (BENTUQ, "/wilayah/64.08.06/", "/kebaruan/"):
        page.goto(f"{office.address}{address}")
        page.get_by_role("link", name="Bersih sungai bersama").click()
        expect(page.locator("figure img")).to_be_visible()
        expect(page.locator("figure img")).to_have_js_property("naturalWidth", 480)
    for code in ("64.08.06.2002", "64.08.06"):
        answer = page.goto(f"{office.address}/kelola/kegiatan/?wilayah={code}")
        assert answer is not None
        assert answer.status == 403


def test_a_photo_chosen_before_the_script_is_here_shrinks_too(telephone: Page, office: Office, picture: Path) -> None:
    page = signed_in(telephone, office)
    held: list[Route] = []
    page.route("**/photo*.js", lambda route: held.append(route))
    page.goto(f"{office.address}/kelola/kegiatan/", wait_until="commit")
    page.locator("#id_photo").set_input_files(picture)
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()
    expect(page.locator("[data-shrunk]")).to_contain_text("diperkecil di perangkat ini")


def test_what_could_not_be_sent_stays_and_says_so(telephone: Page, office: Office) -> None:
    page = signed_in(telephone, office)
    page.goto(f"{office.address}/kelola/kegiatan/")
    fill(page, "Kabar tanpa sinyal")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draf tersimpan")
    page.context.set_offline(True)
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("[data-draft-said]")).to_contain_text("Belum terkirim")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-draft-said]")).to_contain_text("dipulihkan")
    expect(page.get_by_label("Judul")).to_have_value("Kabar tanpa sinyal")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("main")).to_contain_text("Terbit: Kabar tanpa sinyal")
    expect(page.get_by_label("Judul")).to_have_value("")


def test_it_works_with_scripts_off(browser: Browser, office: Office, picture: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.goto(f"{office.address}/kelola/kegiatan/")
    fill(page, "Tanpa skrip")
    page.locator("#id_photo").set_input_files(picture)
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("main")).to_contain_text("Terbit: Tanpa skrip")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_legible_and_accessible_on_a_telephone(browser: Browser, office: Office, scheme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.goto(f"{office.address}/kabar/")
    item = page.locator(".results a").first.get_attribute("href") or ""
    desk = ("/kelola/", "/kelola/kegiatan/", "/kelola/kantor/", "/kelola/wilayah/", "/kelola/proyek/")
    page.goto(f"{office.address}/kelola/proyek/")
    work = page.locator(".results a").first.get_attribute("href") or ""
    for address in (*desk, work, "/kabar/", item, "/kebaruan/", "/kebaruan/?kecamatan=64.08.06"):
        page.goto(f"{office.address}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.evaluate(CUT_OFF) == [], address
        assert page.evaluate(SMALL_TEXT) == [], address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    context.close()
