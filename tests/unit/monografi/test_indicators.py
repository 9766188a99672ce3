"""The code list holds together: codes once, known kinds and groups, and nothing of a desa's purse asked of a kelurahan."""

import csv
from typing import get_args

from monografi.indicators import AGES, FILE, GROUPS, Kind, age_codes, asked_of, indicators


def test_codes_stand_once() -> None:
    with FILE.open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    assert len(codes) == len(set(codes)) == len(indicators())


def test_kinds_groups_and_titles_are_known() -> None:
    for each in indicators().values():
        assert each.kind in get_args(Kind), each.code
        assert each.group in GROUPS, each.code
        assert each.title_id, each.code
        assert each.title_en, each.code
        assert bool(each.choices) == (each.kind == "pilihan"), each.code


def test_only_numbers_add_up() -> None:
    assert all(each.numeric for each in indicators().values() if each.adds)
    # Scores of different years and scales are never summed.
    assert not indicators()["idm"].adds
    assert not indicators()["indeks_desa"].adds


def test_a_kelurahan_is_not_asked_for_its_apbdes() -> None:
    asked = {each.code for each in asked_of("kelurahan")}
    money = {each.code for each in indicators().values() if each.kind == "uang"}
    assert money
    assert not asked & (money | {"bpd", "bumdes", "idm", "indeks_desa"})
    assert money <= {each.code for each in asked_of("desa")}


def test_ages_of_both_sexes_are_asked() -> None:
    codes = [*age_codes("l"), *age_codes("p")]
    assert len(codes) == 2 * len(AGES)
    assert set(codes) <= set(indicators())
