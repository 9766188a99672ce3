"""TopoJSON: read back by GDAL it says what the API says; neighbours share their borders."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fiona
import pytest
import shapely
from django.test import Client

from layers.exports import topojson
from tests.contract.test_export_gis_files import id_and_kinds, plain, told
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def flat(arcs: Any) -> Iterator[int]:
    for each in arcs:
        if isinstance(each, list):
            yield from flat(each)
        else:
            yield each if each >= 0 else ~each


@pytest.mark.parametrize("key", LAYERS)
def test_file_says_what_the_api_says(client: Client, tmp_path: Path, key: str) -> None:
    path, (id_field, kinds) = fetch(client, f"/unduh/{key}.topojson", tmp_path), id_and_kinds(key)
    expected = told(client, key)
    with fiona.open(path, driver="TopoJSON") as file:
        assert len(file) == len(expected) > 0
        for record in file:
            feature = expected.pop(record["properties"][id_field])
            # GDAL adds the id as a column of its own.
            read = {name: plain(record["properties"][name], kinds[name]) for name in feature["properties"]}
            assert read == feature["properties"]
            shape = shapely.geometry.shape(record["geometry"])
            # Both round to a step; of two halves they may take either.
            assert shape.hausdorff_distance(shapely.geometry.shape(feature["geometry"])) < 1.01 * topojson.STEP
    assert not expected
    assert client.get(f"/unduh/{key}.topojson").getvalue() == path.read_bytes()


@pytest.mark.parametrize("asked", ["geometry=penuh", "geometry=ringan", "region=64.08.04"])
def test_borders_between_neighbours_are_told_once(client: Client, tmp_path: Path, asked: str) -> None:
    document = json.loads(fetch(client, f"/unduh/desa.topojson?{asked}", tmp_path).read_text(encoding="utf-8"))
    shapes = {
        each["id"]: shapely.geometry.shape(each["geometry"])
        for each in json.loads(client.get(f"/unduh/desa.geojson?{asked}").getvalue())["features"]
    }
    uses = {each["id"]: set(flat(each["arcs"])) for each in document["objects"]["desa"]["geometries"]}
    assert uses.keys() == shapes.keys()
    assert set(Counter(arc for arcs in uses.values() for arc in arcs).values()) == {1, 2}
    assert set().union(*uses.values()) == set(range(len(document["arcs"])))
    codes = list(shapes)
    for place, one in enumerate(codes):
        for other in codes[place + 1 :]:
            common = shapes[one].intersection(shapes[other]) if shapes[one].intersects(shapes[other]) else None
            beside = common is not None and common.length > 1e-4
            assert bool(uses[one] & uses[other]) == beside, (one, other)
    step, corner = document["transform"]["scale"][0], document["transform"]["translate"]
    assert (step, corner) == (1e-6, document["bbox"][:2])


def test_levels_make_it_smaller_and_too_large_says_the_way_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get("/unduh/desa.topojson").getvalue()
    assert len(client.get("/unduh/desa.topojson?geometry=ringan").getvalue()) < len(whole)
    monkeypatch.setattr(topojson, "MOST_POSITIONS", 100)
    response = client.get("/unduh/desa.topojson")
    assert response.status_code == 400 and "geometry=ringan" in response.json()["detail"]
