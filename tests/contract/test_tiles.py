"""Vector tiles of every layer: what they hold, where they lie, how they are kept. GDAL reads them as QGIS does."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.permissions import system_user
from boundaries.models import Region
from layers import registry
from layers.api.tiles import asked
from layers.filters import FeatureQuery
from layers.models import LayerSettings, Visibility
from layers.releases import open_release
from layers.tiles import limits, mvt
from layers.tiles.grid import Tile, pixel_m
from tests.factories.throwaway import OFFICES
from tests.factories.tiles import rows_of

pytestmark = pytest.mark.django_db
OGRINFO = shutil.which("ogrinfo")
Z, X, Y = 6, 52, 31  # holds the whole regency but its southern edge
OGC = f"/api/collections/desa/tiles/WebMercatorQuad/{Z}/{Y}/{X}"
XYZ = f"/api/collections/desa/tiles/{Z}/{X}/{Y}.mvt"
RELEASED = f"/r/desa/1/{Z}/{X}/{Y}.mvt"
EMPTY = "/0/0"


@pytest.fixture(autouse=True)
def no_archives(tmp_path: Path, settings: Any) -> None:
    """Those of a portal that runs here would be read else."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def offices() -> Iterator[None]:
    registry.register(OFFICES)
    yield
    registry.unregister(OFFICES.key)


def query(key: str = "desa", **params: str) -> FeatureQuery:
    layer = registry.find_shelf(key)
    assert layer is not None
    given = QueryDict(mutable=True)
    given.update(params)
    return asked(given, layer.layer, 1)


@pytest.mark.parametrize("address", [OGC, XYZ, RELEASED])
def test_the_addresses_of_a_tile_answer_the_same_bytes(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vnd.mapbox-vector-tile")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.content == client.get(OGC).content
    assert len(answer.content) < 500_000
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])


@pytest.mark.parametrize("address", [OGC, RELEASED])
def test_a_reader_that_has_a_tile_costs_no_geometry(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get(address)["ETag"]
    monkeypatch.setattr(mvt, "block_bytes", None)  # a call would fail
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


def test_a_release_is_kept_and_the_rest_asked_for_again(client: Client) -> None:
    before, kept = client.get(OGC), client.get(RELEASED)
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert before["Cache-Control"] == "no-cache"
    open_release(layer="desa", by=system_user())
    assert client.get(OGC)["ETag"] != before["ETag"]
    again = client.get(RELEASED)
    assert (again.content, again["ETag"]) == (kept.content, kept["ETag"])
    assert client.get(RELEASED.replace("/1/", "/2/", 1)).status_code == 200


def test_a_release_is_the_same_on_every_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get(RELEASED)
    later = timezone.localdate() + timedelta(days=400)
    monkeypatch.setattr(timezone, "localdate", lambda *_given: later)
    after = client.get(RELEASED)
    assert (after.content, after["ETag"], after["Cache-Control"]) == (
        before.content, before["ETag"], "public, max-age=31536000, immutable",
    )  # fmt: skip
    known = client.get(RELEASED, headers={"if-none-match": before["ETag"]})
    assert (known.status_code, known["Cache-Control"]) == (304, before["Cache-Control"])


def test_names_corrected_for_the_day_of_a_release_come_under_another_tag(client: Client) -> None:
    before = client.get(RELEASED)
    region = Region.objects.get(codes__code="64.08.04.2011", codes__scheme="kemendagri")
    Region.objects.filter(pk=region.pk).update(name="Nama Dibetulkan")
    open_release(layer="register", by=system_user())
    after = client.get(RELEASED, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and after["ETag"] != before["ETag"]
    assert b"Nama Dibetulkan" in after.content and b"Nama Dibetulkan" not in before.content
    points = client.get(RELEASED.replace("/desa/", "/fasilitas/", 1))
    open_release(layer="register", by=system_user())
    assert client.get(RELEASED.replace("/desa/", "/fasilitas/", 1))["ETag"] != points["ETag"]


def test_after_new_names_of_regions_tilejson_leads_to_tiles_as_they_are_now(client: Client) -> None:
    """The release goes on telling the names of its own day."""
    open_release(layer="register", by=system_user())
    document = client.get("/api/collections/desa/tiles/tilejson.json").json()
    assert document["tiles"] == ["http://testserver/api/collections/desa/tiles/{z}/{x}/{y}.mvt"]
    open_release(layer="desa", by=system_user())
    assert "/r/desa/2/" in client.get("/api/collections/desa/tiles/tilejson.json").json()["tiles"][0]


def test_an_empty_tile_is_204_and_may_be_read(client: Client) -> None:
    for address in (f"/api/collections/desa/tiles/WebMercatorQuad/{Z}{EMPTY}", f"/r/desa/1/{Z}{EMPTY}.mvt"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address",
    [
        f"/r/desa/1/4/{X}/{Y}.mvt",
        f"/r/desa/1/17/{X}/{Y}.mvt",
        f"/r/desa/1/{Z}/64/{Y}.mvt",
        f"/r/desa/1/{Z}/{X}/64.mvt",
        f"/r/desa/1/{Z}/a/{Y}.mvt",
        f"/r/desa/9/{Z}/{X}/{Y}.mvt",
        f"/r/desa/0/{Z}/{X}/{Y}.mvt",
        f"/r/nope/1/{Z}/{X}/{Y}.mvt",
        f"/api/collections/desa/tiles/WebMercatorQuad/4/{Y}/{X}",
        f"/api/collections/desa/tiles/WebMercatorQuad/{Z}/-1/{X}",
        f"/api/collections/desa/tiles/WorldCRS84Quad/{Z}/{Y}/{X}",
        "/api/collections/desa/tiles/WorldCRS84Quad",
        "/api/tileMatrixSets/WorldCRS84Quad",
    ],
)
def test_what_is_no_tile_is_refused_in_words(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] and answer.json()["detail_en"]


@pytest.mark.parametrize("wrong", ["limit=5", "geometry=none", "nope=1", "bbox=1,2"])
def test_parameters_that_tiles_do_not_take_are_named(client: Client, wrong: str) -> None:
    answer = client.get(f"{OGC}?{wrong}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, wrong.split("=")[0])


def test_hidden_layers_have_no_tiles(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    here = "/api/collections/desa/tiles"
    for address in (OGC, XYZ, RELEASED, here, f"{here}/WebMercatorQuad", f"{here}/tilejson.json"):
        assert client.get(address).status_code == 404


def test_filters_narrow_a_tile(client: Client) -> None:
    whole, part = client.get(OGC), client.get(f"{OGC}?region=64.08.04")
    assert 0 < len(part.content) < len(whole.content)
    assert part["ETag"] != whole["ETag"]


def test_a_query_that_takes_too_long_is_503(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TILE_SECONDS = 1

    def slow(*_given: object) -> list[tuple[Tile, bytes]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return []

    with monkeypatch.context() as slowed:
        slowed.setattr(mvt, "block_bytes", slow)
        for address in (OGC, RELEASED):
            answer = client.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert client.get(OGC).status_code == 200


def test_the_time_of_a_query_is_set_and_places_are_counted(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with limits.bounded(), connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == (f"{settings.TILE_SECONDS}s",)
    settings.TILE_QUERIES, settings.TILE_SECONDS = 1, 0
    with limits.bounded():
        for address in (OGC, RELEASED):
            answer = client.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (503, "5")
            assert answer["Content-Type"] == "application/problem+json"
            assert "max-age" not in answer.get("Cache-Control", "")
    assert client.get(OGC).status_code == 200


def test_the_index_finds_the_rows_of_a_tile() -> None:
    rows = rows_of(query(), Tile(12, 3370, 2040))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert re.search(r"Index.*geom", plan)
    assert "Seq Scan on boundaries_boundary " not in plan


def test_the_prepared_shape_is_no_coarser_than_a_pixel() -> None:
    assert [int(pixel_m(zoom)) for zoom in (6, 9, 12)] == [1222, 152, 19]


def test_tilejson_tells_what_the_tiles_hold(client: Client) -> None:
    found = client.get("/api/collections/desa/tiles/tilejson.json").json()
    assert found["tilejson"] == "3.0.0"
    assert [each["id"] for each in found["vector_layers"]] == ["desa", "desa_batas", "desa_label"]
    fields = found["vector_layers"][0]["fields"]
    assert (fields["name"], fields["area_km2"], fields["derived"]) == ("String", "Number", "Boolean")
    assert "page_url" not in fields
    west, south, east, north = found["bounds"]
    assert 115 < west < east < 120 and -1 < south < north < 3
    assert "CC-BY-4.0" in found["attribution"]
    template = found["tiles"][0]
    assert template.startswith("http://testserver/r/desa/1/{z}/{x}/{y}.mvt?v=")
    address = template.format(z=Z, x=X, y=Y).removeprefix("http://testserver")
    assert client.get(address).content == client.get(OGC).content
    narrowed = client.get("/api/collections/desa/tiles/tilejson.json?region=64.08.04").json()["tiles"][0]
    assert narrowed.endswith("/api/collections/desa/tiles/{z}/{x}/{y}.mvt?region=64.08.04")


def test_the_tilesets_are_listed_and_described(client: Client) -> None:
    links = client.get("/api/collections/desa").json()["links"]
    listed = next(each["href"] for each in links if each["rel"].endswith("/tilesets-vector"))
    tileset = client.get(listed).json()["tilesets"][0]
    by_rel = {each["rel"].rsplit("/", 1)[-1]: each["href"] for each in tileset["links"]}
    described = client.get(by_rel["self"]).json()
    assert [each["geometryDimension"] for each in described["layers"]] == [2, 1, 0]
    assert client.get(by_rel["tiling-scheme"]).json()["id"] == "WebMercatorQuad"
    tile = by_rel["item"].format(tileMatrix=Z, tileRow=Y, tileCol=X).replace("{", "").replace("}", "")
    assert client.get(tile).status_code == 200
    declared = client.get("/api/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt" in declared


def test_a_layer_that_was_only_declared_has_tiles(client: Client, offices: None) -> None:
    here = "/api/collections/kantor-uji/tiles"
    document = client.get(f"{here}/tilejson.json").json()
    assert [each["id"] for each in document["vector_layers"]] == ["kantor-uji"]
    tile = client.get(document["tiles"][0].format(z=Z, x=X, y=Y).removeprefix("http://testserver"))
    assert tile.status_code == 200 and b"Kantor Busang" in tile.content


@pytest.mark.skipif(OGRINFO is None, reason="ogrinfo is not installed (Debian: apt-get install gdal-bin)")
def test_gdal_reads_as_many_features_as_the_database_has(client: Client, tmp_path: Path) -> None:
    tile, path = Tile(5, 26, 15), tmp_path / "ubin.mvt"
    path.write_bytes(client.get("/r/desa/1/5/26/15.mvt").content)
    command = [str(OGRINFO), "-ro", "-so", "-al", "-oo", "X=26", "-oo", "Y=15", "-oo", "Z=5", str(path)]
    told = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env={"PATH": "/usr/bin:/bin"}
    ).stdout
    counts = dict(re.findall(r"Layer name: (\S+)\n.*?Feature Count: (\d+)", told, re.DOTALL))
    rows = rows_of(query(), tile).count()
    assert counts["desa"] == counts["desa_batas"] == str(rows)
    assert int(counts["desa_label"]) > 0
