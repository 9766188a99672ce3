"""The code list of documents."""

from datetime import date

import pytest

from boundaries.models import Kind
from documents.kinds import PpidClass, types, types_for

VILLAGE_ONLY = {"apbdes", "realisasi_apbdes", "rkpdes", "rpjmdes", "lppdes", "perdes"}


def test_every_type_has_a_known_class_and_known_kinds_of_region() -> None:
    for each in types().values():
        assert each.ppid_class in PpidClass.values, each.code
        assert each.kinds <= set(Kind.values), each.code
        assert each.title_id and each.title_en and each.retention


def test_a_kelurahan_has_none_of_the_village_types() -> None:
    assert not VILLAGE_ONLY & {each.code for each in types_for("kelurahan")}
    assert {each.code for each in types_for("desa")} >= VILLAGE_ONLY


def test_a_desa_has_none_of_the_agencies_types() -> None:
    assert not {"lkjip", "renstra", "rka", "dpa"} & {each.code for each in types_for("desa")}


@pytest.mark.parametrize(
    ("code", "day", "years"),
    [
        ("apbdes", date(2026, 1, 31), [2025, 2024, 2023]),
        ("apbdes", date(2026, 2, 1), [2026, 2025, 2024]),
        ("lkjip", date(2026, 3, 31), [2024, 2023, 2022]),
        ("lkjip", date(2026, 4, 1), [2025, 2024, 2023]),
        ("apbdes", date(2021, 6, 1), [2021, 2020]),
        ("sop", date(2026, 6, 1), []),
    ],
)
def test_a_year_is_owed_only_after_its_day(code: str, day: date, years: list[int]) -> None:
    assert types()[code].due_years(day) == years
