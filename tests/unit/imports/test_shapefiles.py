"""The heads of a shapefile's parts tell what is cut off or mixed up."""

from pathlib import Path

import fiona
import pytest

from imports import shapefiles
from imports.refusals import FileDamaged
from tests.factories import files


def check(shp: Path) -> int:
    return shapefiles.check_parts(shp, shp.with_suffix(".shx"), shp.with_suffix(".dbf"))


def test_a_whole_shapefile_passes_with_its_count(tmp_path: Path) -> None:
    assert check(files.shapefile(tmp_path, files.records(3))) == 3


@pytest.mark.parametrize("suffix", [".shp", ".dbf"])
def test_a_part_cut_off_is_named_with_both_sizes(tmp_path: Path, suffix: str) -> None:
    shp = files.shapefile(tmp_path)
    part = shp.with_suffix(suffix)
    size = part.stat().st_size
    part.write_bytes(part.read_bytes()[: size // 2])

    with pytest.raises(FileDamaged) as refusal:
        check(shp)

    assert refusal.value.rule == "shapefile.terpotong"
    assert suffix in refusal.value.message.id
    assert str(size // 2) in refusal.value.message.id


def test_parts_of_different_exports_are_told_apart(tmp_path: Path) -> None:
    one, other = files.shapefile(tmp_path / "a", files.records(2)), files.shapefile(tmp_path / "b", files.records(3))
    one.with_suffix(".dbf").write_bytes(other.with_suffix(".dbf").read_bytes())

    with pytest.raises(FileDamaged) as refusal:
        check(one)

    assert refusal.value.rule == "shapefile.bagian_tidak_cocok"


def test_geojson_under_the_name_shp_is_no_shapefile(tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path)
    files.geojson(shp)

    with pytest.raises(FileDamaged) as refusal:
        check(shp)

    assert refusal.value.rule == "shapefile.bukan_shapefile"


def test_a_rebuilt_index_equals_the_one_that_was_lost(tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path, [*files.records(2), (None, {"KDEPUM": "9", "WADMKD": ""})])
    original = shp.with_suffix(".shx").read_bytes()
    shp.with_suffix(".shx").unlink()

    rebuilt = shapefiles.rebuild_index(shp)

    assert rebuilt.read_bytes() == original
    with fiona.open(shp) as source:
        assert len(source) == 3


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [("Polygon", "Polygon"), ("3D Polygon", "Polygon Z"), ("Point", "Point"), ("LineString", "LineString")],
)
def test_the_type_of_shape_is_named(tmp_path: Path, geometry: str, expected: str) -> None:
    shp = files.shapefile(tmp_path, [], geometry=geometry)

    assert shapefiles.shape_type(shp.read_bytes()[:100]) == expected
