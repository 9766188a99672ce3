import pytest

from boundaries.legal_acts import is_legal_act


@pytest.mark.parametrize(
    "text",
    [
        "Perbup 12/2026",
        "perda Kutai Timur No. 5 Tahun 2025",
        "UU 47/1999",
        "Keputusan Gubernur Kaltim 100.3.3.1/K.217/2025",
        "Permendagri 1 Tahun 2017",
        " SK Bupati 140/K.512/2025",
        "Peraturan Bupati Nomor 3 Tahun 2024",
    ],
)
def test_legal_acts_are_known_however_they_are_written(text: str) -> None:
    assert is_legal_act(text)


@pytest.mark.parametrize(
    "text", ["portalkaltim.com, 12 Agustus 2025", "", "Kompas, 3 Mei 2024", "Skalanews", "Uutiset"]
)
def test_other_sources_are_not(text: str) -> None:
    assert not is_legal_act(text)
