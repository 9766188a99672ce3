"""Columns as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematic.values import absent, decimal_comma, guess, read_boolean, read_date, read_number


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("12", False, 12),
        ("-12.50", False, -12.5),
        ("1,234.5", False, 1234.5),
        ("1e3", False, 1000),
        ("1.234,5", True, 1234.5),
        ("12,5", True, 12.5),
        ("1.234", True, 1234),
        ("1.234", False, 1.234),
        (".5", False, 0.5),
    ],
)
def test_numbers_are_read(text: str, comma: bool, value: float) -> None:
    assert read_number(text, comma=comma) == value


@pytest.mark.parametrize(
    ("text", "comma"),
    [("", False), (".", False), (",", True), ("12 m", False), ("1.2.3", False), ("12,5", False), ("1e99", False)],
)
def test_what_is_no_number_is_refused(text: str, comma: bool) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_number(text, comma=comma)


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 4)))
def test_a_number_written_with_a_comma_reads_as_with_a_point(value: float) -> None:
    text = f"{value:.4f}"
    assert read_number(text.replace(".", ","), comma=True) == read_number(text, comma=False) == value


@pytest.mark.parametrize(
    ("texts", "comma"),
    [(["1.234", "12,5"], True), (["1,234.5"], False), (["12", "7"], False), (["12,5", "1,234.5"], False)],
)
def test_a_column_tells_what_its_decimals_begin_with(texts: list[str], comma: bool) -> None:
    assert decimal_comma(texts) is comma


@pytest.mark.parametrize(
    "text",
    ["2026-01-31", "31/01/2026", "31-1-2026", "31 Januari 2026", "31 jan 2026", "20260131", "2026-01-31T07:00:00"],
)
def test_dates_in_indonesian_forms_are_one_day(text: str) -> None:
    assert read_date(text) == "2026-01-31"


@pytest.mark.parametrize("text", ["31/02/2026", "2026", "31 Januri 2026", "13/13/2026", "kemarin"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_date(text)


def test_yes_and_no_in_both_languages() -> None:
    assert [read_boolean(text) for text in ("Ya", "true", "Tidak", "False")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("jumlah", ["1", "20", ""], "integer"),
        ("luas", ["1.5", "20"], "number"),
        ("luas", ["1.234,5", "-"], "number"),
        ("kode", ["6408042001"], "text"),
        ("kdepum", ["6408042001"], "text"),
        ("rt", ["1"], "text"),
        ("nomor_urut", ["007"], "text"),
        ("pos", ["75611"], "text"),
        ("lebar", ["007", "008"], "text"),
        ("tanggal", ["31/01/2026", "1 Februari 2026"], "date"),
        ("tgl", ["20260131"], "integer"),
        ("aktif", ["True", "False"], "boolean"),
        ("nama", ["Sangatta", "12"], "text"),
        ("kosong", ["", "-"], "text"),
        ("panjang", ["1234567890123456"], "text"),
    ],
)
def test_a_new_column_gets_the_narrowest_type(name: str, texts: list[str], kind: str) -> None:
    assert guess(name, texts) == kind


def test_a_dash_is_nothing_but_in_text() -> None:
    assert [absent("-", "number"), absent("n/a", "date"), absent("-", "text"), absent("", "text")] == [
        True,
        True,
        False,
        True,
    ]
