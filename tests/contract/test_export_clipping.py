"""Reference systems of files, `potong=1`, and rows of a layer of single shapes that are several."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import fiona
import openpyxl
import pytest
import shapely
from django.test import Client
from pyproj import Transformer

from boundaries.layers import DESA
from layers import registry
from layers.declaration import Layer
from tests.factories.exports import fetch
from tests.factories.throwaway import OFFICES

pytestmark = pytest.mark.django_db
BOX = "117.4,0.3,117.55,0.6"
UTM = Transformer.from_crs(4326, 32650, always_xy=True)


def shapes(client: Client, address: str) -> dict[str, Any]:
    document = json.loads(client.get(address).getvalue())
    return {each["id"]: shapely.geometry.shape(each["geometry"]) for each in document["features"]}


@contextmanager
def declared(layer: Layer) -> Iterator[None]:
    registry.register(layer)
    try:
        yield
    finally:
        registry.unregister(layer.key)


def test_tables_tell_shapes_in_any_system(client: Client, tmp_path: Path) -> None:
    csv.field_size_limit(1 << 24)
    query = "wkt=1&crs=EPSG:32650&geometry=ringan"
    text = fetch(client, f"/unduh/kecamatan.csv?{query}", tmp_path).read_text(encoding="utf-8")
    told = {row["code"]: row["wkt_epsg_32650"] for row in csv.DictReader(io.StringIO(text))}
    expected = shapes(client, "/unduh/kecamatan.geojson?geometry=ringan")
    assert told.keys() == expected.keys()
    for code, degrees in expected.items():
        metres = shapely.transform(degrees, UTM.transform, interleaved=False)
        assert shapely.from_wkt(told[code]).hausdorff_distance(metres) < 0.2
    book = openpyxl.load_workbook(fetch(client, f"/unduh/kecamatan.xlsx?{query}", tmp_path))
    assert "wkt_epsg_32650" in [cell.value for cell in book.worksheets[0][1]]
    assert "EPSG:32650" in dict(book.worksheets[1].iter_rows(values_only=True, max_col=2))["Bentuk"]


@pytest.mark.parametrize(
    ("address", "parameter", "words"),
    [
        ("desa.csv?crs=EPSG:32650", "crs", "wkt=1"),
        ("desa.geojson?crs=EPSG:32650", "crs", "(RFC 7946); sistem lain dengan: csv?wkt=1, xlsx?wkt=1, gpkg, shp, fgb"),
        ("desa.kml?crs=EPSG:32650", "crs", "gpkg, shp, fgb"),
        ("desa.gpkg?potong=1", "potong", "bbox atau region"),
        ("desa.gpkg?potong=ya&region=64.08.04", "potong", "1"),
        ("desa.csv?potong=1&region=64.08.04", "potong", "wkt=1"),
        ("desa.geojson?potong=1&region=64.08.04&geometry=none", "potong", "geometry=none"),
        ("desa.gpkg?potong=1&bbox=117.4,0.3,117.4,0.3", "bbox", "luas"),
        ("desa.gpkg?potong=1&region=64", "region", "pakai bbox"),
    ],
)
def test_what_a_file_cannot_do_names_the_way_out(client: Client, address: str, parameter: str, words: str) -> None:
    response = client.get(f"/unduh/{address}")
    assert response.status_code == 400
    assert response.json()["parameter"] == parameter
    assert words in response.json()["detail"]


def test_shapes_are_cut_to_the_box_and_stay_areas(client: Client) -> None:
    box = shapely.box(*map(float, BOX.split(",")))
    whole = shapes(client, f"/unduh/desa.geojson?bbox={BOX}")
    cut = shapes(client, f"/unduh/desa.geojson?bbox={BOX}&potong=1")
    assert {code for code, shape in whole.items() if shape.intersection(box).area > 1e-9} == cut.keys() != set()
    for code, shape in cut.items():
        assert shape.geom_type == "MultiPolygon" and shape.within(box.buffer(1e-6))
        assert shape.area == pytest.approx(whole[code].intersection(box).area, rel=1e-3, abs=1e-8)
    assert any(shape.area < whole[code].area * 0.9 for code, shape in cut.items())


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp"])
def test_files_of_gis_hold_what_is_left(client: Client, tmp_path: Path, ending: str) -> None:
    expected = shapes(client, f"/unduh/desa.geojson?bbox={BOX}&potong=1")
    path = fetch(client, f"/unduh/desa.{ending}?bbox={BOX}&potong=1", tmp_path)
    assert "-potong-" in path.name
    with fiona.open(f"zip://{path}" if ending == "shp" else path) as file:
        code = "KDEPUM" if ending == "shp" else "code"
        read = {each["properties"][code]: shapely.geometry.shape(each["geometry"]) for each in file}
    assert read.keys() == expected.keys()
    assert all(shape.hausdorff_distance(expected[key]) < 1e-6 for key, shape in read.items())


def test_a_region_is_cut_along_its_border(client: Client, tmp_path: Path) -> None:
    border = shapes(client, "/unduh/kecamatan.geojson?region=64.08.04&geometry=ringan")["64.08.04"]
    asked = "region=64.08.04&geometry=ringan"
    cut = shapes(client, f"/unduh/desa.geojson?{asked}&potong=1")
    assert cut.keys() == shapes(client, f"/unduh/desa.geojson?{asked}").keys()
    assert all(shape.within(border.buffer(1e-5)) for shape in cut.values())
    with declared(OFFICES):
        assert shapes(client, "/unduh/kantor-uji.geojson?region=64.08.04&potong=1").keys() == {"64.08.04"}
    with zipfile.ZipFile(fetch(client, f"/unduh/desa.geojson.zip?{asked}&potong=1", tmp_path)) as archive:
        assert "bentuk dipotong pada batas itu" in archive.read("BACA-SAYA.txt").decode()


SINGLE = replace(DESA, key="tunggal-uji", geometry_type="Polygon", release_key="desa")


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp"])
def test_rows_of_several_shapes_in_a_layer_of_single_ones(client: Client, tmp_path: Path, ending: str) -> None:
    with declared(SINGLE):
        expected = shapes(client, "/unduh/tunggal-uji.geojson")
        assert {shape.geom_type for shape in expected.values()} == {"MultiPolygon"}
        path = fetch(client, f"/unduh/tunggal-uji.{ending}", tmp_path)
        with fiona.open(f"zip://{path}" if ending == "shp" else path) as file:
            read = [shapely.geometry.shape(each["geometry"]) for each in file]
    assert sum(shape.area for shape in read) == pytest.approx(sum(shape.area for shape in expected.values()), rel=1e-4)
    assert len(read) == len(expected)
