"""The text encoding is declared or shown by the bytes, and never contradicts them."""

from pathlib import Path

import pytest

from imports import encodings
from imports.refusals import EncodingUnclear
from tests.factories import files

NAME = "Désa “Sangatta” – baru"


def table(folder: Path, *names: str, encoding: str = "cp1252", language: int = 0) -> Path:
    rows = [(files.square(), {"KDEPUM": "1", "WADMKD": name}) for name in names]
    dbf = files.shapefile(folder, rows, encoding=encoding).with_suffix(".dbf")
    raw = bytearray(dbf.read_bytes())
    raw[29] = language
    dbf.write_bytes(raw)
    return dbf


def test_plain_ascii_leaves_nothing_to_decide(tmp_path: Path) -> None:
    assert encodings.decide(table(tmp_path, "Desa"), None, None).by == "ascii"


def test_windows_text_without_cpg_is_found_with_its_evidence(tmp_path: Path) -> None:
    found = encodings.decide(table(tmp_path, "Desa", NAME), None, None)

    assert (found.name, found.by, found.certain) == ("cp1252", "bytes", False)
    assert found.evidence == {"values": 1, "examples": [{"row": 2, "column": "WADMKD", "text": NAME}]}


def test_utf8_without_cpg_is_certain(tmp_path: Path) -> None:
    found = encodings.decide(table(tmp_path, NAME, encoding="utf-8"), None, None)

    assert (found.name, found.certain) == ("utf-8", True)


@pytest.mark.parametrize(
    "declared", ["CP1252", "1252", "ANSI 1252", "windows-1252", "ISO-8859-1", "88591", "cp1252\r\n"]
)
def test_a_cpg_is_believed_where_the_bytes_allow(tmp_path: Path, declared: str) -> None:
    assert encodings.decide(table(tmp_path, NAME), declared, None).name == "cp1252"


@pytest.mark.parametrize("declared", ["System", "OEM", "", "ANSI"])
def test_a_cpg_that_names_nothing_counts_as_none(tmp_path: Path, declared: str) -> None:
    assert encodings.decide(table(tmp_path, NAME), declared, None).by == "bytes"


@pytest.mark.parametrize(
    ("written", "declared", "likely"), [("cp1252", "UTF-8", "cp1252"), ("utf-8", "CP1252", "utf-8")]
)
def test_a_cpg_the_bytes_contradict_is_refused_naming_the_likely_one(
    tmp_path: Path, written: str, declared: str, likely: str
) -> None:
    with pytest.raises(EncodingUnclear) as refusal:
        encodings.decide(table(tmp_path, NAME, encoding=written), declared, None)

    assert NAME in refusal.value.message.id
    assert f"--encoding {likely}" in refusal.value.remedy.id
    assert refusal.value.row == 1


def test_a_person_overrides_the_cpg(tmp_path: Path) -> None:
    found = encodings.decide(table(tmp_path, NAME), "UTF-8", "Windows-1252")

    assert (found.name, found.by) == ("cp1252", "person")


def test_a_person_cannot_override_the_bytes(tmp_path: Path) -> None:
    with pytest.raises(EncodingUnclear, match="you gave"):
        encodings.decide(table(tmp_path, NAME), None, "utf-8")


def test_the_language_byte_decides_between_windows_and_dos(tmp_path: Path) -> None:
    found = encodings.decide(table(tmp_path, "Désa", encoding="cp850", language=0x02), None, None)

    assert (found.name, found.by, found.certain) == ("cp850", "dbf", False)
    assert found.evidence["examples"][0]["text"] == "Désa"


def test_bytes_of_no_known_encoding_are_refused(tmp_path: Path) -> None:
    dbf = table(tmp_path, "DXsa")
    dbf.write_bytes(dbf.read_bytes().replace(b"DXsa", b"D\x81sa"))

    with pytest.raises(EncodingUnclear) as refusal:
        encodings.decide(dbf, None, None)

    assert (refusal.value.row, refusal.value.column) == (1, "WADMKD")


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "CP99999"])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(EncodingUnclear, match=name):
        encodings.known(name)


def test_a_character_cut_by_the_column_width_is_dropped_not_the_value() -> None:
    assert encodings.decode("Désa é".encode()[:-1], "utf-8") == "Désa "
    assert encodings.decode(b"D\xe9sa", "utf-8") is None


def test_column_names_are_looked_at_too(tmp_path: Path) -> None:
    dbf = table(tmp_path, "Desa")
    dbf.write_bytes(dbf.read_bytes().replace(b"WADMKD", b"N\xc4MA\x00\x00"))

    found = encodings.decide(dbf, None, None)

    assert found.evidence["examples"] == [{"row": 0, "column": "NÄMA", "text": "NÄMA"}]
