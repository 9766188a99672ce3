"""Every kind of page of the portal with scripts off, on a telephone: for everybody, and at the desk of who is signed in.

The pages of the features of a thematic layer, of which the demo has none, are in `test_layer_pages`.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.factories import files
from tests.factories.office import Office

from .conftest import PHONE
from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# An address; or one and what a link on it begins with, for what is numbered by the database.
Kind = str | tuple[str, str]
FOR_EVERYBODY: dict[str, Kind] = {
    "home": "/",
    "search": "/cari/",
    "found": "/cari/?q=puskesmas",
    "nothing found": "/cari/?q=zzzz",
    "position": "/cari/?q=0.5,117.5",
    "map": "/peta/",
    "map of a region": "/peta/?wilayah=64.08.04",
    "map with a theme": "/peta/?tema=penduduk@2025&sebagai=km2",
    "data": "/data/",
    "data of a region": "/data/?wilayah=64.08.06",
    "data of a layer": "/data/desa/?region=64.08.06",
    "data of projects": "/data/proyek/?region=64.08.06",
    "procurement": "/data/ocds/",
    "layer": "/lapisan/kecamatan/",
    "regency": "/wilayah/64.08/",
    "kecamatan": "/wilayah/64.08.04/",
    "desa": "/wilayah/64.08.06.2001/",
    "desa persiapan": "/wilayah/64.08.04/p-teluk-rawa/",
    "another day": "/wilayah/64.08.04/?as_of=2026-02-03",
    "english": "/wilayah/64.08.04/?bahasa=en",
    "facilities": "/fasilitas/",
    "facilities of a region": "/fasilitas/?wilayah=64.08.06",
    "facility": ("/fasilitas/", r"/fasilitas/[^/?]+/$"),
    "projects": "/proyek/",
    "no project": "/proyek/?q=zzzz",
    "village work": "/proyek/p-000001/",
    "tender": "/proyek/p-000216/",
    "projects by year": "/proyek/tahun/",
    "projects of a year": "/proyek/tahun/2026/",
    "projects by agency": "/proyek/instansi/",
    "projects of an agency": ("/proyek/instansi/", r"/proyek/instansi/[^/?]+/$"),
    "projects by provider": "/proyek/penyedia/",
    "projects of a provider": "/proyek/penyedia/cv-contoh-5/",
    "documents": "/dokumen/",
    "no document": "/dokumen/?q=zzzz",
    "document": ("/dokumen/", r"/dokumen/d-\d+/$"),
    "public information": "/wilayah/64.08.06.2001/ppid/",
    "monograph": "/wilayah/64.08.06.2001/monografi/",
    "ranking": "/monografi/?wilayah=64.08.06",
    "comparison": "/monografi/banding/?wilayah=64.08.04,64.08.06",
    "empty comparison": "/monografi/banding/",
    "thematic map": "/monografi/peta/?indikator=apbdes_dd&sebagai=orang&dalam=64.08.04",
    "news": "/kabar/",
    "piece of news": ("/kabar/", r"/kabar/\d+/$"),
    "freshness": "/kebaruan/",
    "freshness of all": "/kebaruan/?tampil=semua",
    "cross-checks": "/periksa-silang/",
    "API": "/api/docs",
    "sign in": "/masuk/",
}
RUN = r"/unggah/\d+/"
AT_THE_DESK: dict[str, Kind] = {
    "desk": "/kelola/",
    "regions kept": "/kelola/wilayah/",
    "keeper": "/kelola/wilayah/64.08.06.2001/",
    "office": "/kelola/kantor/?wilayah=64.08.06.2001",
    "people": "/kelola/orang/",
    "person": ("/kelola/orang/", r"/kelola/orang/\d+/$"),
    "invitation": "/kelola/orang/baru/",
    "tokens": "/kelola/token/",
    "layers kept": "/kelola/lapisan/",
    "layer kept": "/kelola/lapisan/desa/",
    "new layer": "/kelola/lapisan/baru/",
    "news kept": "/kelola/kegiatan/",
    "projects kept": "/kelola/proyek/",
    "progress": "/kelola/proyek/p-000001/",
    "places of projects": "/kelola/proyek/letak/",
    "place of a project": "/kelola/proyek/letak/p-000001/",
    "facilities kept": "/kelola/fasilitas/",
    "new facility": "/kelola/fasilitas/baru/",
    "facility kept": ("/kelola/fasilitas/", r"/kelola/fasilitas/(?!baru)[^/?]+/$"),
    "documents kept": "/kelola/dokumen/",
    "new document": "/kelola/dokumen/baru/",
    "document kept": ("/kelola/dokumen/", r"/kelola/dokumen/d-\d+/$"),
    "monographs kept": "/kelola/monografi/",
    "cross-checks kept": "/kelola/periksa-silang/",
    "uploads": "/unggah/",
    "run": ("/unggah/", RUN),
}
STEPS = ("berkas", "lapisan", "kolom", "bandingkan", "terbitkan")

# A button that belongs to no form, or one of a form that does not send it, waits for a script.
IDLE = """() => [...document.querySelectorAll('button, input[type=button]')]
  .filter((each) => each.checkVisibility() && (!each.form || each.type === 'button'))
  .map((each) => each.outerHTML.slice(0, 120))"""
WITHOUT_SUBMIT = """() => [...document.forms]
  .filter((form) => form.checkVisibility() && ![...form.elements].some((each) => each.type === 'submit'))
  .map((form) => form.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def worker(browser: Browser, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of who may do everything and has sent a file, without any script."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    desk = Desk(context.new_page(), office)
    desk.sign_in()
    path = files.geojson(
        tmp_path_factory.mktemp("sent") / "satu.geojson",
        [(files.square(116.6, 0.4, 0.25), {"KDCPUM": "64.08.01", "WADMKC": "Muara Ancalong"})],
    )
    desk.page.set_input_files("#berkas", path)
    desk.page.click("form.drop button:not([type])")
    desk.reload_until_over()
    yield desk.page
    context.close()


def opened(page: Page, address: str, kind: Kind) -> str:
    """Open a kind of page, by way of the link that leads to it; return where that is."""
    where, link = (kind, "") if isinstance(kind, str) else kind
    if link:
        page.goto(address + where)
        found = page.locator("main a").evaluate_all("links => links.map(each => each.getAttribute('href'))")
        where = next(each for each in found if re.search(link, each or ""))
    response = page.goto(address + where)
    assert response is not None and response.status == 200, where
    return where


def stands_alone(page: Page) -> None:
    """Hold that a page tells what it tells and does what it offers, as it was sent."""
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > len(page.locator("h1").inner_text())
    assert page.evaluate(IDLE) == []
    assert page.evaluate(WITHOUT_SUBMIT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("kind", FOR_EVERYBODY.values(), ids=FOR_EVERYBODY.keys())
def test_a_page_for_everybody_stands_alone(visitor: Page, office: Office, kind: Kind) -> None:
    opened(visitor, office.address, kind)
    stands_alone(visitor)


@pytest.mark.parametrize("kind", AT_THE_DESK.values(), ids=AT_THE_DESK.keys())
def test_a_page_of_the_desk_stands_alone(worker: Page, office: Office, kind: Kind) -> None:
    opened(worker, office.address, kind)
    stands_alone(worker)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_a_run_stands_alone(worker: Page, office: Office, step: str) -> None:
    """Or leads to the step that has to be taken first, which does."""
    run = re.search(RUN, opened(worker, office.address, AT_THE_DESK["run"]))
    assert run is not None
    opened(worker, office.address, f"{run[0]}{step}/")
    stands_alone(worker)
