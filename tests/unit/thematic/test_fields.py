"""Names of fields: a contract from the first release on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.filters import GRAMMAR
from thematic.fields import FieldSpec, label_of, name_for


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("NAMOBJ", "namobj"),
        ("Lebar Jalan (m)", "lebar_jalan_m"),
        ("Désa", "desa"),
        ("2024", "kolom_2024"),
        ("名称", "kolom"),
        ("limit", "kolom_limit"),
        ("id", "kolom_id"),
        ("sample", "kolom_sample"),
    ],
)
def test_a_column_gets_a_name_for_addresses(column: str, name: str) -> None:
    assert name_for(column, ()) == name


def test_a_taken_name_gets_a_number() -> None:
    assert name_for("Nama", {"nama", "nama_2"}) == "nama_3"


@given(st.text(max_size=200))
def test_any_column_gets_a_name_that_fits(column: str) -> None:
    name = name_for(column, ())
    assert name.isascii()
    assert name[0].isalpha()
    assert len(name) <= 60
    assert name not in GRAMMAR


@pytest.mark.parametrize(
    ("chosen", "names", "label"),
    [
        ("", ["kode", "nama"], "nama"),
        ("kode", ["kode", "nama"], "kode"),
        ("hilang", ["kode", "nama"], "nama"),
        ("", ["kode", "nama_pabri"], "nama_pabri"),
        ("", ["kode"], "kode"),
        ("", [], "id"),
    ],
)
def test_a_label_is_found(chosen: str, names: list[str], label: str) -> None:
    assert label_of(chosen, [FieldSpec(name, name, name, name) for name in names]) == label


def test_a_number_is_no_label() -> None:
    assert label_of("luas", [FieldSpec("luas", "LUAS", "Luas", "Area", "number")]) == "id"
