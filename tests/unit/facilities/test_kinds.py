"""The code list: every kind in a group with a mark of its own, and the words offices use for it."""

import re

import pytest

from facilities.kinds import GROUPS, KINDS, kinds_of
from facilities.recognising import PATTERNS, kind_of


def test_codes_are_well_formed_and_every_kind_is_in_its_group() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in (*KINDS, *GROUPS))
    assert [kind for group in GROUPS for kind in kinds_of(group)] == list(KINDS.values())


def test_groups_are_told_apart_without_colour() -> None:
    assert len({(group.mark, group.letter) for group in GROUPS.values()}) == len(GROUPS)
    assert len({group.letter for group in GROUPS.values()}) == len(GROUPS)
    assert len({group.mark for group in GROUPS.values()}) == len(GROUPS)


@pytest.mark.parametrize("group", GROUPS.values(), ids=str)
def test_white_letters_can_be_read_on_the_fill(group: object) -> None:
    parts = [int(group.fill[at : at + 2], 16) / 255 for at in (1, 3, 5)]  # type: ignore[attr-defined]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    assert 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) >= 4.5


def test_schools_alone_have_a_school_number() -> None:
    assert {kind.group.code for kind in KINDS.values() if kind.npsn} == {"pendidikan"}


def test_every_kind_but_few_is_recognised_by_its_own_title() -> None:
    assert {code for code in KINDS if kind_of(KINDS[code].title_id) != KINDS[code]} == set()
    assert {code for code, _pattern in PATTERNS} == set(KINDS)


@pytest.mark.parametrize(
    ("typed", "name", "code"),
    [
        ("sd", "", "sd"),
        ("Kantor-Desa", "", "kantor_desa"),
        ("", "SDN 001 Sangatta Utara", "sd"),
        ("", "SMPN 2", "smp"),
        ("Sekolah", "SMK Negeri 1", "smk"),
        ("Puskesmas/Puskesmas Pembantu", "Puskesmas Pembantu Sidomulyo", "pustu"),
        ("Puskesmas/Puskesmas Pembantu", "Puskesmas Desa Sungaimariam", "puskesmas"),
        ("Poliklinik/Polindes/Posyandu", "Pondok Bersalin Desa Kutai Lama", "poskesdes"),
        ("Pendidikan Menengah Umum", "SMK Negeri 1 Anggana", "smk"),
        ("Pendidikan Anak Usia Dini", "TK Desa Kutai Lama", "paud"),
        ("Klinik Pratama", "Klinik Polres Kutai Timur", "klinik"),
        ("Pemakaman Umum", "", "makam"),
        ("", "Masjid Pasar Baru", "masjid"),
        ("", "Gedung Serba Guna Desa", "gedung_serbaguna"),
        ("Jembatan", "Jembatan Sungai Berungkang", None),
        ("", "", None),
    ],
)
def test_kinds_are_recognised_from_words(typed: str, name: str, code: str | None) -> None:
    found = kind_of(typed, name)
    assert (found.code if found else None) == code
