"""Facilities on a telephone: found, added where one stands, and every page legible, with scripts and without."""

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
OPERATOR = """
from accounts.models import User
from accounts.permissions import system_user
from boundaries.selectors import region_by_code
from facilities.selectors import spot_of
from boundaries.models import Region
from stewardship.actions import give_mandate
user = User.objects.create_user("operator", password="rahasia-12345", full_name="Operator Long Bentuq")
region = region_by_code("64.08.06.2001")
give_mandate(user=user, role="operator", region=Region.objects.get(pk=region.pk), by=system_user())
print(*spot_of(region.pk))
"""
PAGES = (
    "/fasilitas/",
    "/fasilitas/?wilayah=64.08.06",
    "/fasilitas/?wilayah=64.08.06.2001&kelompok=kesehatan",
    "/fasilitas/?dekat=116.61,0.93&jenis=puskesmas",
    "/fasilitas/?q=tidak+ada",
    "/fasilitas/f-000001/",
    "/kelola/fasilitas/",
    "/kelola/fasilitas/baru/",
)


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def spot(office: Office) -> tuple[float, float]:
    """Make the operator of Long Bentuq; return lon and lat inside it."""
    lon, lat = office.manage("shell", "-v", "0", "-c", OPERATOR).split()[-2:]
    return float(lon), float(lat)


def signed_in(page: Page, office: Office) -> Page:
    page.goto(f"{office.address}/masuk/?next=/kelola/fasilitas/")
    page.fill("#id_username", "operator")
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/kelola/fasilitas/")
    return page


def test_an_operator_adds_one_where_she_stands(browser: Browser, office: Office, spot: tuple[float, float]) -> None:
    place = {"longitude": spot[0] + 0.002, "latitude": spot[1] + 0.002}
    context = browser.new_context(viewport=PHONE, has_touch=True, geolocation=place, permissions=["geolocation"])  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.get_by_role("link", name="Tambah fasilitas").click()
    page.get_by_label("Jenis", exact=True).select_option("posyandu")
    page.get_by_label("Nama", exact=True).fill("Posyandu Uji Ponsel")
    page.get_by_role("button", name="Lokasi saya").click()
    expect(page.get_by_role("textbox", name="Letak")).to_have_value(
        f"{place['latitude']:.5f}0, {place['longitude']:.5f}0"
    )
    page.get_by_role("button", name="Taruh di peta").click()
    expect(page.locator("[data-canvas] .pin-desa").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("main")).to_contain_text("Terbit: Posyandu Uji Ponsel")
    expect(page.locator("h1")).to_have_text("Posyandu Uji Ponsel")
    context.close()


def test_without_scripts_the_place_is_typed_and_faults_stand_at_their_fields(
    browser: Browser, office: Office, spot: tuple[float, float]
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.get_by_role("link", name="Tambah fasilitas").click()
    assert page.locator("main button[type=button]:visible").count() == 0, "a button that does nothing"
    page.get_by_label("Jenis", exact=True).select_option("sd")
    page.get_by_role("textbox", name="Letak").fill(f"-{spot[1]:.6f}, {spot[0]:.6f}")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("#id_name_error")).to_have_text("Isi dulu bagian ini.")
    expect(page.locator("#id_position_error")).to_contain_text("Tulis tanpa tanda minus")
    page.get_by_label("Nama", exact=True).fill("SD Uji Tanpa Skrip")
    page.get_by_role("textbox", name="Letak").fill(f"{spot[1] - 0.003:.6f}; {spot[0]:.6f}")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("h1")).to_have_text("SD Uji Tanpa Skrip")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_legible_and_accessible_on_a_telephone(
    browser: Browser, office: Office, spot: tuple[float, float], scheme: str
) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    for address in PAGES:
        page.goto(f"{office.address}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.evaluate(CUT_OFF) == [], address
        assert page.evaluate(SMALL_TEXT) == [], address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    context.close()
