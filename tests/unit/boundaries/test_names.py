import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries import names


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Senyiur", "senyiur", None),
        ("Ds. Senyiur", "senyiur", "desa"),
        ("DESA  Senyiur", "senyiur", "desa"),
        ("Kel.Teluk Lingga", "teluk lingga", "kelurahan"),
        ("kec sangatta utara", "sangatta utara", "kecamatan"),
        ("Kab. Kutai Timur", "kutai timur", "kabupaten"),
        ("Kelinjau Ilir", "kelinjau ilir", None),
        ("Desa Persiapan Teluk Rawa", "teluk rawa", "desa"),
        ("Karañgan", "karangan", None),
    ],
)
def test_read_name_takes_off_the_kind(text: str, words: str, kind: str | None) -> None:
    assert names.read_name(text) == names.Name(words, kind)


@pytest.mark.parametrize(
    ("text", "code"), [("64.08.04", "64.08.04"), (" 640804 ", "640804"), ("64.08.", "64.08."), ("6", "6")]
)
def test_read_code_takes_the_beginning_of_a_code(text: str, code: str) -> None:
    assert names.read_code(text) == code


@pytest.mark.parametrize("text", ["sangatta", "64.08.04.2001.1", "٦٤", "12345678901", ""])
def test_read_code_leaves_the_rest_alone(text: str) -> None:
    assert names.read_code(text) is None


@pytest.mark.parametrize(
    ("code", "dotted"), [("6408042001", "64.08.04.2001"), ("64080", "64.08.0"), ("64.08.", "64.08")]
)
def test_dotted_puts_the_dots_of_a_beginning(code: str, dotted: str) -> None:
    assert names.dotted(code) == dotted


@given(st.text(max_size=200))
def test_read_name_never_holds_what_the_database_refuses(text: str) -> None:
    assert "\x00" not in names.read_name(text).words
