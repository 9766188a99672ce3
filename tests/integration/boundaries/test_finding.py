from typing import Any

import pytest

from boundaries.selectors import search

pytestmark = pytest.mark.django_db


def addresses(text: str) -> list[str]:
    return [found.region.address for found in search(text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Sangatta Utara", "64.08.04"),
        ("sangata utara", "64.08.04"),
        ("sengata utara", "64.08.04"),
        ("SANGATTA SELATAN", "64.08.12"),
        ("Kongbeng", "64.08.08"),
        ("rantaw pulung", "64.08.14"),
        ("bengalong", "64.08.09"),
        ("Ds. Senyiur", "64.08.01.2001"),
        ("kel teluk linga", "64.08.04.1010"),
        ("desa sangatta utara", "64.08.04.2001"),
        ("long bentuk", "64.08.06.2001"),
        ("longbentuq", "64.08.06.2001"),
        ("senyiur muara ancalong", "64.08.01.2001"),
        ("teluk rawa", "64.08.04/p-teluk-rawa"),
        ("64.08.04", "64.08.04"),
        ("640804", "64.08.04"),
        ("6404040", "64.08.04"),
        ("6408042001", "64.08.04.2001"),
        ("0.30, 116.54", "64.08.01.2001"),
        ("0,30 116,54", "64.08.01.2001"),
        ("0°18'00\" LU 116°32'24\" BT", "64.08.01.2001"),
    ],
)
def test_search_puts_first_what_was_meant(text: str, first: str) -> None:
    assert addresses(text)[0] == first


@pytest.mark.parametrize(
    "text", ["", " ", "desa", "xyzzy", "' OR 1=1 --", "%", "\x00", "12.34.56", "-60, 10", "a" * 5000]
)
def test_search_finds_nothing_where_nothing_is_meant(text: str) -> None:
    assert addresses(text) in ([], addresses("desa"))


def test_search_tells_what_fitted() -> None:
    found = search("Kongbeng")[0]
    assert (found.region.name, found.matched, found.score) == ("Kombeng", "Kongbeng", 1.0)


def test_search_by_the_beginning_of_a_code_lists_what_is_below() -> None:
    assert addresses("64.08.04")[:3] == ["64.08.04", "64.08.04.1010", "64.08.04.2001"]


def test_search_ends_at_its_limit() -> None:
    assert len(search("s", limit=3)) == 3


@pytest.mark.parametrize(("text", "queries"), [("sangatta", 3), ("64.08", 2), ("0.30, 116.54", 1)])
def test_search_makes_a_fixed_number_of_queries(text: str, queries: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(queries):
        search(text)
