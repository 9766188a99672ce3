"""The reading process: what it reads, what it refuses, and how it ends."""

import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.conf import settings

from imports import reading, sandbox
from imports.limits import Limits
from imports.reading import RawRow, list_layers, open_layer
from imports.refusals import FileDamaged, LimitPassed, ReaderStopped
from tests.factories import files

LIMITS = replace(Limits(**settings.IMPORT_LIMITS), seconds=60)


@pytest.fixture
def folder() -> Iterator[Path]:
    with reading.workspace() as root:
        (root / "berkas").mkdir()
        yield root / "berkas"


def read(path: Path, kind: str, **options: Any) -> list[RawRow]:
    with open_layer(path, kind, options.pop("limits", LIMITS), **options) as reader:
        return list(reader.rows)


def test_a_shapefile_is_read_row_by_row(folder: Path) -> None:
    shp = files.shapefile(folder, [*files.records(2), (None, {"KDEPUM": None, "WADMKD": ""})])

    with open_layer(shp, "shapefile", LIMITS) as reader:
        rows = list(reader.rows)

    assert reader.header.fields == ("KDEPUM", "WADMKD")
    assert reader.header.geometry == "Polygon"
    assert "WGS" in reader.header.crs_wkt
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[0].attributes == {"KDEPUM": "64.08.01.2001", "WADMKD": "Desa 1"}
    assert rows[0].geom is not None
    assert rows[0].geom.equals(files.square(116.5))
    assert rows[2].geom is None


def test_heights_come_through_for_the_stage_to_tell(folder: Path) -> None:
    high = shapely.force_3d(files.square(), 12.0)
    shp = files.shapefile(folder, [(high, {"KDEPUM": "1", "WADMKD": "a"})], geometry="3D Polygon")

    (row,) = read(shp, "shapefile")

    assert row.geom is not None
    assert row.geom.has_z


def test_bytes_of_text_are_handed_on_unchanged(folder: Path) -> None:
    shp = files.shapefile(folder, [(files.square(), {"KDEPUM": "1", "WADMKD": "Désa – é"})], encoding="cp1252")
    shp.with_suffix(".cpg").unlink()

    (row,) = read(shp, "shapefile")

    assert (row.attributes["WADMKD"] or "").encode("latin-1") == "Désa – é".encode("cp1252")


def test_numbers_dates_and_nothing_become_text(folder: Path) -> None:
    path = files.geojson(
        folder / "a.geojson",
        [
            (
                files.square(),
                {"kode": 6408042001.0, "luas": 1.5, "ada": True, "tgl": "2026-01-02", "kosong": None, "x": {"a": 1}},
            )
        ],
    )

    (row,) = read(path, "geojson")

    assert row.attributes["kode"] == "6408042001"
    assert row.attributes["luas"] == "1.5"
    assert row.attributes["tgl"] == "2026-01-02"
    assert row.attributes["kosong"] is None
    assert json.loads(row.attributes["x"] or "") == {"a": 1}


def test_the_layers_of_a_geopackage_are_named_with_counts(folder: Path) -> None:
    path = files.geopackage(folder / "a.gpkg", {"desa": files.records(3), "kecamatan": files.records(1)})

    found = [(info.name, info.count, info.geometry) for info in list_layers(path, "gpkg", LIMITS)]

    assert found == [("desa", 3, "Polygon"), ("kecamatan", 1, "Polygon")]
    assert len(read(path, "gpkg", layer="desa")) == 3


def test_a_geopackage_left_in_wal_mode_is_read_where_nothing_can_be_written(folder: Path) -> None:
    path = files.geopackage(folder / "a.gpkg", {"desa": files.records(2)})
    with sqlite3.connect(path) as session:
        session.execute("PRAGMA journal_mode=WAL")
    session.close()

    assert len(read(path, "gpkg", layer="desa")) == 2


VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"


@pytest.mark.parametrize(("name", "kind"), [("a.shp", "shapefile"), ("a.gpkg", "gpkg"), ("a.geojson", "geojson")])
def test_a_file_that_points_elsewhere_is_not_followed(folder: Path, name: str, kind: str) -> None:
    secret = files.geojson(folder / "secret.geojson")
    (folder / name).write_text(VRT.format(secret))

    with pytest.raises(FileDamaged):
        read(folder / name, kind)
    with pytest.raises(FileDamaged):
        list_layers(folder / name, kind, LIMITS)


@pytest.mark.parametrize("content", ["", "{", '{"type": "Topology", "objects": {}}', '{"a": 1}', "<html></html>"])
def test_what_is_no_geojson_is_refused(folder: Path, content: str) -> None:
    (folder / "a.geojson").write_text(content)

    with pytest.raises(FileDamaged) as refusal:
        read(folder / "a.geojson", "geojson")

    assert refusal.value.remedy.id


def test_the_limit_on_vertices_stands_in_the_message(folder: Path) -> None:
    shp = files.shapefile(folder, files.records(3))

    with pytest.raises(LimitPassed, match=r"more than 12 vertices .*row 3"):
        read(shp, "shapefile", limits=replace(LIMITS, vertices=12))


def test_the_limit_on_memory_is_a_refusal(folder: Path) -> None:
    path = files.geojson(folder / "a.geojson", [(files.ring(300_000), {})])

    with pytest.raises(LimitPassed, match="needs more memory than 250 MB"):
        read(path, "geojson", limits=replace(LIMITS, memory_bytes=250_000_000))


def test_the_limit_on_time_is_a_refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.geojson(folder / "a.geojson")
    monkeypatch.setattr(reading, "MODULE", "tests.factories.slow_reader")

    with pytest.raises(LimitPassed, match="longer than 1 seconds"):
        read(path, "geojson", limits=replace(LIMITS, seconds=1))


def test_a_crash_is_a_refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.geojson(folder / "a.geojson")
    monkeypatch.setattr(reading, "MODULE", "tests.factories.crashing_reader")

    with pytest.raises(ReaderStopped, match=str(-signal.SIGSEGV)):
        read(path, "geojson")


def test_leaving_early_ends_the_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shp = files.shapefile(folder, files.records(5000))
    started: list[subprocess.Popen[bytes]] = []
    spawn = reading._spawn
    monkeypatch.setattr(reading, "_spawn", lambda noise: started.append(spawn(noise)) or started[-1])

    with open_layer(shp, "shapefile", LIMITS) as reader:
        next(reader.rows)
        (process,) = started
        assert process.poll() is None

    assert process.poll() == -signal.SIGKILL


def curiosity(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """Return what the reading process could do beyond its job, under a stand-in that tries."""
    path = files.geojson(folder / "a.geojson")
    monkeypatch.setattr(reading, "MODULE", "tests.factories.curious_reader")
    (row,) = read(path, "geojson")
    return row.attributes


def test_the_process_knows_no_secret_starts_nothing_and_is_not_root(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")

    answers = curiosity(folder, monkeypatch)

    assert answers["secret"] is None
    assert answers["uid_is_root"] == "False"
    assert answers["can_fork"] == "False"
    assert answers["drivers"] == "ESRI Shapefile FlatGeobuf GPKG OpenFileGDB"


@pytest.mark.skipif(sandbox.landlock_version() < 4, reason="this kernel has no Landlock 4: files and network stay open")
def test_the_process_reads_its_file_writes_nothing_and_reaches_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = curiosity(folder, monkeypatch)

    assert answers["can_read_elsewhere"] == "False"
    assert answers["can_write"] == "False"
    assert answers["can_connect"] == "False"


def test_a_truncated_geopackage_is_refused(folder: Path) -> None:
    path = files.geopackage(folder / "a.gpkg", {"desa": files.records(50)})
    shutil.copyfile(path, folder / "b.gpkg")
    (folder / "b.gpkg").write_bytes(path.read_bytes()[:40_000])

    with pytest.raises(FileDamaged):
        read(folder / "b.gpkg", "gpkg", layer="desa")
