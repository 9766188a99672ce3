"""CSV as offices write it: separators, decimals, letters, ways to write a place, and what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imports.refusals import EncodingUnclear, FileDamaged, FileUnreadable, LimitPassed
from tests.factories import files, tables

Read = Callable[..., Any]
POINTS = ["POINT (117.551 0.52)", "POINT (117.552 0.53)", "POINT (117.553 0.54)"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line", ["\r\n", "\n"])
def test_every_dialect_gives_the_same_rows(
    tmp_path: Path, read: Read, separator: str, encoding: str, line: str
) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", separator=separator, encoding=encoding, line=line))

    assert got.header.fields == tables.HEADING
    assert (got.header.geometry, got.header.crs_wkt) == ("Point", "EPSG:4326")
    assert got.places == POINTS
    assert got.column("Kode") == ["PKS-1", "PKS-2", "PKS-3"]


def test_a_decimal_comma_is_no_separator(tmp_path: Path, read: Read) -> None:
    rows = [[cell.replace(".", ",") for cell in row] for row in tables.ROWS] * 40
    got = read(tables.delimited(tmp_path / "a.csv", rows=rows, separator=";"))

    assert got.places[:3] == POINTS
    assert got.column("Bujur")[0] == "117,551"


def test_the_separator_excel_is_told_is_taken(tmp_path: Path, read: Read) -> None:
    path = tables.delimited(tmp_path / "a.csv", separator=";")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())

    assert read(path).places == POINTS


def test_a_title_above_the_heading_and_empty_lines_are_no_rows(tmp_path: Path, read: Read) -> None:
    path = tables.delimited(tmp_path / "a.csv", separator=";")
    path.write_bytes(
        b"DATA PABRIK TAHUN 2026;;;\r\n;;;\r\n" + path.read_bytes() + b"\r\n;;;\r\nPKS-4;Pabrik Empat;;\r\n"
    )

    got = read(path)

    assert [row.number for row in got.rows] == [1, 2, 3, 5]
    assert got.places[3] == ""


@pytest.mark.parametrize(
    ("heading", "cells", "place"),
    [
        (("nama", "LON", "LAT"), ("a", "117.5", "0.5"), "POINT (117.5 0.5)"),
        (("nama", "lng", "latitude"), ("a", "117.5", "-0.5"), "POINT (117.5 -0.5)"),
        (("nama", "Koordinat Lintang", "Koordinat Bujur"), ("a", "0.5", "117.5"), "POINT (117.5 0.5)"),
        (("nama", "X", "Y"), ("a", "117.5", "0.5"), "POINT (117.5 0.5)"),
        (("nama", "x_utm", "y_utm"), ("a", "556.789,5", "9.987.654"), "POINT (556789.5 9987654)"),
        (("nama", "Bujur", "Lintang"), ("a", "117°30'0\" BT", "0°30'0\" LS"), "POINT (117.5 -0.5)"),
        (("nama", "Bujur", "Lintang"), ("a", "117 30 00", "0 30 00"), "POINT (117.5 0.5)"),
        (("nama", "Bujur", "Lintang"), ("a", "E 117° 30.0′", "S 0° 30.0′"), "POINT (117.5 -0.5)"),
        (("nama", "titik satu", "titik dua"), ("a", "0°30'0\"N", "117°30'0\"E"), "POINT (117.5 0.5)"),
        (("nama", "koordinat"), ("a", "0.5 117.5"), "POINT (117.5 0.5)"),
        (("nama", "Koordinat"), ("a", "0°30'00\"S 117°30'00\"E"), "POINT (117.5 -0.5)"),
        (("nama", "geom"), ("a", "POINT(117.5 0.5)"), "POINT (117.5 0.5)"),
        (("nama", "apa saja"), ("a", "SRID=4326;LINESTRING(117 0.5, 118 0.5)"), "LINESTRING (117 0.5, 118 0.5)"),
    ],
)
def test_a_place_is_read_as_people_write_it(
    tmp_path: Path, read: Read, heading: tuple[str, ...], cells: tuple[str, ...], place: str
) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", heading, [cells, cells], separator="|"))

    assert got.places == [place, place]


@pytest.mark.parametrize(
    ("heading", "cells", "crs"),
    [
        (("lon", "lat"), ("117.5", "0.5"), "EPSG:4326"),
        (("x", "y"), ("117.5", "0.5"), ""),  # any system of degrees
        (("bujur", "lintang"), ("556789", "98765"), ""),  # metres: a person says which
        (("geom", "a"), ("SRID=32650;POINT(556789 98765)", ""), "EPSG:32650"),
        (("geom", "a"), ("POINT(117 0)", ""), ""),
    ],
)
def test_a_system_is_stated_only_where_the_table_speaks_of_degrees(
    tmp_path: Path, read: Read, heading: tuple[str, ...], cells: tuple[str, ...], crs: str
) -> None:
    assert read(tables.delimited(tmp_path / "a.csv", heading, [cells], separator="|")).header.crs_wkt == crs


def test_shapes_as_text_are_no_attribute(tmp_path: Path, read: Read) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", ("nama", "wkt"), [("a", "POINT(117 0)")], separator=";"))

    assert got.header.fields == ("nama",)


def test_a_table_without_places_is_one(tmp_path: Path, read: Read) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", ("kode", "x"), [("64.08", "ya"), ("64.08.10", "tidak")]))

    assert (got.header.geometry, got.places) == ("None", ["", ""])
    assert got.column("kode") == ["64.08", "64.08.10"]


def test_a_place_that_cannot_be_read_is_told_with_its_column(tmp_path: Path, read: Read) -> None:
    rows = [*tables.ROWS, ("PKS-4", "Pabrik Empat", "117.554", "nol koma lima")]
    bad = read(tables.delimited(tmp_path / "a.csv", rows=rows)).rows[3]

    assert (bad.rule, bad.column, bad.trouble, bad.geom) == ("tabel.posisi", "Lintang", "nol koma lima", None)


def test_cells_beyond_the_heading_are_told(tmp_path: Path, read: Read) -> None:
    rows = [*[("a", "b")] * 1_200, ("a", "b", "c")]
    got = read(tables.delimited(tmp_path / "a.csv", ("x", "nama"), rows))

    assert {row.rule for row in got.rows[:-1]} == {""}
    assert (got.rows[-1].rule, got.rows[-1].trouble) == ("tabel.sel_lebih", "c")


def test_columns_of_one_name_and_of_none_keep_what_they_hold(tmp_path: Path, read: Read) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", ("nama", "nama", "", "kode"), [("a", "b", "c", "d")]))

    assert got.rows[0].attributes == {"nama": "a", "nama (2)": "b", "Kolom C": "c", "kode": "d"}


def test_letters_of_windows_are_concluded_and_told(tmp_path: Path, read: Read) -> None:
    rows = [("1", "Café – “Séjahtera”", "117", "0")]
    got = read(tables.delimited(tmp_path / "a.csv", rows=rows, encoding="cp1252", separator=";"))

    assert (got.inspected.encoding.name, got.inspected.encoding.certain) == ("cp1252", False)
    assert [finding.rule for finding in got.inspected.findings] == ["teks.disimpulkan"]
    assert got.rows[0].attributes["Nama"].encode("latin-1").decode("cp1252") == "Café – “Séjahtera”"


def test_the_bytes_of_letters_are_no_spaces(tmp_path: Path, read: Read) -> None:
    """In UTF-8 the second byte of "à" is what Latin-1 calls a space."""
    got = read(tables.delimited(tmp_path / "a.csv", ("Voilà", "Å b"), [("à", "Å")], separator=";"))

    assert [name.encode("latin-1").decode() for name in got.header.fields] == ["Voilà", "Å b"]
    assert [value.encode("latin-1").decode() for value in got.rows[0].attributes.values()] == ["à", "Å"]


def test_an_encoding_that_does_not_fit_is_refused(tmp_path: Path, read: Read) -> None:
    path = tables.delimited(tmp_path / "a.csv", rows=[("1", "é", "117", "0")], encoding="cp1252")

    with pytest.raises(EncodingUnclear, match="utf-8"):
        read(path, encoding="utf-8")


@pytest.mark.parametrize("content", [b"a;b\r\n1;2\0\r\n", b"a;b\r\n" + b"1;2\r\n" * 2_000 + b"\0\0;\r\n"])
def test_nul_bytes_are_refused(tmp_path: Path, read: Read, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises((FileUnreadable, FileDamaged)):
        read(tmp_path / "a.csv")


def test_half_a_letter_of_utf16_is_refused(tmp_path: Path, read: Read) -> None:
    path = tables.delimited(tmp_path / "a.csv", encoding="utf-16")
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(FileDamaged, match="UTF-16"):
        read(path)


def test_an_empty_table_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.csv").write_bytes(b"\r\n  \r\n")

    with pytest.raises(FileDamaged, match="no cell"):
        read(tmp_path / "a.csv")


def test_a_quotation_mark_that_never_ends_is_told_with_its_row(tmp_path: Path, read: Read) -> None:
    rows = [("1", "a"), ("2", '"b'), *[("3", "c")] * 50]

    with pytest.raises(FileDamaged) as refusal:
        read(tables.delimited(tmp_path / "a.csv", ("kode", "nama"), rows))

    assert refusal.value.rule == "tabel.kutip"
    assert "XLSX" in refusal.value.remedy.id


def test_quoted_text_may_hold_separators_and_lines(tmp_path: Path, read: Read) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", ("kode", "alamat"), [("1", '"Jl. ""A"", no 1\r\nSangatta"')]))

    assert got.column("alamat") == ['Jl. "A", no 1\r\nSangatta']


@pytest.mark.parametrize("where", ["heading", "row"])
def test_ten_thousand_columns_are_refused_with_the_limit(tmp_path: Path, read: Read, where: str) -> None:
    wide = [f"k{number}" for number in range(10_000)]
    heading, row = (wide, ["1", "2"]) if where == "heading" else (["a", "b"], wide)

    with pytest.raises(LimitPassed, match="more than 1000 columns") as refusal:
        read(tables.delimited(tmp_path / "a.csv", heading, [row]))

    assert "IMPORT_MAX_COLUMNS" in refusal.value.remedy.id


def test_a_cell_beyond_the_limit_is_refused_with_its_row(tmp_path: Path, read: Read) -> None:
    rows = [("1", "a"), ("2", "b" * 5_000)]

    with pytest.raises(LimitPassed, match="more than 4000 characters") as refusal:
        read(tables.delimited(tmp_path / "a.csv", ("kode", "nama"), rows), cell_chars=4_000)

    assert "IMPORT_MAX_CELL_CHARS" in refusal.value.remedy.id


def test_a_table_beside_a_shapefile_in_a_zip_is_a_note(tmp_path: Path, read: Read) -> None:
    shp = files.shapefile(tmp_path / "shp")
    parts = {each.name: each.read_bytes() for each in shp.parent.iterdir()}
    got = read(files.archive(tmp_path / "a.zip", {**parts, "FIELDS.csv": b"a,b\n1,2\n"}))

    assert got.inspected.kind == "shapefile"
    assert got.inspected.ignored == ("FIELDS.csv",)


def test_a_zip_with_a_table_alone_is_read(tmp_path: Path, read: Read) -> None:
    table = tables.delimited(tmp_path / "pabrik.csv")

    assert read(files.archive(tmp_path / "a.zip", {"data/pabrik.csv": table.read_bytes()})).places == POINTS


def test_a_line_of_separators_is_an_empty_one(tmp_path: Path, read: Read) -> None:
    path = tables.delimited(tmp_path / "a.csv", separator=";")
    path.write_bytes(path.read_bytes() + b"\r\n" + b";" * 1_000_000 + b"\r\nPKS-4;Pabrik Empat;;\r\n")

    assert [row.number for row in read(path).rows] == [1, 2, 3, 5]


def test_many_columns_of_one_meaning_are_not_all_tried(tmp_path: Path, read: Read) -> None:
    heading = ["lon", "lat"] * 400
    got = read(tables.delimited(tmp_path / "a.csv", heading, [["x"] * 800] * 300))

    assert got.header.geometry == "None"


def test_a_heading_that_is_a_text_is_cut(tmp_path: Path, read: Read) -> None:
    got = read(tables.delimited(tmp_path / "a.csv", ("a" * 5_000, "b"), [("1", "2")]))

    assert [len(name) for name in got.rows[0].attributes] == [200, 1]
    assert set(got.rows[0].attributes) == set(got.header.fields)
