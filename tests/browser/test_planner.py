"""A planner who knows only the start: finds a layer, narrows it to one kecamatan, takes it with its papers, and connects."""

import json
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import fiona
import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
KECAMATAN, NAME = "64.08.06", "Busang"


def narrowed(page: Page, portal: str) -> None:
    """Go from the start to the desa of one kecamatan."""
    page.goto(f"{portal}/")
    page.get_by_role("link", name="Data", exact=True).first.click()
    page.get_by_role("link", name="Batas desa dan kelurahan", exact=True).click()
    page.get_by_label("Wilayah", exact=True).select_option(KECAMATAN)
    page.get_by_role("button", name="Terapkan").click()
    expect(page.locator("#hasil")).to_contain_text("Long Bentuq")
    assert f"region={KECAMATAN}" in page.url


def bundle(page: Page, folder: Path) -> Path:
    """Take the GeoPackage with its papers."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="dengan lisensi (ZIP) GeoPackage").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def read(path: Path) -> tuple[list[Any], str]:
    """Return the features of the GeoPackage in a bundle, and the text of its README and licence."""
    with zipfile.ZipFile(path) as archive:
        inside = next(name for name in archive.namelist() if name.endswith(".gpkg"))
        papers = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")]
        with fiona.BytesCollection(archive.read(inside)) as source:
            return list(source), "\n".join(papers)


def answer(address: str) -> bytes:
    """Ask a copied address as a program would; raise HTTPError where it answers with an error."""
    with urllib.request.urlopen(address, timeout=60) as response:
        body: bytes = response.read()
    return body


@pytest.mark.parametrize(("viewport", "scripts"), [(PHONE, True), (PHONE, False), (DESKTOP, True), (DESKTOP, False)])
def test_one_kecamatan_with_licence_and_source(
    browser: Browser, portal: str, tmp_path: Path, viewport: dict[str, int], scripts: bool
) -> None:
    context = browser.new_context(viewport=viewport, java_script_enabled=scripts, accept_downloads=True)  # type: ignore[arg-type]
    page = context.new_page()
    narrowed(page, portal)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    features, papers = read(bundle(page, tmp_path))
    assert len(features) == 6 and all(each["properties"]["code"].startswith(KECAMATAN) for each in features)
    assert "Lisensi: CC-BY-4.0" in papers and "Sebutkan sumbernya: " in papers and KECAMATAN in papers
    context.close()


def test_an_address_is_copied_and_answers(browser: Browser, portal: str) -> None:
    context = browser.new_context(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])  # type: ignore[arg-type]
    page = context.new_page()
    narrowed(page, portal)
    file = page.locator(".copied", has_text="Alamat berkas GeoJSON ini")
    file.get_by_role("button").click()
    expect(file.get_by_role("status")).to_have_text("Tersalin")
    address = page.evaluate("navigator.clipboard.readText()")
    found = json.loads(answer(address))
    assert {each["id"][:8] for each in found["features"]} == {KECAMATAN}
    for copied in page.locator(".copied[data-share^='http']").all():
        address = str(copied.get_attribute("data-share"))
        if "{z}" not in address:
            assert answer(address), address
    context.close()


def test_it_goes_by_keyboard_alone(page: Page, portal: str, tmp_path: Path) -> None:
    page.goto(f"{portal}/data/desa/")
    page.get_by_label("Wilayah", exact=True).focus()
    page.keyboard.type(f"Kecamatan {NAME}")
    page.get_by_role("button", name="Terapkan").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hasil")).to_contain_text("Long Bentuq")
    take = page.get_by_role("link", name="dengan lisensi (ZIP) GeoPackage")
    take.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "taken.zip")
    features, _papers = read(tmp_path / "taken.zip")
    assert len(features) == 6
