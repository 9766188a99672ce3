"""Four files as offices send them, from the drop to what is published: every page on the way quiet and accessible."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fiona
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pyproj import Geod, Transformer
from shapely.geometry import shape as as_shape

from tests.factories import files
from tests.factories.office import Office

from .conftest import Watch
from .desk import WORK_MS, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DEMO = Path(__file__).resolve().parents[2] / "data" / "shapefiles"
WGS84 = Geod(ellps="WGS84")
CODES = {"KDCPUM": "str:20", "KDEPUM": "str:20", "WADMKC": "str:60", "WADMKD": "str:60"}


class Walk(Desk):
    """A desk where each page that is reached is looked over."""

    def settled(self) -> str:
        step = super().settled()
        found = Axe().run(self.page).response["violations"]
        serious = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] != "minor"]
        assert serious == [], self.page.url
        return step

    def chosen(self) -> str | None:
        return self.page.locator("input[name=jawab]:checked").get_attribute("value")

    def to_the_difference(self) -> None:
        """Leave what is proposed until nothing is asked any more, and open the difference."""
        for _question in range(5):
            if not self.page.locator("form.question > button.button:not(.button-quiet)").count():
                break
            self.go_on()
        onward = self.page.get_by_text("Lanjut: bandingkan")
        if onward.count():
            onward.click()
            self.settled()


@pytest.fixture
def walk(page: Page, office: Office) -> Iterator[Walk]:
    watch = Watch(urlsplit(office.address).netloc)
    page.on("console", watch.heard)
    page.on("pageerror", lambda error: watch.errors.append(f"exception: {error}"))
    page.on("request", watch.asked)
    made = Walk(page, office)
    made.sign_in()
    yield made
    assert watch.errors == []
    assert watch.foreign == []


def release(office: Office, layer: str) -> int:
    return int(office.ask("SELECT max(number) FROM layers_release WHERE layer = %s", layer) or 0)


def published(office: Office, level: str) -> dict[str, dict[str, Any]]:
    """Return what anybody now reads of a layer over the API, by code."""
    with urllib.request.urlopen(f"{office.address}/api/collections/{level}/items?limit=500") as answer:
        return {each["properties"]["code"]: each["properties"] for each in json.load(answer)["features"]}


def area_km2(office: Office, level: str, code: str) -> float:
    """Return the area of a border in force, measured by the database."""
    found = office.ask(
        "SELECT ST_Area(b.geom::geography) / 1e6 FROM boundaries_boundary b"
        " JOIN boundaries_regioncode c ON c.region_id = b.region_id"
        " WHERE b.level = %s AND c.code = %s AND b.until IS NULL AND upper_inf(b.valid)",
        level,
        code,
    )
    return float(found)


def geodesic_km2(shape: shapely.Geometry) -> float:
    return abs(WGS84.geometry_area_perimeter(shapely.make_valid(shape))[0]) / 1e6


def demo(level: str) -> list[files.Record]:
    """Return the rows of the sample file of a level, in degrees."""
    with fiona.open(f"zip://{DEMO / f'kutim_{level}_contoh.zip'}") as source:
        return [(as_shape(each.geometry), {name: each.properties[name] or "" for name in CODES}) for each in source]


def moved(rows: list[files.Record], change: Callable[..., Any]) -> list[files.Record]:
    return [(shapely.transform(shape, change, interleaved=False), values) for shape, values in rows]


@pytest.mark.real_data
def test_the_kecamatan_without_prj(walk: Walk, office: Office, real_data: Path) -> None:
    path, before = real_data / "fixtures" / "kutim_kecamatan_tanpa_prj.zip", release(office, "kecamatan")
    with fiona.open(f"zip://{path}") as source:
        sent = {each.properties["KDCPUM"]: geodesic_km2(as_shape(each.geometry)) for each in source}

    walk.drop(path)
    assert walk.chosen() == "batas.kecamatan"
    walk.go_on()
    assert walk.chosen() == "EPSG:4326"
    assert "tidak ada .prj" in walk.page.locator("form.question").inner_text()
    walk.go_on()
    assert walk.page.locator("#kolom-area").input_value() == "LUAS"
    walk.to_the_difference()
    assert walk.page.locator("dl.stats").inner_text().split() == [
        "baru",
        "0",
        "berubah",
        "18",
        "dihapus",
        "0",
        "tetap",
        "0",
    ]
    assert "berbeda lebih dari 10 %" in walk.page.locator("main").inner_text()
    told = walk.publish()

    assert (
        told == f"Terbit: 18 kecamatan, rilis {before + 1}; kabupaten rilis {release(office, 'kabupaten')}. 18 berubah."
    )
    assert release(office, "kecamatan") == before + 1
    found = published(office, "kecamatan")
    assert found.keys() == sent.keys()
    assert found["64.08.04"]["name"] == "Sangatta Utara"
    for code, km2 in sent.items():
        assert area_km2(office, "kecamatan", code) == pytest.approx(km2, rel=1e-4)


def test_letters_of_windows_without_cpg(walk: Walk, office: Office, tmp_path: Path) -> None:
    names = ["Lamin Adat Wéhéa", "Balai Désa – Préliminér", "Rumah Ulin"]
    rows = [
        (files.square(116.9 + place / 4, 0.6, 0.1), {"KODE": f"B{place}", "NAMA": name})
        for place, name in enumerate(names)
    ]
    shp = files.shapefile(
        tmp_path / "src", rows, encoding="cp1252", name="balai", fields={"KODE": "str:10", "NAMA": "str:60"}
    )
    walk.page.goto(f"{office.address}/kelola/lapisan/baru/")
    walk.page.fill("#id_title_id", "Balai adat")
    walk.page.fill("#id_key", "balai-adat")
    walk.page.fill("#id_key_column", "KODE")
    walk.page.get_by_role("button", name="Buat lapisan").click()
    walk.page.wait_for_url("**/kelola/lapisan/balai-adat/")

    walk.drop(files.zipped(tmp_path / "balai.zip", shp, without=[".cpg"]))
    assert walk.chosen() == "cp1252"
    assert "Lamin Adat Wéhéa" in walk.page.locator(".option:has(input:checked)").inner_text()
    walk.go_on()
    walk.go_on("Balai adat")
    walk.to_the_difference()
    told = walk.publish()

    assert "3 baru" in told
    assert release(office, "balai-adat") == 1
    query = (
        "SELECT array_agg(v.attributes ->> %s ORDER BY f.key), sum(ST_Area(v.geom::geography)) / 1e6"
        " FROM thematic_featureversion v JOIN thematic_feature f ON f.id = v.feature_id"
        " JOIN thematic_thematiclayer l ON l.id = f.layer_id WHERE l.key = 'balai-adat' AND v.until IS NULL"
    )
    assert office.ask(query, "nama") == names
    km2 = office.ask(query.replace("array_agg(v.attributes ->> %s ORDER BY f.key), ", "", 1))
    assert float(km2) == pytest.approx(sum(geodesic_km2(shape) for shape, _values in rows), rel=1e-4)


def test_north_metres_under_a_south_prj(walk: Walk, office: Office, tmp_path: Path) -> None:
    rows, before = demo("kecamatan"), release(office, "kecamatan")
    metres = moved(rows, Transformer.from_crs(4326, 32650, always_xy=True).transform)
    shp = files.shapefile(tmp_path / "src", metres, crs="EPSG:32750", name="kecamatan", fields=CODES)

    walk.drop(files.zipped(tmp_path / "kecamatan_50s.zip", shp))
    walk.go_on()
    question = walk.page.locator("form.question")
    assert "32750" in question.inner_text() and "hanya 0 % baris" in question.inner_text()
    assert walk.chosen() == "EPSG:32650"
    assert "zona UTM 50N, dalam meter" in question.locator(".option-proposed").inner_text().casefold().replace(
        "utm 50n", "UTM 50N"
    )
    assert walk.page.get_by_role("button", name="Lanjut", exact=True).bounding_box()["y"] < 800 - 44  # type: ignore[index]
    walk.to_the_difference()
    told = walk.publish()

    assert told.startswith(f"Terbit: 18 kecamatan, rilis {before + 1};")
    assert published(office, "kecamatan")["64.08.06"]["name"] == "Busang"
    for shape, values in rows:
        assert area_km2(office, "kecamatan", values["KDCPUM"]) == pytest.approx(geodesic_km2(shape), rel=1e-4)


def test_a_zip_with_two_layers(walk: Walk, office: Office, tmp_path: Path) -> None:
    desa, before = demo("desa"), release(office, "desa")
    kecamatan_before = release(office, "kecamatan")
    shape, values = desa[0]
    desa[0] = (shape.buffer(-0.005), values)
    shps = [
        files.shapefile(tmp_path / name, rows, name=name, fields=CODES)
        for name, rows in (("kecamatan", demo("kecamatan")), ("desa", desa))
    ]
    parts = {each.name: each.read_bytes() for shp in shps for each in shp.parent.iterdir()}

    walk.drop(files.archive(tmp_path / "dua.zip", parts))
    text = walk.page.locator("form.question").inner_text()
    assert "18 baris, bidang" in text and "141 baris, bidang" in text
    walk.go_on("desa")
    assert walk.chosen() == "batas.desa"
    walk.to_the_difference()
    told = walk.publish()

    assert told.startswith(f"Terbit: 141 desa, rilis {before + 1}.")
    assert release(office, "kecamatan") == kecamatan_before
    found = published(office, "desa")
    assert (
        len(found) == 141 - sum(1 for code in found if not code) and found[values["KDEPUM"]]["name"] == values["WADMKD"]
    )
    assert area_km2(office, "desa", values["KDEPUM"]) == pytest.approx(geodesic_km2(desa[0][0]), rel=1e-4)


def test_with_the_keyboard_alone(walk: Walk, office: Office, tmp_path: Path) -> None:
    before = release(office, "kecamatan")
    shape, values = next(row for row in demo("kecamatan") if row[1]["KDCPUM"] == "64.08.06")
    path = files.geojson(tmp_path / "busang.geojson", [(shape.buffer(-0.002), values)])
    page = walk.page
    page.goto(f"{office.address}/unggah/")
    reach(page, "#berkas")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(path)
    expect(page.locator("[data-names]")).to_contain_text("busang.geojson")
    press(page, "form.drop button:not([type])")
    page.wait_for_url("**/unggah/*/lapisan/", timeout=WORK_MS)
    walk.settled()

    for _question in range(3):
        if not page.locator("form.question > button.button:not(.button-quiet)").count():
            break
        press(page, "form.question > button.button")
        walk.settled()
    if not page.url.endswith("/bandingkan/"):
        press(page, "a:has-text('Lanjut: bandingkan')")
        walk.settled()
    press(page, "a:has-text('Lanjut: terbitkan')")
    walk.settled()
    reach(page, "#source")
    page.keyboard.type("Survei lapangan 2026")
    press(page, "button[value=terbitkan]")
    walk.settled()
    assert release(office, "kecamatan") == before + 1

    press(page, "a:has-text('Batalkan penerbitan ini')")
    walk.settled()
    press(page, "main form button")
    walk.settled()
    assert "berlaku lagi" in page.locator(".lead").inner_text()
    assert release(office, "kecamatan") == before + 2


def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; whatever is passed shows that it has it."""
    for _time in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def press(page: Page, selector: str) -> None:
    """Reach a button or link by Tab, and press Enter on it."""
    matches = page.locator(selector).first
    matches.evaluate("element => element.setAttribute('data-wanted', '')")
    reach(page, "[data-wanted]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-wanted]")).to_have_count(0, timeout=WORK_MS)


def test_a_second_person_finds_what_waits(walk: Walk, office: Office, page: Page, tmp_path: Path) -> None:
    office.manage(
        "shell", "-c", "from layers.models import LayerSettings; LayerSettings.objects.update_or_create("
        "key='kecamatan', defaults={'two_people': True})",
    )  # fmt: skip
    try:
        _two_people(walk, office, tmp_path)
    finally:
        office.manage(
            "shell", "-c", "from layers.models import LayerSettings; LayerSettings.objects.update(two_people=False)"
        )


def _two_people(walk: Walk, office: Office, tmp_path: Path) -> None:
    page, before = walk.page, release(office, "kecamatan")
    row = next(row for row in demo("kecamatan") if row[1]["KDCPUM"] == "64.08.02")
    walk.drop(files.geojson(tmp_path / "wahau.geojson", [(row[0].buffer(-0.001), row[1])]))
    walk.to_the_difference()
    address = page.url.replace("bandingkan", "terbitkan")
    page.goto(address)
    page.fill("#source", "Survei 2026")
    page.get_by_role("button", name="Simpan dan minta persetujuan").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()
    assert page.locator(".badges").inner_text() == "menunggu persetujuan"
    page.get_by_role("button", name="Keluar").click()

    walk.sign_in("budi")
    page.get_by_role("link", name="Periksa dan setujui: wahau.geojson").click()
    walk.settled()
    page.goto(address)
    page.get_by_role("button", name="Setujui", exact=True).click()
    walk.settled()
    assert "Disetujui Budi" in page.locator("main").inner_text()
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    walk.settled()

    assert release(office, "kecamatan") == before + 1
