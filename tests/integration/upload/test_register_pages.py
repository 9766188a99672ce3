"""A table for the register, from the file field to a release and back, without scripts."""

import re
from pathlib import Path

import pytest
from django.test import Client

from boundaries.models import Region
from imports.models import Run
from tests.factories.queue import work_off
from tests.factories.register import TARGET, change, geopackage

pytestmark = pytest.mark.django_db
ROWS = [
    {"kode": "64.08.08", "nama": "", "nama_baru": "Kongbeng", "tindakan": "ganti nama"},
    {"kode": "64.08.06.2099", "nama": "Long Baru", "nama_baru": "", "tindakan": "buat"},
]
MAPPING = {"kolom-code": "kode", "kolom-name": "nama", "kolom-new_name": "nama_baru", "kolom-action": "tindakan"}


@pytest.fixture
def run(office: Client, tmp_path: Path) -> Run:
    """A table that was sent and looked at."""
    with geopackage(tmp_path / "perubahan.gpkg", ROWS).open("rb") as file:
        office.post("/unggah/", {"file": file})
    work_off()
    return Run.objects.latest("pk")


def content(office: Client, run: Run, step: str) -> str:
    page = office.get(f"/unggah/{run.pk}/{step}/")
    assert page.status_code == 200
    return page.content.decode()


def test_a_table_goes_from_the_file_field_to_the_region_page_and_back(office: Client, run: Run) -> None:
    assert "Daftar wilayah" in content(office, run, "lapisan")
    office.post(f"/unggah/{run.pk}/lapisan/", {"tanya": "target", "jawab": TARGET})
    assert office.get(f"/unggah/{run.pk}/lanjut/")["Location"] == f"/unggah/{run.pk}/kolom/"
    assert '<option value="tindakan" selected>' in content(office, run, "kolom")
    office.post(f"/unggah/{run.pk}/kolom/", MAPPING)
    work_off()

    compared = content(office, run, "bandingkan")
    assert "Berganti nama dari Kombeng menjadi Kongbeng" in compared
    assert "<svg" not in compared.partition("<main")[2]
    assert "Luas lama" not in compared
    assert 'name="neighbours"' not in compared and 'name="absent"' in compared

    asked = content(office, run, "terbitkan")
    assert set(re.findall(r'<input id="(\w+)"', asked)) == {"effective", "legal_basis", "source"}
    facts = {"lakukan": "terbitkan", "effective": "2026-02-01", "legal_basis": "Perda 4 Tahun 2026", "source": "Tapem"}
    office.post(f"/unggah/{run.pk}/terbitkan/", facts)
    work_off()
    assert "Terbit: 2 wilayah" in content(office, run, "terbitkan")

    page = office.get("/wilayah/64.08.08/").content.decode()
    history = page.partition('id="riwayat"')[2]
    assert "Berganti nama dari Kombeng menjadi Kongbeng" in history
    assert "1 Februari 2026" in history and "Perda 4 Tahun 2026" in history
    english = office.get("/wilayah/64.08.08/?bahasa=en").content.decode()
    assert "Renamed from Kombeng to Kongbeng" in english

    office.post(f"/unggah/{run.pk}/batalkan/")
    assert Region.objects.get(codes__code="64.08.08").name == "Kombeng"
    assert 'id="riwayat"' not in office.get("/wilayah/64.08.08/?bahasa=id").content.decode()
    assert office.get("/wilayah/64.08.06.2099/").status_code == 404


def test_no_reference_system_is_asked_for_nor_shown(office: Client, run: Run) -> None:
    office.post(f"/unggah/{run.pk}/lapisan/", {"tanya": "target", "jawab": TARGET})
    office.post(f"/unggah/{run.pk}/kolom/", MAPPING)
    work_off()
    assert "Sistem koordinat" not in content(office, run, "lapisan")
    assert "Sistem koordinat" not in office.get(f"/unggah/{run.pk}/").content.decode()


def test_the_law_of_one_change_is_not_proposed_for_the_next(office: Client, run: Run, tmp_path: Path) -> None:
    office.post(f"/unggah/{run.pk}/lapisan/", {"tanya": "target", "jawab": TARGET})
    office.post(f"/unggah/{run.pk}/kolom/", MAPPING)
    work_off()
    office.post(
        f"/unggah/{run.pk}/terbitkan/", {"lakukan": "terbitkan", "legal_basis": "Perda 4 Tahun 2026", "source": "Tapem"}
    )
    work_off()
    rows = [{**ROWS[0], "nama_baru": "Kombeng"}]
    with geopackage(tmp_path / "lagi.gpkg", rows).open("rb") as file:
        office.post("/unggah/", {"file": file})
    work_off()
    again = Run.objects.latest("pk")
    office.post(f"/unggah/{again.pk}/lapisan/", {"tanya": "target", "jawab": TARGET})
    work_off()
    assert "Perda 4" not in content(office, again, "terbitkan")


def test_an_old_code_and_an_old_address_lead_to_the_new_page(office: Client, tmp_path: Path) -> None:
    change(
        tmp_path,
        {"tindakan": "pindah", "kode": "64.08.06.2001", "kode_baru": "64.08.07.2099"},
        {"tindakan": "kode", "kode": "64.08.04.2098", "nama": "Sangatta Prima"},
    )
    assert office.get("/wilayah/64.08.06.2001/")["Location"] == "/wilayah/64.08.07.2099/"
    assert office.get("/wilayah/64.08.04/p-sangatta-prima/")["Location"] == "/wilayah/64.08.04.2098/"


def test_the_page_of_a_code_that_ended_tells_how(office: Client, tmp_path: Path) -> None:
    change(
        tmp_path,
        {"tindakan": "pemekaran", "kode": "64.08.06.2098", "nama": "Satu", "kode_asal": "64.08.06.2001"},
        {"tindakan": "pemekaran", "kode": "64.08.06.2099", "nama": "Dua", "kode_asal": "64.08.06.2001"},
        {"tindakan": "berakhir", "kode": "64.08.06.2001", "dasar_hukum": "Perda 9 Tahun 2026"},
    )
    page = office.get("/wilayah/64.08.06.2001/")
    assert page.status_code == 410
    history = page.content.decode().partition('id="riwayat"')[2]
    assert "Pemekaran: 64.08.06.2098 Satu" in history
    assert "Perda 9 Tahun 2026" in history
