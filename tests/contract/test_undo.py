"""After an undo the API answers as before, byte for byte, but for releases, links and times."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client
from shapely.geometry import mapping

from accounts.permissions import system_user
from imports.actions import run_import, undo
from imports.models import RunState
from imports.rows import Choices
from tests.factories.register import change

pytestmark = pytest.mark.django_db
APART = {"links", "timeStamp", "release"}


def answer(client: Client, layer: str) -> str:
    """Return a layer's features as text, without what may differ."""
    document = json.loads(client.get(f"/api/collections/{layer}/items?limit=1000").getvalue())
    for feature in document["features"]:
        feature["properties"].pop("release")
        feature.pop("links", None)
    return json.dumps({key: value for key, value in document.items() if key not in APART})


@pytest.fixture
def moved_busang(tmp_path: Path) -> Path:
    path = tmp_path / "busang.geojson"
    feature = {
        "type": "Feature",
        "properties": {"KDCPUM": "64.08.06", "WADMKC": "Busang"},
        "geometry": mapping(shapely.box(116.1, 0.8, 116.6, 1.3)),
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


@pytest.mark.parametrize("choices", [Choices(), Choices(correction=True)], ids=["perubahan", "koreksi"])
def test_undone_kecamatan_and_its_kabupaten_answer_as_before(
    choices: Choices, moved_busang: Path, client: Client
) -> None:
    layers = ("kecamatan", "kabupaten", "desa")
    before = {layer: answer(client, layer) for layer in layers}
    run = run_import(path=moved_busang, target_key="batas.kecamatan", choices=choices, by=system_user())
    assert run.state == RunState.PUBLISHED
    assert [answer(client, layer) != before[layer] for layer in layers] == [True, True, False]

    undo(run, by=system_user())
    assert {layer: answer(client, layer) for layer in layers} == before


def test_an_undone_change_of_the_register_leaves_every_answer_as_before(tmp_path: Path, client: Client) -> None:
    addresses = ("64.08.08", "64.08.06", "64.08.06.2001", "64.08.07")
    layers = ("kecamatan", "kabupaten", "desa")

    def answers() -> list[str]:
        regions = [client.get(f"/api/regions/{address}").getvalue().decode() for address in addresses]
        return [*regions, *(answer(client, layer) for layer in layers)]

    before = answers()
    run = change(
        tmp_path,
        {"tindakan": "ganti nama", "kode": "64.08.08", "nama_baru": "Kongbeng"},
        {"tindakan": "pindah", "kode": "64.08.06.2001", "kode_baru": "64.08.07.2099"},
        {"tindakan": "pemekaran", "kode": "64.08.07.2098", "nama": "Baru", "kode_asal": "64.08.07.2001"},
    )
    assert run.state == RunState.PUBLISHED
    assert [now != then for now, then in zip(answers(), before, strict=True)] == [True] * 5 + [False, True]

    undo(run, by=system_user())
    assert answers() == before


@pytest.mark.real_data
def test_real_borders_replace_the_demo_and_are_undone(real_data: Path, client: Client) -> None:
    before = answer(client, "desa")
    run = run_import(
        path=real_data / "kutim_desa_shp.zip", target_key="batas.desa", choices=Choices(), by=system_user()
    )
    assert (run.state, run.counts["changed"]) == (RunState.PUBLISHED, 141)
    assert answer(client, "desa") != before
    undo(run, by=system_user())
    assert answer(client, "desa") == before


@pytest.fixture
def read(client: Client) -> Callable[[str], Any]:
    return lambda path: json.loads(client.get(path).getvalue())


def test_earlier_release_stays_readable_after_publishing(moved_busang: Path, read: Callable[[str], Any]) -> None:
    def shapes() -> list[Any]:
        return [each["geometry"] for each in read("/api/collections/kecamatan/items?release=1&limit=1000")["features"]]

    before = shapes()
    run_import(path=moved_busang, target_key="batas.kecamatan", choices=Choices(), by=system_user())
    assert shapes() == before
