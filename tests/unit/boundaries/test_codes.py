import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries import codes

digits = st.tuples(st.integers(11, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1001, 3999))


@given(digits)
def test_normalise_puts_the_dots_of_an_undotted_village_code(parts: tuple[int, int, int, int]) -> None:
    dotted = "{:02}.{:02}.{:02}.{:04}".format(*parts)
    assert codes.normalise(dotted.replace(".", "")) == dotted


@pytest.mark.parametrize(
    "text", ["", "64.8", "64.08.4", "6408x", "64.08.04.20011", "64.08.--.----", "6404010x", "٦٤.٠٨"]
)
def test_normalise_refuses_what_is_no_code(text: str) -> None:
    with pytest.raises(ValueError, match="Kemendagri"):
        codes.normalise(text)


@pytest.mark.parametrize(
    ("code", "level", "parent", "kind"),
    [
        ("64", "provinsi", None, None),
        ("64.08", "kabupaten", "64", None),
        ("64.08.04", "kecamatan", "64.08", None),
        ("64.08.04.1010", "desa", "64.08.04", "kelurahan"),
        ("64.08.04.2001", "desa", "64.08.04", "desa"),
        ("64.08.04.3001", "desa", "64.08.04", "desa_adat"),
    ],
)
def test_code_tells_level_parent_and_kind(code: str, level: str, parent: str | None, kind: str | None) -> None:
    assert (codes.level(code), codes.parent(code), codes.village_kind(code)) == (level, parent, kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("64.1", "64.10"),
        ("64,1", "64.10"),
        ("64,08", "64.08"),
        ("64.0", "64"),
        ("640810.0", "64.08.10"),
        ("6408042001,0", "64.08.04.2001"),
        ("6.408.042.001", "64.08.04.2001"),
        ("640.810", "64.08.10"),
        ("6,408042001E+09", "64.08.04.2001"),
    ],
)
def test_what_a_spreadsheet_made_of_a_code_is_read_back_and_told(text: str, code: str) -> None:
    assert codes.read(text) == (code, True)


@pytest.mark.parametrize("text", ["64.10", "6410", "64.08.04.2001", "6408042001", " 64.08.04 "])
def test_a_code_as_written_needs_no_mending(text: str) -> None:
    assert codes.read(text) == (codes.normalise(text), False)


@pytest.mark.parametrize("text", ["6,40804E+09", "6.4E+09", "64.08.4", "1.5", "", "enam"])
def test_a_code_whose_digits_are_gone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Kemendagri code"):
        codes.read(text)
