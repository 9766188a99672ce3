"""Make the pictures of docs/how-to/unggah-berkas.md by walking a running portal with the sample boundaries.

python scripts/make_upload_pictures.py --address http://localhost:8000 --password … --approver-password …

It publishes, undoes and publishes again: use a portal of your own, never one that people read. Needs the test
requirements (playwright) and a Chromium (CHROMIUM, default /usr/bin/chromium). The passwords are those `make run` prints.
"""

import argparse
import os
import re
import tempfile
from pathlib import Path

import fiona
import shapely
from playwright.sync_api import Page, expect, sync_playwright
from shapely.geometry import mapping, shape

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images" / "unggah"
SAMPLE = ROOT / "data" / "shapefiles" / "kutim_kecamatan_contoh.zip"
WIDTH, HEIGHT = 620, 470
LARGEST_BYTES = 60_000
WORK_MS = 120_000
GROWN, GROWN_DEGREES = "64.08.12", 0.01


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the pictures of the upload's how-to.")
    parser.add_argument("--address", default="http://localhost:8000", help="where the portal is served")
    parser.add_argument("--user", default="petugas", help="who uploads")
    parser.add_argument("--password", required=True)
    parser.add_argument("--approver", default="admin", help="who approves and keeps the layers")
    parser.add_argument("--approver-password", required=True)
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        walk = Walk(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}), options.address)
        parts = sample(Path(folder))
        walk.sign_in(options.approver, options.approver_password)
        walk.give_mandate(options.user)
        walk.sign_out()
        walk.sign_in(options.user, options.password, picture="1-masuk")
        walk.upload(parts)
        walk.publish()
        walk.sign_out()
        walk.sign_in(options.approver, options.approver_password)
        walk.two_people(True)
        walk.sign_out()
        walk.sign_in(options.user, options.password)
        walk.ask_for_approval(parts)
        walk.sign_out()
        walk.sign_in(options.approver, options.approver_password)
        walk.approve()
        walk.two_people(False)
        browser.close()
    return too_large()


def sample(folder: Path) -> list[Path]:
    """Write the sample kecamatan as loose parts without .prj, one of them drawn too wide; return the parts."""
    path = folder / "Batas_Kecamatan.shp"
    with fiona.open(f"zip://{SAMPLE}") as source:
        schema, rows = source.schema, [(shape(each.geometry), dict(each.properties)) for each in source]
    with fiona.open(path, "w", driver="ESRI Shapefile", schema=schema, encoding="UTF-8") as sink:
        for drawn, values in rows:
            wide = shapely.buffer(drawn, GROWN_DEGREES) if values["KDCPUM"] == GROWN else drawn
            sink.write({"type": "Feature", "geometry": mapping(wide), "properties": values})
    return [part for part in sorted(folder.iterdir()) if part.suffix != ".prj"]


class Walk:
    """One person after another at the same window."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address.rstrip("/")

    def picture(self, name: str, top: str = "main") -> None:
        """Keep what the window shows from the element `top` on."""
        self.page.locator(top).first.evaluate(
            "element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 12)"
        )
        self.page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")

    def sign_in(self, user: str, password: str, picture: str = "") -> None:
        self.page.goto(f"{self.address}/masuk/?next=/unggah/")
        self.page.fill("#id_username", user)
        if picture:
            self.picture(picture, "body")
        self.page.fill("#id_password", password)
        self.page.click("main form button")
        self.page.wait_for_url("**/unggah/")

    def give_mandate(self, user: str) -> None:
        """Make the person one who uploads and publishes."""
        self.page.goto(f"{self.address}/kelola/orang/")
        self.page.locator(f"li:has(.code:text-is('{user}')) a").click()
        self.page.wait_for_url("**/kelola/orang/*/")
        if self.page.get_by_text("Petugas GIS, seluruh portal").count():
            return
        self.page.select_option("#id_role", "gis")
        self.page.get_by_role("button", name="Beri mandat").click()
        expect(self.page.get_by_text("Mandat diberikan.")).to_be_visible()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Keluar").click()

    def settled(self) -> None:
        self.page.wait_for_load_state()
        expect(self.page.locator("[data-progress]")).to_have_count(0, timeout=WORK_MS)
        self.page.wait_for_load_state()

    def drop(self, parts: list[Path]) -> None:
        self.page.goto(f"{self.address}/unggah/")
        self.page.set_input_files("#berkas", parts)

    def send(self) -> None:
        self.page.click("form.drop button:not([type])")
        self.page.wait_for_url(re.compile(r"/unggah/\d+/"))
        self.settled()

    def go_on(self) -> None:
        self.page.locator("form.question > button.button").click()
        self.settled()

    def upload(self, parts: list[Path]) -> None:
        """Answer what is asked, and look at what was found."""
        self.drop(parts)
        self.picture("2-pilih-berkas")
        self.send()
        self.go_on()
        self.picture("3-sistem-koordinat", "h1")
        self.go_on()
        if self.page.url.endswith("/kolom/"):
            self.go_on()
        self.picture("4-laporan", "h1")
        self.page.get_by_text("Lanjut: bandingkan").click()
        self.page.goto(self.page.url + "?baris=11#peta")
        self.picture("5-perbedaan", ".pair")

    def publish(self) -> None:
        self.page.goto(self.page.url.split("?")[0])
        self.picture("6-tetangga", "#pilihan")
        self.page.get_by_text("Lanjut: terbitkan").first.click()
        self.page.fill("#source", "Data contoh")
        self.picture("7-terbitkan", "form.publish")
        self.page.get_by_role("button", name="Terbitkan", exact=True).click()
        self.settled()
        self.picture("8-terbit", "h1")
        self.page.get_by_role("link", name="Batalkan penerbitan ini").click()
        self.page.get_by_role("button", name="Ya, kembalikan keadaan sebelumnya").click()
        self.settled()

    def two_people(self, wanted: bool) -> None:
        self.page.goto(f"{self.address}/kelola/lapisan/kecamatan/")
        self.page.get_by_label("Terbitan harus disetujui orang kedua").set_checked(wanted)
        self.page.get_by_role("button", name="Simpan", exact=True).click()
        self.page.wait_for_load_state()

    def ask_for_approval(self, parts: list[Path]) -> None:
        self.drop(parts)
        self.send()
        for _question in range(3):
            if not self.page.locator("form.question > button.button:not(.button-quiet)").count():
                break
            self.go_on()
        self.page.goto(re.sub(r"/(bandingkan/)?$", "/terbitkan/", self.page.url))
        self.page.fill("#source", "Data contoh")
        self.page.get_by_role("button", name="Simpan dan minta persetujuan").click()

    def approve(self) -> None:
        self.page.goto(f"{self.address}/unggah/")
        self.page.get_by_text("Periksa dan setujui").first.click()
        self.page.goto(re.sub(r"/(bandingkan/)?$", "/terbitkan/", self.page.url))
        self.picture("9-persetujuan", "h1")
        self.page.get_by_role("button", name="Setujui", exact=True).click()


def too_large() -> int:
    """Print each picture with its size; return 1 where one is larger than the documents should carry."""
    pictures = sorted(FOLDER.glob("*.png"))
    for picture in pictures:
        print(f"{picture.name}: {picture.stat().st_size:,} bytes")
    return int(any(picture.stat().st_size > LARGEST_BYTES for picture in pictures))


if __name__ == "__main__":
    raise SystemExit(main())
