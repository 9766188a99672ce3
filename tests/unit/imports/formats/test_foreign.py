"""What is not read is known by its content, whatever its name, and told with the way out in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imports import sources
from imports.refusals import FileUnreadable
from tests.factories import files

Read = Callable[..., Any]
CONTENTS = {
    "RAR": b"Rar!\x1a\x07\x01\0",
    "7-Zip": b"7z\xbc\xaf\x27\x1c\0\4",
    "gzip": b"\x1f\x8b\x08\0",
    "DWG": b"AC1032\0\0\0\0\0",
    "DXF": b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n",
    "MIF": b'Version 300\r\nCharset "WindowsLatin1"\r\n',
    "TAB": b"!table\r\n!version 300\r\n",
    "Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
    "PDF": b"%PDF-1.7\n",
    "JPEG": b"\xff\xd8\xff\xe0",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "TIFF": b"II*\0",
    "VRT": b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>",
    "HTML": b"<!DOCTYPE html><html></html>",
    "GML": b'<?xml version="1.0"?><ogr:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>',
}


@pytest.mark.parametrize("name", ["a.zip", "a.csv", "a.kml", "a.geojson", "a.xlsx", "a.gpkg"])
@pytest.mark.parametrize("found", CONTENTS)
def test_content_is_known_whatever_its_name(tmp_path: Path, read: Read, found: str, name: str) -> None:
    (tmp_path / name).write_bytes(CONTENTS[found])

    with pytest.raises(FileUnreadable, match=found) as refusal:
        read(tmp_path / name)

    assert refusal.value.rule == "berkas.isi_beda"
    assert refusal.value.remedy.id.startswith(("Buka", "Simpan", "Kirim"))
    assert refusal.value.remedy.en != refusal.value.remedy.id


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("a.rar", ".zip"),
        ("a.7z", ".zip"),
        ("a.dwg", "AutoCAD Map"),
        ("a.dxf", "QGIS"),
        ("a.tab", "QGIS"),
        ("a.mif", "QGIS"),
        ("a.xls", "XLSX"),
        ("a.XLSM", "makro"),
        ("a.pdf", "data di baliknya"),
        ("a.jpeg", "data di baliknya"),
        ("a.vrt", "bukan penunjuknya"),
        ("a.dbf", ".shp"),
        ("a.gdb", "folder .gdb"),
    ],
)
def test_an_ending_says_the_way_out_before_anything_is_sent(name: str, way_out: str) -> None:
    with pytest.raises(FileUnreadable) as refusal:
        sources.kind_of(name)

    assert way_out in refusal.value.remedy.id
    assert "KML" in refusal.value.remedy.id


@pytest.mark.parametrize(
    "head", [b"MZONE,lat,lon\n", b"AC10,a\n", b"RIFF,b\n", b"GIF89a,b\n", b"PAR1;PAR2\n", b"0\n1\n"]
)
def test_a_table_may_begin_with_any_word(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(head + b"1,2,3\n")

    sources.refuse_disguise(tmp_path / "a.csv", "csv")


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("a.csv", b'{"type": "FeatureCollection"}', ".geojson"),
        ("a.csv", b"<?xml version='1.0'?><kml/>", ".kml"),
        ("a.csv", b"PK\x03\x04", ".xlsx"),
        ("a.zip", b"SQLite format 3\0", ".gpkg"),
        ("a.json", b"<gpx/>", ".gpx"),
    ],
)
def test_a_wrong_ending_is_told_with_the_right_one(tmp_path: Path, name: str, content: bytes, ending: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(FileUnreadable) as refusal:
        sources.refuse_disguise(tmp_path / name, sources.kind_of(name))

    assert ending in refusal.value.message.id


@pytest.mark.parametrize(("entry", "way_out"), [("peta.dwg", "AutoCAD"), ("tabel.xls", "XLSX"), ("peta.tab", "QGIS")])
def test_a_zip_of_what_is_not_read_says_the_way_out(tmp_path: Path, read: Read, entry: str, way_out: str) -> None:
    with pytest.raises(FileUnreadable) as refusal:
        read(files.archive(tmp_path / "a.zip", {"catatan.txt": b"x", entry: b"x"}))

    assert refusal.value.rule == "zip.tanpa_data"
    assert way_out in refusal.value.remedy.id


def test_content_in_a_zip_is_looked_at_too(tmp_path: Path, read: Read) -> None:
    with pytest.raises(FileUnreadable, match="PDF"):
        read(files.archive(tmp_path / "a.zip", {"a.geojson": b"%PDF-1.7"}))


def test_the_endings_offered_are_those_that_are_read() -> None:
    assert {".zip", ".kmz", ".csv", ".xlsx", ".kml", ".gpx", ".fgb", ".shp", ".dbf", ".geojson"} <= set(sources.ENDINGS)
    assert ".gdb" not in sources.ENDINGS
