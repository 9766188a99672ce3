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
