"""An operator with a telephone publishes a document, without a signal at first; everybody reads it, whatever they use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import database_copy
from tests.factories.office import Office, opened
from tests.factories.papers import pdf

from .conftest import PHONE
from .test_kegiatan import BENTUQ, MANDATE, PASSWORD, signed_in
from .test_pages import CUT_OFF, SMALL_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def office(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with database_copy() as environment, opened(environment, tmp_path_factory.mktemp("office")) as office:
        office.person("budi", PASSWORD, superuser=False)
        office.manage("shell", "-c", MANDATE)
        yield office


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "perdes.pdf"
    path.write_bytes(pdf("Air bersih"))
    return path


def fill(page: Page, paper: Path) -> None:
    page.get_by_label("Jenis dokumen").select_option("perdes")
    page.get_by_label("Ringkasan isi").fill("Aturan pemakaian air bersih.")
    page.get_by_label("Tanggal pembuatan").fill("2026-02-03")
    page.locator("#id_file").set_input_files(paper)


def test_a_document_waits_for_a_signal_and_is_published_once(telephone: Page, office: Office, paper: Path) -> None:
    page = signed_in(telephone, office)
    page.goto(f"{office.address}/kelola/dokumen/baru/")
    fill(page, paper)
    expect(page.locator("[data-draft-said]")).to_contain_text("Draf tersimpan")
    page.context.set_offline(True)
    page.get_by_role("button", name="Periksa dan terbitkan").click()
    expect(page.locator("[data-draft-said]")).to_contain_text("Belum terkirim")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-draft-said]")).to_contain_text("dipulihkan")
    expect(page.get_by_label("Ringkasan isi")).to_have_value("Aturan pemakaian air bersih.")
    expect(page.get_by_label("Jenis dokumen")).to_have_value("perdes")
    page.locator("#id_file").set_input_files(paper)
    page.get_by_role("button", name="Periksa dan terbitkan").dblclick()
    expect(page.locator("main")).to_contain_text("Terbit: Perdes Long Bentuq 2026")
    expect(page.get_by_label("Ringkasan isi")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{office.address}/dokumen/?wilayah=64.08.06.2001&jenis=perdes")
    expect(page.locator("main")).to_contain_text("1 dokumen.")
    page.goto(f"{office.address}{BENTUQ}")
    expect(page.locator("#dokumen")).to_contain_text("Perdes Long Bentuq 2026")


def test_it_is_published_and_read_with_scripts_off(browser: Browser, office: Office, tmp_path: Path) -> None:
    other = tmp_path / "sop.pdf"
    other.write_bytes(pdf("Jalan desa"))
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.goto(f"{office.address}/kelola/dokumen/baru/")
    fill(page, other)
    page.get_by_label("Jenis dokumen").select_option("sop")
    page.get_by_role("button", name="Periksa dan terbitkan").click()
    page.get_by_role("link", name="Lihat halamannya").click()
    page.get_by_role("link", name="Baca teks saja").click()
    expect(page.locator("article")).to_contain_text("Jalan desa")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_legible_and_accessible_on_a_telephone(browser: Browser, office: Office, scheme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = signed_in(context.new_page(), office)
    page.goto(f"{office.address}/dokumen/?wilayah=64.08.06.2001")
    document = page.locator(".results a").first.get_attribute("href") or ""
    desk = ("/kelola/dokumen/", "/kelola/dokumen/baru/", f"/kelola{document}", f"/kelola{document}keterangan/")
    read = ("/dokumen/", document, f"{document}teks/", "/wilayah/64.08.04/ppid/", "/wilayah/64.08.04.1010/ppid/")
    for address in (*desk, *read):
        page.goto(f"{office.address}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.evaluate(CUT_OFF) == [], address
        assert page.evaluate(SMALL_TEXT) == [], address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    context.close()
