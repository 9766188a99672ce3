"""GeoPackage, FlatGeobuf, Shapefile: every layer is read back by GDAL and says the same as the API."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import fiona
import pytest
import shapely
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from layers.registry import get_layer
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db
WITHIN = 1e-6  # degrees: what the API's six digits leave


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def told(client: Client, key: str) -> dict[str, dict[str, Any]]:
    """Return the layer's features by id, as the API tells them."""
    document = json.loads(client.get(f"/api/collections/{key}/items?unduh=1").getvalue())
    return {feature["id"]: feature for feature in document["features"]}


def plain(value: Any, kind: str) -> Any:
    """Return a value read by GDAL as the API writes it."""
    if value is None:
        return None
    if kind == "boolean":
        return bool(value)
    return str(value)[:10] if kind == "date" else value


def id_and_kinds(key: str) -> tuple[str, dict[str, str]]:
    layer = get_layer(key, AnonymousUser())
    assert layer is not None
    return layer.id_field, {field.name: field.type for field in layer.fields}


def same_shape(read: Any, feature: dict[str, Any]) -> bool:
    one, other = shapely.geometry.shape(read), shapely.geometry.shape(feature["geometry"])
    return bool(one.hausdorff_distance(other) < WITHIN)


@pytest.mark.parametrize("key", LAYERS)
@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_file_says_what_the_api_says(client: Client, tmp_path: Path, key: str, ending: str) -> None:
    path, (id_field, kinds), expected = fetch(client, f"/unduh/{key}.{ending}", tmp_path), id_and_kinds(key), None
    expected = told(client, key)
    with fiona.open(path) as file:
        assert file.crs.to_epsg() == 4326
        assert len(file) == len(expected) > 0
        for record in file:
            feature = expected.pop(record["properties"][id_field])
            read = {name: plain(value, kinds[name]) for name, value in record["properties"].items()}
            assert read == feature["properties"]
            assert same_shape(record["geometry"], feature)
    assert not expected


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_bytes_depend_on_the_content_alone(client: Client, ending: str) -> None:
    first = client.get(f"/unduh/desa.{ending}").getvalue()
    assert client.get(f"/unduh/desa.{ending}").getvalue() == first


def test_geopackage_tells_title_licence_and_source(client: Client, tmp_path: Path) -> None:
    path = fetch(client, "/unduh/desa.gpkg", tmp_path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        contents = database.execute("SELECT identifier, description FROM gpkg_contents").fetchall()
        (scope, metadata), (same_scope, iso) = database.execute(
            "SELECT reference_scope, metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id ORDER BY id"
        ).fetchall()
    assert contents[0] == ("Batas desa dan kelurahan", "Batas 139 desa dan 2 kelurahan di Kutai Timur.")
    root = ET.fromstring(iso)
    assert (same_scope, root.tag) == ("table", "{http://www.isotc211.org/2005/gmd}MD_Metadata")
    assert "http://testserver/api/collections/desa" in iso
    about = json.loads(metadata)
    assert scope == "table"
    assert about["license"] == "CC-BY-4.0 https://creativecommons.org/licenses/by/4.0/"
    assert about["accessURL"] == "http://testserver/r/desa/1/desa.gpkg"
    with fiona.open(path) as file:
        assert file.name == "desa"  # not the table of styles
        assert file.tags()  # GDAL reads the table as metadata of the layer


@pytest.mark.parametrize("key", LAYERS)
def test_geopackage_is_opened_with_its_style(client: Client, tmp_path: Path, key: str) -> None:
    path, columns = fetch(client, f"/unduh/{key}.gpkg", tmp_path), id_and_kinds(key)[1]
    assert set(fiona.listlayers(path)) == {key, "layer_styles"}
    with fiona.open(path, layer="layer_styles") as table:
        (style,) = [each["properties"] for each in table]
    with closing(sqlite3.connect(path)) as database:
        shape = database.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()
    assert (style["f_table_name"], style["useAsDefault"]) == (key, True)
    assert (style["f_geometry_column"],) == shape
    qml, sld = ET.fromstring(style["styleQML"]), ET.fromstring(style["styleSLD"])
    renderer = qml.find("renderer-v2")
    assert renderer is not None and renderer.get("attr") in (None, *columns)
    assert [each.get("field") for each in qml.iterfind("aliases/alias")] == list(columns)
    assert sld.tag == "{http://www.opengis.net/sld}StyledLayerDescriptor"


def test_style_without_its_column_draws_all_alike(client: Client, tmp_path: Path) -> None:
    path = fetch(client, "/unduh/fasilitas.gpkg?properties=id,name&region=64.08.04&crs=EPSG:32650", tmp_path)
    with closing(sqlite3.connect(path)) as database:
        (qml,) = database.execute("SELECT styleQML FROM layer_styles").fetchone()
        (iso,) = database.execute("SELECT metadata FROM gpkg_metadata WHERE mime_type = 'text/xml'").fetchone()
    renderer = ET.fromstring(qml).find("renderer-v2")
    assert renderer is not None and renderer.get("type") == "singleSymbol"
    assert "EPSG/0/32650" in iso


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_system_and_columns_may_be_chosen(client: Client, tmp_path: Path, ending: str) -> None:
    with fiona.open(fetch(client, f"/unduh/desa.{ending}?crs=EPSG:32650&properties=code,name", tmp_path)) as file:
        assert file.crs.to_epsg() == 32650
        assert list(file.schema["properties"]) == ["code", "name"]
        west, south, east, north = file.bounds
    assert 300_000 < west < east < 900_000 and -100_000 < south < north < 400_000


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "geojsons"])
def test_other_system_is_refused_where_the_file_cannot_say_it(client: Client, ending: str) -> None:
    response = client.get(f"/unduh/desa.{ending}?crs=EPSG:32650")
    assert response.status_code == 400
    assert response.json()["parameter"] == "crs"


@pytest.mark.parametrize(
    ("crs", "words"), [("EPSG:9470", "SRGI2013 (EPSG:9470), bujur"), ("EPSG:32650", "EPSG:32650), timur")]
)
def test_papers_of_a_bundle_say_system_and_columns(client: Client, tmp_path: Path, crs: str, words: str) -> None:
    import zipfile

    path = fetch(client, f"/unduh/desa.gpkg.zip?crs={crs}&properties=code,name", tmp_path)
    with zipfile.ZipFile(path) as archive:
        readme, about = archive.read("BACA-SAYA.txt").decode(), json.loads(archive.read("metadata.json"))
        fields = archive.read("kolom.csv").decode().splitlines()
    assert words in readme and "hanya kolom code, name" in readme
    assert about["crs"].endswith(crs.removeprefix("EPSG:"))
    assert [line.split(",")[0] for line in fields[1:]] == ["code", "name"]
