"""From drop to published, in a browser: files as people deliver them, on a portal of their own with a real worker."""

import re
from pathlib import Path
from typing import Any

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route, expect
from pyproj import Transformer

from tests.factories import files
from tests.factories.office import Office

from .conftest import DESKTOP, PHONE
from .desk import Desk
from .test_pages import CUT_OFF, SMALL_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def kecamatan(number: int, *, moved: float = 0.0) -> files.Record:
    """Return a square for one of the regency's kecamatan, within the regency."""
    lon, lat = 116.3 + (number % 6) * 0.3, 0.4 + (number // 6) * 0.3
    values = {"KDCPUM": f"64.08.{number:02}", "WADMKC": NAMES[number]}
    return files.square(lon + moved, lat, 0.25), values


NAMES = {1: "Muara Ancalong", 2: "Muara Wahau", 3: "Muara Bengkal"}
FIELDS = {"KDCPUM": "str:20", "WADMKC": "str:40"}


@pytest.mark.real_data
def test_the_file_without_prj(desk: Desk, real_data: Path) -> None:
    desk.drop(real_data / "fixtures" / "kutim_kecamatan_tanpa_prj.zip")
    assert desk.page.locator("input[name=jawab]:checked").get_attribute("value") == "batas.kecamatan"

    assert desk.go_on() == "lapisan"
    assert desk.page.locator("input[name=jawab]:checked").get_attribute("value") == "EPSG:4326"
    assert desk.page.locator(".option svg.map").count() >= 1
    assert desk.go_on() == "kolom"
    desk.go_on()

    assert "18 kecamatan" in desk.publish()


def test_windows_letters_without_cpg(desk: Desk, tmp_path: Path) -> None:
    rows = [
        (shape, {**values, "WADMKC": f"{values['WADMKC']} – Désa"}) for shape, values in [kecamatan(1), kecamatan(2)]
    ]
    shp = files.shapefile(tmp_path / "src", rows, encoding="cp1252", fields=FIELDS)
    desk.drop(files.zipped(tmp_path / "cp1252.zip", shp, without=[".cpg"]))

    assert desk.page.get_by_text("Muara Ancalong – Désa").count() >= 1
    assert desk.page.locator("input[name=jawab]:checked").get_attribute("value") == "cp1252"
    assert desk.go_on() == "lapisan"
    assert desk.go_on() == "kolom"
    desk.go_on()

    assert "rilis" in desk.publish()


def test_north_metres_under_a_south_prj(desk: Desk, tmp_path: Path) -> None:
    forward = Transformer.from_crs(4326, 32650, always_xy=True)
    rows = [
        (shapely.transform(shape, forward.transform, interleaved=False), values)
        for shape, values in (kecamatan(1, moved=0.01), kecamatan(2, moved=0.01))
    ]
    shp = files.shapefile(tmp_path / "src", rows, crs="EPSG:32750", fields=FIELDS)
    desk.drop(files.zipped(tmp_path / "selatan.zip", shp))
    assert desk.go_on() == "lapisan"

    assert "32750" in desk.page.locator("form.question").inner_text()
    assert desk.page.locator("input[name=jawab]:checked").get_attribute("value") == "EPSG:32650"
    desk.go_on()
    if desk.page.url.endswith("/kolom/"):
        desk.go_on()

    assert "rilis" in desk.publish()


def test_a_zip_with_two_layers(desk: Desk, tmp_path: Path) -> None:
    old = files.shapefile(tmp_path / "a", [kecamatan(1)], name="lama", fields=FIELDS)
    new = files.shapefile(tmp_path / "b", [kecamatan(1, moved=0.02), kecamatan(3)], name="baru", fields=FIELDS)
    parts = {
        f"{path.parent.name}/{path.name}": path.read_bytes() for shp in (old, new) for path in shp.parent.iterdir()
    }
    desk.drop(files.archive(tmp_path / "dua.zip", parts))

    assert "Lapisan mana" in desk.page.locator("form.question").inner_text()
    desk.go_on("baru")
    desk.go_on()
    if desk.page.url.endswith("/kolom/"):
        desk.go_on()

    assert "rilis" in desk.publish()


def test_the_loose_parts_of_a_shapefile(desk: Desk, tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "src", [kecamatan(2, moved=0.03)], name="Batas Kecamatan", fields=FIELDS)
    desk.drop(*sorted(shp.parent.iterdir()))

    assert desk.page.locator("h1").inner_text() == "Batas Kecamatan.shp"
    desk.go_on()
    if desk.page.url.endswith("/kolom/"):
        desk.go_on()
    assert "rilis" in desk.publish()


def test_pieces_survive_a_lost_connection(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "besar.geojson"
    files.geojson(path, [kecamatan(1)], note="x" * 9_000_000)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "PATCH" and len(lost) < 2:
            lost.append(route.request.headers["upload-offset"])
            return route.abort("connectionreset")
        return route.continue_()

    desk.page.route("**/api/uploads/*/files/*", lose)
    desk.drop(path)

    assert len(lost) == 2
    number = int(re.findall(r"/unggah/(\d+)/", desk.page.url)[0])
    assert desk.office.ask("SELECT file_bytes FROM imports_run WHERE id = %s", number) == path.stat().st_size


def test_what_is_not_read_is_said_where_it_was_dropped(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "peta.vrt"
    path.write_bytes(b"<OGRVRTDataset/>")
    desk.page.goto(f"{desk.office.address}/unggah/")
    desk.page.set_input_files("#berkas", path)
    desk.page.click("form.drop button:not([type])")

    expect(desk.page.locator("[data-words]")).to_contain_text("tidak dibaca")
    assert desk.page.url.endswith("/unggah/")


def test_everything_works_without_scripts(browser: Browser, office: Office, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    desk = Desk(context.new_page(), office)
    desk.sign_in()
    desk.page.set_input_files("#berkas", files.geojson(tmp_path / "satu.geojson", [kecamatan(1, moved=0.04)]))
    desk.page.click("form.drop button:not([type])")
    desk.reload_until_over()
    for _question in range(3):
        button = desk.page.locator("form.question > button.button")
        if "/bandingkan/" in desk.page.url or not button.count():
            break
        button.click()
        desk.reload_until_over()
    if desk.page.get_by_text("Lanjut: bandingkan").count():
        desk.page.get_by_text("Lanjut: bandingkan").click()
    desk.page.get_by_text("Lanjut: terbitkan").first.click()
    desk.page.fill("#source", "Uji peramban tanpa skrip")
    desk.page.get_by_role("button", name="Terbitkan", exact=True).click()
    desk.reload_until_over()

    assert "rilis" in desk.page.locator(".lead").inner_text()
    context.close()


@pytest.fixture(scope="module")
def numbers(office: Office) -> dict[str, int]:
    """Runs in the states a person meets, made over the API."""
    import json
    import urllib.request

    text = office.manage(
        "shell",
        "-c",
        "from accounts.tokens import make_token; from accounts.models import User;"
        " print(make_token(user=User.objects.get(username='ani'), name='uji', days=1)[1])",
    )
    token = text.strip().splitlines()[-1]

    def call(method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Any:
        request = urllib.request.Request(f"{office.address}/api/uploads{path}", data=body or None, method=method)
        request.add_header("Authorization", f"Bearer {token}")
        request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def settled(number: int) -> Any:
        import time

        for _time in range(300):
            found = call("GET", f"/{number}")
            if found["state"] not in ("diterima", "dibaca", "diperiksa"):
                return found
            time.sleep(0.2)
        raise AssertionError(found)

    broken = [(files.bow_tie(116.5, 0.9), {"KDCPUM": "64.08.01", "WADMKC": "Pita"}), (None, {"KDCPUM": "64.08.99"})]
    good = [kecamatan(1, moved=0.05), kecamatan(2, moved=0.05)]
    found = {}
    for name, rows in {"refused": broken, "ready": good, "asking": good}.items():
        content = json.dumps(_collection(rows)).encode()
        number = call("POST", f"?name={name}.geojson", content, "application/octet-stream")["id"]
        settled(number)
        if name != "asking":
            call("POST", f"/{number}/answers", json.dumps({"target": "batas.kecamatan"}).encode())
            if settled(number)["state"] == "perlu jawaban":
                call("POST", f"/{number}/answers", b'{"mapping": {"code": "KDCPUM", "name": "WADMKC"}}')
            settled(number)
        found[name] = number
    return found


def _collection(rows: list[files.Record]) -> dict[str, Any]:
    from shapely.geometry import mapping

    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": mapping(shape) if shape is not None else None, "properties": values}
            for shape, values in rows
        ],
    }


PAGES = {
    "list": ("", "", ""),
    "question": ("asking", "lapisan/", ""),
    "report": ("refused", "", ""),
    "columns": ("ready", "kolom/", ""),
    "difference": ("ready", "bandingkan/", "?baris=0"),
    "publish": ("ready", "terbitkan/", ""),
    "english": ("refused", "", "?bahasa=en"),
}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_each_page_fits_is_legible_and_accessible(
    desk: Desk, numbers: dict[str, int], kind: str, scheme: Any, size: Any
) -> None:
    run, step, query = PAGES[kind]
    page = desk.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(f"{desk.office.address}/unggah/{f'{numbers[run]}/' if run else ''}{step}{query}")

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(SMALL_TEXT) == []
    found = Axe().run(page).response["violations"]
    serious = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] != "minor"]
    assert serious == []
