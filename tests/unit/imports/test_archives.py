"""A zip is looked at by its names and sizes, and unpacked under names of our own."""

import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from imports import archives
from imports.limits import Limits
from imports.refusals import ArchiveUnsafe, FileDamaged, FileUnreadable, LimitPassed
from tests.factories import files

LIMITS = Limits(**settings.IMPORT_LIMITS)
PARTS = (".shp", ".shx", ".dbf", ".prj")


def parts(base: str, suffixes: tuple[str, ...] = PARTS) -> dict[str, bytes]:
    return {f"{base}{suffix}": suffix.encode() for suffix in suffixes}


def test_clutter_and_notes_are_dropped_and_parts_grouped_without_case(tmp_path: Path) -> None:
    path = files.archive(
        tmp_path / "a.zip",
        {
            "Data Batas/BATAS Desa.SHP": b"s",
            "Data Batas/Batas Desa.dbf": b"d",
            "Data Batas/BATAS DESA.ShX": b"x",
            "Data Batas/Batas Desa.shp.xml": b"<xml/>",
            "Data Batas/Thumbs.db": b"",
            "__MACOSX/Data Batas/._BATAS Desa.SHP": b"junk",
            "Data Batas/._Batas Desa.dbf": b"junk",
            "Data Batas/baca.json": b"{}",
        },
    )

    contents = archives.inspect(path, LIMITS)

    (dataset,) = contents.datasets
    assert (dataset.name, dataset.kind) == ("BATAS Desa", "shapefile")
    assert sorted(dataset.parts) == [".dbf", ".shp", ".shx"]
    assert "Data Batas/Batas Desa.shp.xml" in contents.ignored
    assert "Data Batas/baca.json" in contents.ignored


def test_same_base_name_in_two_folders_is_two_datasets(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {**parts("2024/batas"), **parts("2025/batas")})

    assert [dataset.name for dataset in archives.inspect(path, LIMITS).datasets] == ["batas", "batas"]


def test_parts_are_unpacked_under_fixed_names(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", parts("Batas Désa – 2025"))
    (dataset,) = archives.inspect(path, LIMITS).datasets

    main = archives.unpack(path, dataset, tmp_path, LIMITS)

    assert main == tmp_path / "layer.shp"
    assert {each.name: each.read_bytes() for each in tmp_path.glob("layer.*")} == {
        f"layer{suffix}": suffix.encode() for suffix in PARTS
    }


def test_names_of_old_zips_are_shown_as_written(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {"XXXXX.shp": b""})
    # An archiver that writes UTF-8 without saying so, as many did.
    path.write_bytes(path.read_bytes().replace(b"XXXXX", "Désa".encode()))

    (dataset,) = archives.inspect(path, LIMITS).datasets

    assert dataset.name == "Désa"


@pytest.mark.parametrize(
    "name", ["../batas.shp", "/etc/batas.shp", "C:\\data\\batas.shp", "a/../../batas.shp", "..\\batas.shp"]
)
def test_paths_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = files.archive(tmp_path / "a.zip", {name: b"", **parts("batas")})

    with pytest.raises(ArchiveUnsafe) as refusal:
        archives.inspect(path, LIMITS)

    assert refusal.value.rule == "zip.jalur"


def test_a_link_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("batas.shp")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(entry, "/etc/passwd")

    with pytest.raises(ArchiveUnsafe) as refusal:
        archives.inspect(path, LIMITS)

    assert refusal.value.rule == "zip.tautan"


def test_an_encrypted_entry_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {"batas.shp": b"x"})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)

    with pytest.raises(ArchiveUnsafe) as refusal:
        archives.inspect(path, LIMITS)

    assert refusal.value.rule == "zip.sandi"
    assert "tanpa kata sandi" in refusal.value.remedy.id


def test_an_archive_inside_the_archive_is_refused(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {"desa.zip": b"PK", **parts("batas")})

    with pytest.raises(ArchiveUnsafe, match=r"desa\.zip"):
        archives.inspect(path, LIMITS)


def test_a_zip_without_data_names_what_it_holds_and_what_is_read(tmp_path: Path) -> None:
    path = files.archive(
        tmp_path / "a.zip", {"surat.pdf": b"", "batas.vrt": b"<OGRVRTDataSource/>", "tanpa_shp.dbf": b""}
    )

    with pytest.raises(FileUnreadable) as refusal:
        archives.inspect(path, LIMITS)

    assert "surat.pdf, batas.vrt, tanpa_shp.dbf" in refusal.value.message.id
    assert "GeoPackage" in refusal.value.remedy.id


def test_too_many_entries_are_refused_with_the_limit(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(12)})

    with pytest.raises(LimitPassed, match="12 files, the limit is 10"):
        archives.inspect(path, replace(LIMITS, entries=10))


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {"batas.shp": bytes(archives.RATIO_FROM_BYTES + 1)})

    with pytest.raises(LimitPassed) as refusal:
        archives.inspect(path, LIMITS)

    assert refusal.value.rule == "zip.batas_rasio"


def test_a_bomb_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {"batas.shp": bytes(5_000_000)})
    (dataset,) = archives.inspect(path, LIMITS).datasets
    limits = replace(LIMITS, unpacked_bytes=1_000_000)

    with pytest.raises(LimitPassed) as refusal:
        archives.unpack(path, dataset, tmp_path, limits)

    assert refusal.value.rule == "zip.batas_isi"
    assert (tmp_path / "layer.shp").stat().st_size <= limits.unpacked_bytes


def test_empty_columns_may_compress_well(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {**parts("batas"), "batas.dbf": b" " * 2_000_000})

    assert archives.inspect(path, LIMITS).datasets


@pytest.mark.parametrize("keep", [0.5, 0.97])
def test_a_zip_cut_off_is_damaged(tmp_path: Path, keep: float) -> None:
    path = files.zipped(tmp_path / "a.zip", files.shapefile(tmp_path / "src"))
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * keep)])

    with pytest.raises(FileDamaged):
        archives.inspect(path, LIMITS)


def test_a_damaged_entry_is_named(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "a.zip", {"batas.shp": bytes(range(256)) * 50})
    raw = bytearray(path.read_bytes())
    raw[60:70] = b"\xff" * 10
    path.write_bytes(raw)
    (dataset,) = archives.inspect(path, LIMITS).datasets

    with pytest.raises(FileDamaged, match=r"batas\.shp"):
        archives.unpack(path, dataset, tmp_path, LIMITS)
