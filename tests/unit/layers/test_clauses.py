"""What a form can ask, written as CQL2 and read back from the tree the parser makes of it."""

from datetime import date
from typing import Any

import pytest

from layers import cql2
from layers.clauses import Clause, as_cql2, in_words, of_tree
from layers.declaration import Field, FieldType, Layer


def field(name: str, type: FieldType = "text") -> Field:
    return Field(name, name, name.title(), name.upper(), type)


NAME, AREA, SCALE, DAY, SAMPLE = (
    field("name"),
    field("area", "number"),
    field("scale", "integer"),
    field("since", "date"),
    field("sample", "boolean"),
)
ODD = field("kode-x")
FIELDS = (NAME, AREA, SCALE, DAY, SAMPLE, ODD, field("like"))
LAYER = Layer("uji", "Uji", "Test", "", "", "Point", lambda reading: None, FIELDS, "name")  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    "clause",
    [
        Clause(AREA, "from", 10.0),
        Clause(AREA, "to", -0.125),
        Clause(AREA, "from", 1e12),
        Clause(SCALE, "to", 25_000.0),
        Clause(DAY, "from", date(2026, 1, 31)),
        Clause(NAME, "contains", "Sangatta"),
        Clause(NAME, "contains", r"100%_o'neill\x"),
        Clause(NAME, "contains", "Desa' OR 1=1 --"),
        Clause(NAME, "equal", "it's"),
        Clause(SAMPLE, "equal", True),
        Clause(ODD, "contains", "a"),
        Clause(FIELDS[-1], "equal", "reserved"),
    ],
    ids=str,
)
def test_what_is_written_is_read_back(clause: Clause) -> None:
    tree = cql2.read(as_cql2([clause]), "cql2-text")
    assert of_tree(tree, FIELDS) == [clause]


def test_several_are_joined_and_read_back_in_order() -> None:
    clauses = [Clause(AREA, "from", 1.0), Clause(AREA, "to", 2.5), Clause(NAME, "contains", "x")]
    text = as_cql2(clauses)
    assert text == "area >= 1 AND area <= 2.5 AND CASEI(name) LIKE CASEI('%x%')"
    assert of_tree(cql2.read(text, "cql2-text"), FIELDS) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "area > 10",
        "area >= 1 AND area >= 2",
        "name LIKE '%x%'",
        "CASEI(name) LIKE CASEI('%a_b%')",
        "CASEI(name) LIKE CASEI('x%')",
        "name = 'a' OR name = 'b'",
        "NOT name = 'a'",
        "name IN ('a', 'b')",
        "name >= 'a'",
        "area = 5",
        "nihil = 'a'",
        "area >= 1 AND (area <= 2 OR name = 'a')",
        "S_INTERSECTS(geometry, POINT(117 0))",
        "name IS NULL",
    ],
)
def test_what_a_form_cannot_say_is_left_to_who_wrote_it(text: str) -> None:
    assert of_tree(cql2.read(text, "cql2-text"), FIELDS) is None


@pytest.mark.parametrize(
    "tree", [None, "x", [], {}, {"op": "and", "args": []}, {"op": "=", "args": [1]}, {"op": [], "args": [1, 2]}]
)
def test_trees_that_are_none_are_no_clauses(tree: Any) -> None:
    assert not of_tree(tree, FIELDS)


def test_conditions_are_said_in_the_language_of_the_reader(settings: Any) -> None:
    from django.utils import translation

    said = {}
    for language in ("id", "en"):
        with translation.override(language):
            said[language] = [
                in_words(each, LAYER)
                for each in (
                    Clause(AREA, "from", 12345.5),
                    Clause(SCALE, "to", 2025.0),
                    Clause(NAME, "contains", "x"),
                    Clause(SAMPLE, "equal", False),
                    Clause(DAY, "from", date(2026, 1, 31)),
                )
            ]
    assert said["id"] == [
        "Area mulai 12.345,5",
        "Scale sampai 2025",
        "Name memuat “x”",
        "Sample = tidak",
        "Since mulai 31 Januari 2026",
    ]
    assert said["en"][0] == "AREA from 12,345.5" and said["en"][3] == "SAMPLE = no"
