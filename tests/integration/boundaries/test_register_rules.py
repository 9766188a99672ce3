"""Every rule of register files, provoked once: its level, and words that name the way out in both languages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boundaries.ledger.rules import ERRORS, NOTES, WARNINGS
from boundaries.ledger.target import RegisterTarget
from imports import rules
from imports.models import RunState
from imports.rules import ERROR, INFO, WARNING
from tests.factories.register import change

pytestmark = pytest.mark.django_db
Rows = list[dict[str, Any]]
MAKE = {"tindakan": "buat", "kode": "64.08.04.2099", "nama": "Baru"}
END = {"tindakan": "berakhir", "kode": "64.08.06.2001"}
FIRST: dict[str, Rows] = {
    "kode.bekas": [{**END, "tanggal": "2020-01-01"}],
    "wilayah.ragu": [{"tindakan": "buat", "nama": "Sangatta Prima", "kode_induk": "64.08.06"}],
    "nama.dipakai": [{"tindakan": "ganti nama", "kode": "64.08.04/p-teluk-rawa", "nama_baru": "Teluk Raya"}],
}
CASES: dict[str, Rows] = {
    "tindakan.tidak_dikenal": [{**MAKE, "tindakan": "sulap"}],
    "tindakan.kurang": [{**MAKE, "nama": ""}],
    "jenis.tidak_dikenal": [{**MAKE, "jenis": "negara"}],
    "kode.bentuk": [{**MAKE, "kode": "enam empat"}],
    "kode.tingkat": [{"tindakan": "kode", "kode": "64.08.06.2001", "kode_baru": "64.08.99"}],
    "wilayah.tidak_dikenal": [{"tindakan": "ganti nama", "kode": "64.08.04.2999", "nama_baru": "Entah"}],
    "wilayah.ragu": [{"tindakan": "kode", "kode": "64.08.04.2099", "nama": "Sangatta Prima"}],
    "induk.tidak_dikenal": [{**MAKE, "kode": "64.08.77.2001"}],
    "kode.dipakai": [{**MAKE, "kode": "64.08.06.2001"}],
    "kode.induk": [{"tindakan": "kode", "kode": "64.08.06", "kode_baru": "64.08.66"}],
    "kode.jenis": [{**MAKE, "jenis": "kelurahan"}],
    "kode.perlu": [{"tindakan": "buat", "nama": "Tanpa Kode", "kode_induk": "64.08.04", "jenis": "desa"}],
    "nama.dipakai": [
        {"tindakan": "ganti nama", "kode": "64.08.04/p-sangatta-prima", "nama_baru": "Teluk Raya"},
    ],
    "pindah.kabupaten": [{"tindakan": "pindah", "kode": "64.08.06", "kode_induk": "64", "kode_baru": "64.07.01"}],
    "akhir.berpenghuni": [{"tindakan": "berakhir", "kode": "64.08.06"}],
    "tanggal.bentuk": [{**MAKE, "tanggal": "31/02/2026"}],
    "tanggal.sebelum_ada": [{"tindakan": "berakhir", "kode": "64.08.04/p-teluk-rawa", "tanggal": "2025-08-12"}],
    "baris.bertentangan": [
        {"tindakan": "ganti nama", "kode": "64.08.06", "nama_baru": "Satu"},
        {"tindakan": "ganti nama", "kode": "64.08.06", "nama_baru": "Dua"},
    ],
    "isi.panjang": [{**MAKE, "nama": "x" * 121}],
    "kode.angka": [{"kode": "64,08", "nama": "Kutai Timur"}],
    "kode.bekas": [{"tindakan": "buat", "kode": "64.08.06.2001", "nama": "Baru"}],
    "nama.kembar": [{**MAKE, "nama": "Teluk Rawa"}],
    "daftar.mungkin_sama": [{"kode": "64.08.06.2099", "nama": "Long Bentuq"}],
    "wilayah.masih_berbatas": [END],
    "daftar.tidak_disebut": [
        {"kode": "64.08.06.2002", "nama": "Mekar Baru"},
        {"kode": "64.08.06.2003", "nama": "Long Lees"},
    ],
    "daftar.persiapan_berkode": [{"kode": "64.08.04.2099", "nama": "Sangatta Prima"}],
    "nama.penulisan": [{"kode": "64.08.04", "nama": "Sangattautara"}],
    "dasar.kosong": [MAKE],
    "tanggal.mendatang": [{**MAKE, "tanggal": "2099-01-01"}],
}
# Declared for boundary files, and used for the register too.
OTHERS = {"kode.bentuk", "kode.tingkat"}


@pytest.mark.parametrize("rule", CASES)
def test_rule_is_found_at_its_level_with_words_in_both_languages(rule: str, tmp_path: Path) -> None:
    if rule in FIRST:
        assert change(tmp_path, *FIRST[rule]).state == RunState.PUBLISHED
    run = change(tmp_path, *CASES[rule], dry_run=True)
    found = run.problems.filter(rule=rule).first()
    assert found is not None, [problem.message_en for problem in run.problems.all()]
    assert found.level == rules.level_of(rule)
    assert found.message_id and found.message_en and found.message_id != found.message_en
    assert found.remedy_id and found.remedy_en
    assert (run.state == RunState.REFUSED) == (run.evidence["problems"][rule]["level"] == ERROR)


def test_every_rule_the_register_declares_is_provoked_here() -> None:
    declared = {code for rules_of_level in (ERRORS, WARNINGS, NOTES) for code, *_words in rules_of_level}
    assert declared == set(CASES) - OTHERS
    assert {rules.level_of(rule) for rule in CASES} == {ERROR, WARNING, INFO}


def test_a_region_cannot_end_before_a_child_that_is_to_come(tmp_path: Path) -> None:
    change(tmp_path, {"tindakan": "buat", "kode": "64.08.19", "nama": "Sebentar", "tanggal": "2030-01-01"})
    run = change(
        tmp_path,
        {"tindakan": "berakhir", "kode": "64.08.19", "tanggal": "2031-01-01"},
        {"tindakan": "buat", "kode": "64.08.19.2001", "nama": "Terlambat", "tanggal": "2030-06-01"},
        dry_run=True,
    )
    assert "akhir.berpenghuni" in run.evidence["problems"]


def test_children_that_end_with_their_parent_do_not_stand_in_the_way(tmp_path: Path) -> None:
    change(tmp_path, {"tindakan": "buat", "kode": "64.08.19", "nama": "Hulu"}, effective=date(2020, 1, 1))
    change(tmp_path, {"tindakan": "buat", "kode": "64.08.19.2001", "nama": "Satu"}, effective=date(2021, 1, 1))
    run = change(
        tmp_path,
        {"tindakan": "berakhir", "kode": "64.08.19"},
        {"tindakan": "berakhir", "kode": "64.08.19.2001"},
        effective=date(2022, 1, 1),
    )
    assert (run.state, run.counts["removed"]) == (RunState.PUBLISHED, 2)


def test_a_code_can_be_borne_again_after_it_ended_but_not_before(tmp_path: Path) -> None:
    change(tmp_path, {**END, "tanggal": "2020-01-01"})
    early = change(tmp_path, {**MAKE, "kode": END["kode"], "tanggal": "2019-12-31"})
    assert early.state == RunState.REFUSED
    assert change(tmp_path, {**MAKE, "kode": END["kode"], "tanggal": "2020-01-01"}).state == RunState.PUBLISHED


def test_no_column_of_a_file_could_fill_two_fields() -> None:
    words = [{word.casefold() for word in (field.name, *field.synonyms)} for field in RegisterTarget.fields]
    assert len(set[str]().union(*words)) == sum(map(len, words))


def test_a_region_merges_into_one_that_was_split_from_it(tmp_path: Path) -> None:
    split = {"tindakan": "pemekaran", "kode": "64.08.06.2099", "nama": "Baru", "kode_asal": "64.08.06.2001"}
    assert change(tmp_path, split, effective=date(2020, 1, 1)).state == RunState.PUBLISHED
    merged = {"tindakan": "gabung", "kode": "64.08.06.2001", "kode_tujuan": "64.08.06.2099"}
    assert change(tmp_path, merged).state == RunState.PUBLISHED
    assert change(tmp_path, merged).state == RunState.UNCHANGED
