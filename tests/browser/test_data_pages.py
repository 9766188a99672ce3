"""The pages of data by keyboard alone, without scripts, and with something typed wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
BUSANG = "64.08.06"


def kecamatan_in(path: Path) -> set[str]:
    """Return the kecamatan of the rows of a GeoPackage, read by SQLite alone."""
    with sqlite3.connect(path) as database:
        table = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchone()[0]
        return {code for (code,) in database.execute(f'SELECT kecamatan_code FROM "{table}"')}


def press_until(page: Page, wanted: str, *, most: int = 80) -> None:
    """Press Tab until what is called so, or begins its words so, has the focus."""
    at = ""
    for _press in range(most):
        page.keyboard.press("Tab")
        at = str(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
        if at.startswith(wanted):
            return
    raise AssertionError(f"{wanted} is not reached by {most} presses of Tab; at {at}")


def test_from_the_list_to_a_file_by_tab_and_enter_alone(watched: Page, portal: str, tmp_path: Path) -> None:
    page = watched
    page.goto(portal + "/data/")
    press_until(page, "Batas desa dan kelurahan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/desa/")
    press_until(page, "isi-region")
    page.keyboard.type("Kecamatan Bus")
    expect(page.locator("#isi-region")).to_have_value(BUSANG)
    press_until(page, "Terapkan")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/data/desa/?region={BUSANG}*")
    expect(page.get_by_role("heading", name="6 fitur cocok")).to_be_in_viewport()
    press_until(page, "Unduh GeoPackage", most=120)
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    taken.value.save_as(tmp_path / "desa.gpkg")
    assert kecamatan_in(tmp_path / "desa.gpkg") == {BUSANG}


def test_without_scripts_addresses_are_there_to_select_and_no_button_is_idle(browser: Browser, portal: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{portal}/data/desa/?region={BUSANG}")
    assert f"region={BUSANG}" in page.get_by_label("Alamat berkas GeoJSON ini").input_value()
    assert page.get_by_role("button", name="Salin").count() == 0
    for program in ("Excel", "Python", "curl"):
        page.locator("#hubungkan summary", has_text=program).click()
        expect(page.locator("#hubungkan details[open]", has_text=program).locator(".copied").first).to_be_visible()
    context.close()


def test_what_is_typed_wrong_is_said_and_stands_where_it_was_typed(page: Page, portal: str) -> None:
    page.goto(portal + "/data/desa/?filter=area_km2+%3E%3E+1")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("filter")
    expect(page.locator("#isi-filter")).to_be_visible()
    expect(page.locator("#isi-filter")).to_have_value("area_km2 >> 1")
    expect(alert).to_be_in_viewport()
    alert.get_by_role("link", name="Kosongkan saringan").click()
    page.wait_for_url("**/data/desa/")
