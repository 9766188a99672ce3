"""Shapefile: read back by GDAL through the map of names in the zip; what had to be cut is told."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fiona
import pytest
from django.test import Client

from facilities.models import FacilityVersion
from layers.declaration import Field
from layers.exports import shapefile
from tests.contract.test_export_gis_files import id_and_kinds, plain, same_shape, told
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def names(path: Path) -> dict[str, str]:
    """Return the portal's name of each field of the file."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read("NAMA-KOLOM.csv").decode()
    return {row["shapefile"]: row["kolom"] for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize("key", LAYERS)
def test_file_says_what_the_api_says(client: Client, tmp_path: Path, key: str) -> None:
    path, expected = fetch(client, f"/unduh/{key}.shp", tmp_path), told(client, key)
    id_field, kinds = id_and_kinds(key)
    full = names(path)
    with fiona.open(f"zip://{path}") as file:
        assert file.crs.to_epsg() == 4326
        assert len(file) == len(expected) > 0
        assert list(file.schema["properties"]) == list(full)
        for record in file:
            read = {full[name]: plain(value, kinds[full[name]]) for name, value in record["properties"].items()}
            feature = expected.pop(read[id_field])
            # dBase knows no empty text beside an unknown one.
            assert read == {name: None if value == "" else value for name, value in feature["properties"].items()}
            assert same_shape(record["geometry"], feature)
    assert not expected


@pytest.mark.parametrize(
    ("key", "code", "bps", "name"),
    [
        ("desa", "KDEPUM", "KDEBPS", "WADMKD"),
        ("kecamatan", "KDCPUM", "KDCBPS", "WADMKC"),
        ("kabupaten", "KDBPUM", "KDBBPS", "WADMKK"),
    ],
)
def test_boundaries_bear_the_names_of_rbi(
    client: Client, tmp_path: Path, key: str, code: str, bps: str, name: str
) -> None:
    full = names(fetch(client, f"/unduh/{key}.shp", tmp_path))
    held = [full[each] for each in (code, bps, name, "UUPP")]
    assert held == ["code", "bps_code", "name", "legal_basis"]


def test_parts_papers_and_bytes(client: Client, tmp_path: Path) -> None:
    path = fetch(client, "/unduh/desa.shp", tmp_path)
    assert path.name.endswith(".shapefile.zip")
    with zipfile.ZipFile(path) as archive:
        parts = {Path(name).suffix: archive.read(name) for name in archive.namelist() if name.startswith("desa-")}
        readme = archive.read("BACA-SAYA.txt").decode()
    assert set(parts) == {".cpg", ".dbf", ".prj", ".shp", ".shx"}
    assert parts[".cpg"] == b"UTF-8" and b"WGS_1984" in parts[".prj"]
    assert "DATA CONTOH" in readme and "CC-BY-4.0" in readme and "PERINGATAN" not in readme
    assert client.get("/unduh/desa.shp").getvalue() == path.read_bytes()


def test_long_texts_are_cut_between_letters_and_told(client: Client, tmp_path: Path) -> None:
    FacilityVersion.objects.update(name="a" + "€" * 150)
    path = fetch(client, "/unduh/fasilitas.shp", tmp_path)
    with zipfile.ZipFile(path) as archive:
        readme, english = (archive.read(name).decode() for name in ("BACA-SAYA.txt", "README.txt"))
    with fiona.open(f"zip://{path}") as file:
        held, number = {record["properties"]["name"] for record in file}, len(file)
    assert held == {"a" + "€" * 84}
    assert f"PERINGATAN: name: {number} teks lebih dari 254 bita dipotong" in readme
    assert f"WARNING: name: {number} texts" in english


def test_names_are_of_ten_letters_and_none_twice() -> None:
    named = ("official_area_km2", "official_area_year", "OFFICIAL_A", "luas (ha)", "2026", "x", "page_url_x")
    fields = [Field(each, each, each, each) for each in named] + [Field("code", "code", "", "", short="PAGE_URL_X")]
    short = shapefile.short_names(fields)
    assert short["code"] == "PAGE_URL_X"
    assert [short[each] for each in named] == [
        "official_a",
        "official_1",
        "OFFICIAL_2",
        "luas__ha_",
        "k2026",
        "x",
        "page_url_1",
    ]


def test_system_may_be_chosen(client: Client, tmp_path: Path) -> None:
    with fiona.open(f"zip://{fetch(client, '/unduh/desa.shp?crs=EPSG:32650&properties=code', tmp_path)}") as file:
        assert file.crs.to_epsg() == 32650
        assert list(file.schema["properties"]) == ["KDEPUM"]
        assert 300_000 < file.bounds[0] < 900_000
