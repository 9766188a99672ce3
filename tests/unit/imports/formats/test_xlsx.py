"""XLSX: sheets, numbers as they stand, and workbooks made to do harm."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from imports.notes import cell_trouble
from imports.refusals import ArchiveUnsafe, FileDamaged, FileUnreadable, LayerUnclear, LimitPassed, Refusal
from tests.factories import files, tables

Read = Callable[..., Any]
SHEET = "xl/worksheets/sheet1.xml"


def test_a_sheet_of_mills_gives_points(tmp_path: Path, read: Read) -> None:
    got = read(tables.office(tmp_path / "pabrik.xlsx"))

    assert got.header.fields == tables.HEADING
    assert got.places == ["POINT (117.551 0.52)", "POINT (117.552 0.53)", "POINT (117.553 0.54)"]
    assert (got.inspected.name, got.header.crs_wkt) == ("Pabrik", "EPSG:4326")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (6408012001, "General", "6408012001"),
        (6408012001.0, "General", "6408012001"),
        (6408010101010001, "0", "6408010101010001"),
        (801, "00000", "00801"),
        (0.1, "0", "0.1"),
        (1e-7, "0.00E+00", "1e-07"),
        ("64.08.10", "General", "64.08.10"),
        ("007", "@", "007"),
        (True, "General", "true"),
        (date(2026, 1, 31), "dd/mm/yyyy", "2026-01-31"),
        (datetime(2026, 1, 31, 7, 30), "dd/mm/yyyy hh:mm", "2026-01-31 07:30:00"),  # noqa: DTZ001
        ("=SUM(1)", "General", None),  # nothing was stored: whoever wrote it never calculated
    ],
)
def test_a_cell_says_what_it_holds(
    tmp_path: Path, read: Read, value: Any, number_format: str, text: str | None
) -> None:
    path = tables.workbook(tmp_path / "a.xlsx", {"A": [("kode", "nama"), (value, "x")]}, {"A2": number_format})

    assert read(path).rows[0].attributes == {"kode": text, "nama": "x"}


def test_a_formula_gives_its_stored_result(tmp_path: Path, read: Read) -> None:
    path = tables.workbook(tmp_path / "a.xlsx", {"A": [("a", "b"), ("x", "=40+2")]})
    tables.rewritten(path, SHEET, lambda xml: xml.replace(b"<f>40+2</f><v />", b"<f>40+2</f><v>42</v>"))

    assert read(path).column("b") == ["42"]


def test_a_formula_without_a_stored_result_is_told_with_its_row_and_column(tmp_path: Path, read: Read) -> None:
    rows = [("a", "b", "c"), ("x", "=40+2", "=1+1"), ("y", 3, 4), ("=1", "", "")]
    got = read(tables.workbook(tmp_path / "a.xlsx", {"A": rows}))

    assert [row.attributes for row in got.rows] == [
        {"a": "x", "b": None, "c": None},
        {"a": "y", "b": "3", "c": "4"},
        {"a": None, "b": None, "c": None},
    ]
    told = [(row.number, row.rule, row.column) for row in got.rows if row.rule]
    assert told == [(1, "tabel.rumus_tanpa_hasil", "b, c"), (3, "tabel.rumus_tanpa_hasil", "a")]
    finding = cell_trouble(1, got.rows[0].rule, got.rows[0].trouble, got.rows[0].column)
    assert (finding.level, finding.row, finding.column) == ("peringatan", 1, "b, c")
    assert finding.message_id == "rumus di kolom b, c tidak menyimpan hasilnya; sel itu dibaca kosong"


def test_a_formula_whose_result_is_an_empty_text_is_no_trouble(tmp_path: Path, read: Read) -> None:
    path = tables.workbook(tmp_path / "a.xlsx", {"A": [("a", "b"), ("x", '=""')]})
    tables.rewritten(
        path, SHEET, lambda xml: xml.replace(b'<c r="B2"><f>""</f><v />', b'<c r="B2" t="str"><f>""</f><v></v>')
    )

    assert [(row.attributes, row.rule) for row in read(path).rows] == [({"a": "x", "b": None}, "")]


def test_sheets_are_layers_and_empty_or_hidden_ones_are_none(
    tmp_path: Path, names: Callable[..., Any], read: Read
) -> None:
    table = [("kode", "nama"), ("1", "a")]
    path = tables.workbook(tmp_path / "a.xlsx", {"Satu": table, "Kosong": [], "Dua": [*table, ("2", "b")]})

    assert names(path) == {"Satu": (1, "None"), "Dua": (2, "None")}
    with pytest.raises(LayerUnclear, match="holds 2 tables"):
        read(path)
    assert len(read(path, "Dua").rows) == 2


def test_the_only_sheet_with_places_is_meant(tmp_path: Path, read: Read) -> None:
    rows = [("lon", "lat"), (117.5, 0.5)]
    path = tables.workbook(tmp_path / "a.xlsx", {"Petunjuk": [("Isi lembar berikut",)], "Data": rows})

    assert read(path).inspected.name == "Data"


def test_a_title_and_a_blank_line_stand_above_the_heading(tmp_path: Path, read: Read) -> None:
    rows = [("DATA PABRIK 2026",), (), tables.HEADING, *tables.ROWS]
    got = read(tables.workbook(tmp_path / "a.xlsx", {"A": rows}))

    assert got.header.fields == tables.HEADING
    assert [row.number for row in got.rows] == [1, 2, 3]


def test_what_a_sheet_says_of_its_own_size_is_not_believed(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    tables.rewritten(path, SHEET, lambda xml: xml.replace(b'ref="A1:D4"', b'ref="A1:A1"'))

    assert len(read(path).rows) == 3


def test_entities_are_refused(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    bomb = b'<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<worksheet'
    tables.rewritten(path, SHEET, lambda xml: xml.replace(b"<worksheet", bomb, 1))

    with pytest.raises(ArchiveUnsafe) as refusal:
        read(path)

    assert refusal.value.rule == "berkas.entitas"


def test_a_workbook_that_grows_too_much_is_refused(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    tables.rewritten(path, SHEET, lambda xml: xml + b" " * 60_000_000)

    with pytest.raises(LimitPassed, match="200 times"):
        read(path)


def test_too_many_bytes_and_entries_are_refused(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")

    with pytest.raises(LimitPassed, match="unpacks to more than 2 kB"):
        read(path, unpacked_bytes=2_000)
    with pytest.raises(LimitPassed, match="limit is 3"):
        read(path, entries=3)


def test_a_row_far_below_is_refused(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    tables.rewritten(path, SHEET, lambda xml: xml.replace(b'<row r="4"', b'<row r="2000000000"'))

    with pytest.raises(LimitPassed, match="1048576"):
        read(path)


@pytest.mark.parametrize("column", ["XFD", "ZZZ"])
def test_a_cell_far_to_the_right_is_refused(tmp_path: Path, read: Read, column: str) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    tables.rewritten(path, SHEET, lambda xml: xml.replace(b'r="D3"', f'r="{column}3"'.encode()))

    with pytest.raises(LimitPassed, match="more than 1000 columns"):
        read(path)


def test_ten_thousand_columns_are_refused(tmp_path: Path, read: Read) -> None:
    wide = [f"k{number}" for number in range(10_000)]

    with pytest.raises(LimitPassed, match="1000 columns"):
        read(tables.workbook(tmp_path / "a.xlsx", {"A": [wide, wide]}))


def test_a_huge_cell_is_refused(tmp_path: Path, read: Read) -> None:
    path = tables.workbook(tmp_path / "a.xlsx", {"A": [("kode", "nama"), ("1", "x" * 30_000)]})

    with pytest.raises(LimitPassed, match="row 1, column nama"):
        read(path, cell_chars=20_000)


@pytest.mark.parametrize(
    ("entry", "found"), [("xl/vbaProject.bin", "xlsm"), ("word/document.xml", "Word"), ("content.xml", "zip")]
)
def test_another_office_file_under_this_name_is_refused(tmp_path: Path, read: Read, entry: str, found: str) -> None:
    path = files.archive(tmp_path / "a.xlsx", {entry: b"x"})

    with pytest.raises(FileUnreadable, match=found) as refusal:
        read(path)

    assert "Save As" in refusal.value.remedy.en


def test_a_damaged_workbook_is_refused(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    tables.rewritten(path, SHEET, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(FileDamaged):
        read(path)

    path.write_bytes(path.read_bytes()[:3_000])
    with pytest.raises(FileDamaged):
        read(path)


def test_a_workbook_in_a_zip_is_held_to_the_same_limits(tmp_path: Path, read: Read) -> None:
    inner = tables.office(tmp_path / "a.xlsx")
    tables.rewritten(inner, SHEET, lambda xml: xml + b" " * 60_000_000)

    with pytest.raises(Refusal):
        read(files.archive(tmp_path / "a.zip", {"a.xlsx": inner.read_bytes()}))


def test_a_link_to_another_workbook_is_not_opened(tmp_path: Path, read: Read) -> None:
    path = tables.office(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", "<Relationships/>")

    assert len(read(path).rows) == 3
