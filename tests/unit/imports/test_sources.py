"""What a path is: kinds by name and first bytes, loose parts packed to the same bytes every time."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from imports import layers_inside, sources
from imports.limits import Limits
from imports.reading import workspace
from imports.refusals import FileUnreadable, LayerUnclear, LimitPassed
from tests.factories import files

LIMITS = Limits(**settings.IMPORT_LIMITS)


def open_source(path: Path, folder: Path, limits: Limits = LIMITS) -> Path:
    with sources.single_file(path, folder, limits) as single:
        return single


def layer_names(path: Path, wanted: str | None = None) -> str:
    """Return the name of the layer that is chosen in a file."""
    with workspace() as folder, sources.single_file(path, folder, LIMITS) as single:
        datasets, _ignored = layers_inside.datasets_of(single, path.name, LIMITS)
        found = [
            inside
            for number, dataset in enumerate(datasets)
            for inside in layers_inside.layers_of(single, dataset, folder / str(number), LIMITS)
        ]
        return layers_inside.choose(found, wanted).info.name


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"nix\.zip"):
        open_source(tmp_path / "nix.zip", tmp_path)


@pytest.mark.parametrize("name", ["a.vrt", "a.kml", "a.dbf", "a", "a.shp.xml", "a.rar"])
def test_other_kinds_are_refused_naming_those_that_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(FileUnreadable) as refusal:
        open_source(tmp_path / name, tmp_path)

    assert "GeoJSON" in refusal.value.remedy.id


@pytest.mark.parametrize("name", ["a.zip", "a.gpkg", "A.GeoJSON", "a.json"])
def test_content_that_is_not_what_the_name_says_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<OGRVRTDataSource/>")

    with pytest.raises(FileUnreadable) as refusal:
        open_source(tmp_path / name, tmp_path)

    assert refusal.value.rule == "berkas.isi_beda"


def test_too_many_bytes_are_refused_with_the_limit(tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path)

    with pytest.raises(LimitPassed) as refusal:
        open_source(shp, tmp_path, replace(LIMITS, file_bytes=200))

    assert "200 B" in refusal.value.message.id
    assert "IMPORT_MAX_BYTES" in refusal.value.remedy.id


def test_loose_parts_are_packed_to_the_same_bytes_whatever_the_case_of_their_names(tmp_path: Path) -> None:
    shp = files.shapefile(tmp_path / "a")
    upper = tmp_path / "b"
    upper.mkdir()
    for part in shp.parent.iterdir():
        (upper / f"{part.stem}{part.suffix.upper()}").write_bytes(part.read_bytes())
    for name in ("a-zip", "b-zip"):
        (tmp_path / name).mkdir()

    first = open_source(shp, tmp_path / "a-zip")
    second = open_source(upper / "batas.SHP", tmp_path / "b-zip")

    assert first.read_bytes() == second.read_bytes()


def test_a_geopackage_still_open_elsewhere_is_refused(tmp_path: Path) -> None:
    path = files.geopackage(tmp_path / "a.gpkg", {"desa": files.records(1)})
    path.with_name("a.gpkg-wal").write_bytes(b"newest rows")

    with pytest.raises(FileUnreadable) as refusal:
        open_source(path, tmp_path)

    assert refusal.value.rule == "gpkg.masih_terbuka"


def test_the_only_layer_is_taken(tmp_path: Path) -> None:
    assert layer_names(files.geopackage(tmp_path / "a.gpkg", {"desa": files.records(1)})) == "desa"


def test_a_table_beside_the_only_layer_with_shapes_is_no_question(tmp_path: Path) -> None:
    path = files.geopackage(tmp_path / "a.gpkg", {"desa": files.records(1)})
    files.geopackage(path, {"layer_styles": []}, geometry="None")

    assert layer_names(path) == "desa"


@pytest.mark.parametrize("kind", ["gpkg", "zip"])
def test_several_layers_are_asked_about_with_their_counts(tmp_path: Path, kind: str) -> None:
    path = two_layers(tmp_path, kind)

    with pytest.raises(LayerUnclear) as refusal:
        layer_names(path)

    assert "desa (3 baris, Polygon)" in refusal.value.message.id
    assert "kecamatan (2 baris, Polygon)" in refusal.value.message.id
    assert "--layer desa" in refusal.value.remedy.id
    assert layer_names(path, "KECAMATAN") == "kecamatan"


def two_layers(folder: Path, kind: str) -> Path:
    rows = {"desa": files.records(3), "kecamatan": files.records(2)}
    if kind == "gpkg":
        return files.geopackage(folder / "a.gpkg", rows)
    parts = {}
    for name, content in rows.items():
        shp = files.shapefile(folder / name, content, name=name)
        parts.update({each.name: each.read_bytes() for each in shp.parent.iterdir()})
    return files.archive(folder / "a.zip", parts)


def test_a_layer_that_is_not_there_is_refused_naming_what_is(tmp_path: Path) -> None:
    path = files.geopackage(tmp_path / "a.gpkg", {"desa": files.records(1)})

    with pytest.raises(LayerUnclear, match="no layer 'kecamatan': desa"):
        layer_names(path, "kecamatan")


@pytest.mark.real_data
def test_the_nine_layers_of_a_genuine_rbi_archive_are_named(real_data: Path) -> None:
    path = real_data / "raw" / "rbi25k_jakarta_pusat" / "rbi25k_jakarta_pusat_pilihan.zip"

    with pytest.raises(LayerUnclear) as refusal:
        layer_names(path)

    assert len(refusal.value.choices) == 9
    assert "ADMINISTRASIDESA_AR_25K (44 baris, Polygon Z)" in refusal.value.message.id
    assert "PUSKESMAS_PT_25K (0 baris, Point Z)" in refusal.value.message.id
