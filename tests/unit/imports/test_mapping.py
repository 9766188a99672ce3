"""Field names of files to those of targets."""

import pytest

from imports.mapping import map_fields, values_of
from imports.refusals import ColumnsMissing
from imports.targets import TargetField

CODE = TargetField("code", "Kode", "Code", ("KDEPUM", "KODE_DESA"), required=True)
NAME = TargetField("name", "Nama", "Name", ("WADMKD", "NAMOBJ"))


@pytest.mark.parametrize("found", ["KDEPUM", "kdepum", "KdEpUm"])
def test_names_are_compared_without_case(found: str) -> None:
    assert map_fields([found, "X"], [found], [CODE, NAME]) == {"code": found}


def test_the_best_synonym_wins() -> None:
    assert map_fields(["KODE_DESA", "KDEPUM"], ["KODE_DESA", "KDEPUM"], [CODE]) == {"code": "KDEPUM"}


def test_a_synonym_with_values_beats_a_better_one_without() -> None:
    assert map_fields(["NAMOBJ", "WADMKD"], ["NAMOBJ"], [NAME]) == {"name": "NAMOBJ"}


def test_an_empty_column_is_better_than_none() -> None:
    assert map_fields(["KDEPUM"], [], [CODE]) == {"code": "KDEPUM"}


def test_a_missing_required_column_names_what_was_found() -> None:
    with pytest.raises(ColumnsMissing) as refusal:
        map_fields(["ID", "LUAS"], ["ID"], [CODE, NAME])

    assert "KDEPUM, KODE_DESA" in refusal.value.message.id
    assert "ID, LUAS" in refusal.value.remedy.id


def test_values_are_stripped_and_never_none() -> None:
    attributes = {"KDEPUM": " 64.08\u00a0", "WADMKD": None}

    assert values_of(attributes, {"code": "KDEPUM", "name": "WADMKD"}) == {"code": "64.08", "name": ""}
