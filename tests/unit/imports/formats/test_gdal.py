"""FlatGeobuf and File Geodatabases, and the drivers that are there at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from imports.formats.kinds import DRIVERS
from imports.refusals import ArchiveUnsafe, FileUnreadable, LayerUnclear, Refusal
from tests.factories import files

Read = Callable[..., Any]


def test_no_driver_reads_references_to_other_files_or_hosts() -> None:
    assert DRIVERS == ("ESRI Shapefile", "GPKG", "FlatGeobuf", "OpenFileGDB")


def test_a_flatgeobuf_is_read(tmp_path: Path, read: Read) -> None:
    """Its index puts rows near each other in an order of its own."""
    got = read(files.flatgeobuf(tmp_path / "desa.fgb"))

    assert sorted(got.column("KDEPUM")) == ["64.08.01.2001", "64.08.01.2002"]
    assert got.inspected.name == "desa"


def test_a_damaged_flatgeobuf_is_refused(tmp_path: Path, read: Read) -> None:
    path = files.flatgeobuf(tmp_path / "desa.fgb", files.records(50))
    path.write_bytes(path.read_bytes()[:300])

    with pytest.raises(Refusal):
        read(path)


@pytest.mark.parametrize("under", ["RBI25K.gdb", "data/RBI25K.gdb", "tanpa akhiran"])
def test_a_zipped_geodatabase_is_read(tmp_path: Path, read: Read, under: str) -> None:
    folder = files.geodatabase(tmp_path / "a.gdb", {"ADMINISTRASIDESA": files.records(2)})
    (folder / "_gdb.KANTOR.1234.lock").write_bytes(b"")
    got = read(files.zipped_folder(tmp_path / "a.zip", folder, under=under))

    assert (got.inspected.kind, got.inspected.name) == ("gdb", "ADMINISTRASIDESA")
    assert got.column("WADMKD") == ["Desa 1", "Desa 2"]
    assert "WGS" in got.header.crs_wkt
    assert got.inspected.ignored == (f"{under}/_gdb.KANTOR.1234.lock",)


def test_feature_classes_are_layers(tmp_path: Path, names: Callable[..., Any], read: Read) -> None:
    folder = files.geodatabase(tmp_path / "a.gdb", {"desa": files.records(2), "kecamatan": files.records(1)})
    point = [(shapely.Point(117, 0.5), {"KDEPUM": "1", "WADMKD": "a"})]
    files.geodatabase(folder, {"ibukota": point}, geometry="Point")
    path = files.zipped_folder(tmp_path / "a.zip", folder)

    assert names(path) == {"desa": (2, "MultiPolygon"), "kecamatan": (1, "MultiPolygon"), "ibukota": (1, "Point")}
    with pytest.raises(LayerUnclear, match="3 layers"):
        read(path)
    assert read(path, "ibukota").places == ["POINT (117 0.5)"]


def test_a_folder_on_the_command_line_is_read(tmp_path: Path, read: Read) -> None:
    folder = files.geodatabase(tmp_path / "a.gdb", {"desa": files.records(2)})

    assert len(read(folder).rows) == 2


def test_two_geodatabases_in_one_zip_are_apart(tmp_path: Path, read: Read) -> None:
    entries = {}
    for name, count in (("lama", 1), ("baru", 2)):
        folder = files.geodatabase(tmp_path / f"{name}.gdb", {f"desa_{name}": files.records(count)})
        entries.update({f"{name}.gdb/{each.name}": each.read_bytes() for each in folder.iterdir()})

    assert len(read(files.archive(tmp_path / "a.zip", entries), "desa_baru").rows) == 2


@pytest.mark.parametrize("name", ["../a00000009.gdbtable", "/etc/a00000009.gdbtable", "C:\\a.gdb\\a00000009.gdbtable"])
def test_a_geodatabase_that_points_outside_is_refused(tmp_path: Path, read: Read, name: str) -> None:
    folder = files.geodatabase(tmp_path / "a.gdb", {"desa": files.records(1)})
    entries = {f"a.gdb/{each.name}": each.read_bytes() for each in folder.iterdir()}

    with pytest.raises(ArchiveUnsafe, match="outside"):
        read(files.archive(tmp_path / "a.zip", {**entries, name: b"x"}))


def test_names_a_geodatabase_never_gives_stay_in_the_archive(tmp_path: Path, read: Read) -> None:
    folder = files.geodatabase(tmp_path / "a.gdb", {"desa": files.records(1)})
    entries = {f"a.gdb/{each.name}": each.read_bytes() for each in folder.iterdir()}
    strange = {"a.gdb/a00000001.gdbtable\\x": b"x", "a.gdb/sub/a0000000a.gdbtable": b"x", "a.gdb/layer.vrt": b"x"}
    got = read(files.archive(tmp_path / "a.zip", {**entries, **strange}))

    laid_out = {each.name for each in got.inspected.path.parent.glob("**/*")} if got.inspected.path.exists() else set()
    assert not laid_out & {"layer.vrt", "sub"}
    assert len(got.rows) == 1
    assert "a.gdb/layer.vrt" in got.inspected.ignored


def test_a_table_of_a_geodatabase_alone_is_refused_with_the_way_out(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a00000009.gdbtable").write_bytes(b"x")

    with pytest.raises(FileUnreadable) as refusal:
        read(tmp_path / "a00000009.gdbtable")

    assert ".gdb" in refusal.value.remedy.id


def test_a_geodatabase_of_noise_is_refused(tmp_path: Path, read: Read) -> None:
    entries = {
        f"a.gdb/a0000000{number}.{part}": b"\xff" * 500 for number in range(1, 9) for part in ("gdbtable", "gdbtablx")
    }

    with pytest.raises(Refusal):
        read(files.archive(tmp_path / "a.zip", entries))
