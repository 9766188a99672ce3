"""Regions named in a title: how sure, by what words."""

import pytest

from projects.place_names import Match, Name, inside_first, matches

NAMES = [
    Name(1, "Kaubun", "kecamatan"),
    Name(2, "Sangatta Utara", "kecamatan"),
    Name(3, "Sangatta Utara", "desa"),
    Name(4, "Tepian Indah", "desa"),
    Name(5, "Pengadan", "desa"),
    Name(6, "Muara Ancalong", "kecamatan"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pipa HDPE, Kec. Kaubun, Kab. Kutai Timur", [Match(1, 0.9, "kecamatan kaubun")]),
        ("Jalan Kaubun", [Match(1, 0.7, "kaubun")]),
        ("Masjid desa Tepian Indah", [Match(4, 0.9, "desa tepian indah")]),
        ("Gedung Sangatta Utara", [Match(2, 0.5, "sangatta utara"), Match(3, 0.5, "sangatta utara")]),
        ("Gedung Kec. Sangata Utara", [Match(2, 0.72, "kecamatan sangata utara")]),
        ("Gedung Kelurahan Kaubun", []),
        ("Pengadaan Motor Grader", []),
        ("Samsat Sangatta", []),
        ("Kutai Timur - Kutai Timur (Kab.)", []),
        ("", []),
    ],
)
def test_names_in_words(text: str, found: list[Match]) -> None:
    assert matches(text, NAMES) == found


def test_a_desa_in_a_kecamatan_that_is_named_too_comes_first() -> None:
    kecamatan, desa, shared = Match(1, 0.9, "kecamatan kaubun"), Match(2, 0.7, "bumi rapak"), Match(3, 0.5, "kaubun")
    found = inside_first([kecamatan, desa, shared], {2: 1, 3: 1, 1: None})
    assert [(each.region, each.confidence) for each in found] == [(2, 0.95), (1, 0.9), (3, 0.5)]
    assert inside_first([kecamatan, desa], {2: 9}) == [kecamatan, desa]
