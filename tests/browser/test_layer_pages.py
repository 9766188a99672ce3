"""The pages of an uploaded layer and the history on them, in a portal of their own: legible, within the screen, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.factories.office import Office, opened

from .conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FILL = """
from pathlib import Path
from tests.factories.thematic import fill_layer, make_layer, mills
folder = Path({folder!r})
make_layer(source="Survei 2020", steward="Dinas Perkebunan")
fill_layer(folder, mills(30), source="Daftar lama")
fill_layer(folder, mills(29), absent="berakhir", source="Daftar baru", legal_basis="Perbup 1 Tahun 2026")
"""
ADDRESSES = {
    "layer": "/lapisan/pabrik/",
    "feature": "/lapisan/pabrik/PKS-1/",
    "gone": "/lapisan/pabrik/PKS-30/",
    "another day": "/lapisan/pabrik/?as_of=2026-01-31",
}
every = pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A portal with a layer of mills, one of which has gone."""
    from tests.conftest import database_copy

    folder: Path = tmp_path_factory.mktemp("lapisan")
    with database_copy() as environment, opened(environment, folder) as made:
        made.manage("shell", "-c", FILL.format(folder=str(folder)))
        yield made


@every
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_page_fits_and_axe_finds_nothing_serious(page: Page, office: Office, address: str, size: Any) -> None:
    page.set_viewport_size(size)
    page.goto(office.address + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    found = Axe().run(page).response["violations"]
    serious = [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_from_the_layer_to_a_day_of_a_feature_and_back_without_scripts(browser: Browser, office: Office) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(office.address + "/lapisan/pabrik/")
    page.fill("#cari-fitur", "Pabrik 7")
    page.click("section#daftar button")
    page.click("section#daftar ul a")
    assert page.locator("h1").inner_text() == "Pabrik 7"
    assert page.locator("#riwayat-data li").count() == 1
    page.goto(f"{page.url}?as_of=2026-01-31")
    assert page.locator("h1").inner_text() == "PKS-7"
    assert "31 Januari 2026" in page.locator("[role=status]").inner_text()
    page.click("[role=status] a")
    assert page.locator("h1").inner_text() == "Pabrik 7"
    context.close()
