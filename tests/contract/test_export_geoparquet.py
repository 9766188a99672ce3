"""GeoParquet: read back by pyarrow it says what the API says; a server without pyarrow says so."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client

from layers.exports import formats, geoparquet
from tests.contract.test_export_gis_files import id_and_kinds, plain, told
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db
WITHOUT = pytest.mark.skipif("parquet" in formats.MISSING, reason="pyarrow, the extra `parquet`, is not installed")


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def read(path: Path) -> tuple[Any, dict[str, Any]]:
    from pyarrow import parquet

    table = parquet.read_table(path)
    return table, json.loads(parquet.read_metadata(path).metadata[b"geo"])


@WITHOUT
@pytest.mark.parametrize("key", LAYERS)
def test_file_says_what_the_api_says(client: Client, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geoparquet, "GROUP_ROWS", 50)
    path, (id_field, kinds), expected = fetch(client, f"/unduh/{key}.parquet", tmp_path), id_and_kinds(key), None
    expected = told(client, key)
    table, geo = read(path)
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    shapes = {}
    assert table.num_rows == len(expected) > 0
    for record in table.to_pylist():
        shapes[record[id_field]] = shape = shapely.from_wkb(record.pop("geometry"))
        feature = expected.pop(record[id_field])
        assert {name: plain(value, kinds[name]) for name, value in record.items()} == feature["properties"]
        assert shape.hausdorff_distance(shapely.geometry.shape(feature["geometry"])) < 1e-6
    assert not expected
    assert column["geometry_types"] == sorted({shape.geom_type for shape in shapes.values()})
    assert column["bbox"] == shapely.total_bounds(list(shapes.values())).tolist()
    assert "crs" not in column and column["encoding"] == "WKB"
    assert client.get(f"/unduh/{key}.parquet").getvalue() == path.read_bytes()


@WITHOUT
def test_it_tells_another_system(client: Client, tmp_path: Path) -> None:
    table, geo = read(fetch(client, "/unduh/desa.parquet?crs=EPSG:32650&properties=code&region=64.08.04", tmp_path))
    column = geo["columns"]["geometry"]
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 32650}
    assert column["bbox"][0] > 100_000 and table.column_names == ["code", "geometry"]
    empty, geo = read(fetch(client, "/unduh/desa.parquet?name=tidak%20ada", tmp_path))
    assert (empty.num_rows, geo["columns"]["geometry"]["geometry_types"]) == (0, [])


@pytest.mark.parametrize("ending", ["parquet", "parquet.zip"])
def test_a_server_without_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setitem(formats.MISSING, "parquet", formats.PARQUET)
    monkeypatch.delitem(formats.FORMATS, "parquet", raising=False)
    response = client.get(f"/unduh/desa.{ending}")
    assert response.status_code == 404
    assert "tidak dilengkapi untuk GeoParquet" in response.json()["detail"]
    assert "parquet" not in {each.name for each in formats.fitting("MultiPolygon")}
