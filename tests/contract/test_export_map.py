"""`/unduh/{layer}.html`: a layer as one folium map that needs no network."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from layers.exports import portable_map
from tests.contract.test_export_gis_files import told
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def drawn(text: str) -> dict[str, dict[str, Any]]:
    """Return the features of the map's layers by id."""
    found = re.findall(r"^geo_json_\d+_add\((.*)\);$", text, flags=re.MULTILINE)
    return {each["id"]: each for part in found for each in json.loads(part)["features"]}


@pytest.mark.parametrize("key", LAYERS)
def test_every_layer_is_a_map_in_one_file(client: Client, tmp_path: Path, key: str) -> None:
    path = fetch(client, f"/unduh/{key}.html", tmp_path)
    text, expected = path.read_text(encoding="utf-8"), told(client, key)
    features = drawn(text)
    assert features.keys() == {each for each, feature in expected.items() if feature["geometry"]} != set()
    for identifier, feature in expected.items():
        name = feature["properties"].get("name")
        assert not name or features[identifier]["properties"]["n"] == name
    assert "<script src=" not in text and '<link rel="stylesheet"' not in text
    assert client.get(f"/unduh/{key}.html").getvalue() == path.read_bytes()


def test_it_is_narrowed_like_every_file_and_says_so(client: Client, tmp_path: Path) -> None:
    address = "/unduh/desa.html?region=64.08.04&properties=code,name,kind"
    text = fetch(client, address, tmp_path).read_text(encoding="utf-8")
    features = drawn(text)
    assert len(features) == 4 and all(code.startswith("64.08.04.") for code in features)
    assert all(each["properties"]["f"][1:] in (["desa"], ["kelurahan"]) for each in features.values())
    assert "hanya wilayah 64.08.04" in text and "data contoh, bukan data resmi" in text
    assert f"http://testserver{address.replace('&', '&amp;').replace(',', '%2C')}" in text


def test_too_large_a_map_says_the_way_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MAX_FEATURES", 100), ("MOST_BYTES", 1000)):
        with monkeypatch.context() as patch:
            patch.setattr(portable_map, name, value)
            response = client.get("/unduh/desa.html")
        assert response.status_code == 400
        assert "region, bbox atau filter" in response.json()["detail"]
    page = client.get("/unduh/desa.html?limit=0", headers={"accept": "text/html"})
    assert page.status_code == 400
