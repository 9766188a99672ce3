"""Abstract tests of CQL2 (21-065r2): every declared class over every queryable of every layer, as text and as JSON."""

import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import cql2
import pytest
from django.http import QueryDict
from django.test import Client

from layers.features import reading_now
from layers.filters import FeatureQuery, filterable
from layers.problems import BadParameter
from layers.registry import find_shelf
from tests.contract.abstract_tests import holds
from tests.factories.exports import LAYERS, every_layer
from tests.factories.thematic import fill_layer, mills

pytestmark = pytest.mark.django_db
VALUES = {
    "text": "'foo'",
    "uri": "'foo'",
    "boolean": "true",
    "number": "3.14",
    "integer": "1",
    "date": "DATE('2022-04-14')",
}
IN = {
    "text": "('foo', 'bar')",
    "boolean": "(true)",
    "number": "(1, 2, 3)",
    "integer": "(1, 2, 3)",
    "date": "('2022-04-14', '2022-04-15')",
}
LOGICAL = "((NOT ({0}) AND {1}) OR ({2} AND NOT ({3})) OR NOT ({0} AND {3}))"
SHAPES = (
    "LINESTRING(-180 -45, 0 -45)",
    "MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45))",
    "POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50))",
    "MULTIPOLYGON(((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)),"
    "((0 0, 10 0, 10 10, 0 10, 0 0)))",
    "GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((0 0, 10 0, 10 10, 0 10, 0 0)))",
)


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


@pytest.fixture(params=["cql2-text", "cql2-json"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def found(key: str, text: str, language: str) -> set[str]:
    """Return the ids a filter finds; in JSON it is what the text says, put into JSON."""
    shelf = find_shelf(key)
    assert shelf is not None
    params = QueryDict(mutable=True)
    params["filter"] = text if language == "cql2-text" else json.dumps(cql2.parse_text(text).to_json())
    params["filter-lang"] = language
    query = FeatureQuery.parse(params, shelf.layer, newest=reading_now(shelf.layer).release)
    return set(query.matched().values_list("out_id", flat=True))


def fields(*types: str) -> Iterator[tuple[str, str, str]]:
    """Yield layer, quoted name and type of every queryable of these types."""
    for key in LAYERS:
        shelf = find_shelf(key)
        assert shelf is not None
        yield from ((key, f'"{each.name}"', each.type) for each in filterable(shelf.layer) if each.type in types)


def combined(predicates: dict[str, list[str]], language: str) -> None:
    """Evaluate ten combinations of four predicates of each layer, the same at each run."""
    chance = random.Random(4)
    for key, known in predicates.items():
        for _ in range(10):
            found(key, LOGICAL.format(*(f"({each})" for each in chance.choices(known, k=4))), language)


@holds("cql2/conf/basic-cql2/basic-test")
def test_every_queryable_has_a_type(client: Client) -> None:
    for key in LAYERS:
        properties = client.get(f"/api/collections/{key}/queryables").json()["properties"]
        assert any("type" in each for each in properties.values())
        assert all("type" in each or each["format"].startswith("geometry-") for each in properties.values())


@holds(
    "cql2/conf/basic-cql2/comparison",
    "cql2/conf/basic-cql2/is-null",
    "cql2/conf/basic-cql2/logical",
    "cql2/conf/cql2-text/validate",
    "cql2/conf/cql2-json/validate",
)
def test_comparisons(language: str) -> None:
    predicates: dict[str, list[str]] = {key: [] for key in LAYERS}
    for key, name, kind in fields(*VALUES):
        signs = ("=", "<>") if kind == "boolean" else ("=", "<>", "<", ">=", ">", "<=")
        asked = [f"{name} {sign} {VALUES[kind]}" for sign in signs] + [f"{name} IS NULL", f"{name} IS NOT NULL"]
        sets = [found(key, each, language) for each in asked]
        assert all(one.isdisjoint(other) for one, other in zip(sets[::2], sets[1::2], strict=True)), (key, name)
        predicates[key] += asked
    combined(predicates, language)


@holds("cql2/conf/basic-cql2/boolean")
def test_true_and_false(language: str) -> None:
    for key in LAYERS:
        assert found(key, "true", language) != set()
        assert found(key, "false", language) == set()


@holds(
    "cql2/conf/advanced-comparison-operators/like",
    "cql2/conf/advanced-comparison-operators/between",
    "cql2/conf/advanced-comparison-operators/in",
    "cql2/conf/advanced-comparison-operators/logical",
)
def test_like_between_and_in(language: str) -> None:
    predicates: dict[str, list[str]] = {key: [] for key in LAYERS}
    for key, name, _kind in fields("text"):
        asked = [f"{name} LIKE '{pattern}'" for pattern in ("%", "_%", "", "%%", r"\%\_")]
        every, some, none, twice, _ = (found(key, each, language) for each in asked)
        assert every == twice
        assert some.isdisjoint(none)
        predicates[key] += asked
    for key, name, _kind in fields("number", "integer"):
        asked = [f"{name} BETWEEN 0 AND 100", f"{name} BETWEEN 100.0 AND 1.0"]
        assert found(key, asked[1], language) == set()
        found(key, asked[0], language)
        predicates[key] += asked
    for key, name, kind in fields(*IN):
        found(key, f"{name} IN {IN[kind]}", language)
        predicates[key].append(f"{name} IN {IN[kind]}")
    combined(predicates, language)


@holds(
    "cql2/conf/case-insensitive-comparison/casei",
    "cql2/conf/case-insensitive-comparison/casei-like",
    "cql2/conf/case-insensitive-comparison/logical",
)
def test_without_regard_to_capitals(language: str) -> None:
    predicates: dict[str, list[str]] = {key: [] for key in LAYERS}
    for key, name, _kind in fields("text"):
        asked = [
            f"CASEI({name}) = CASEI('foo')",
            f"CASEI({name}) <> CASEI('FOO')",
            f"CASEI({name}) LIKE CASEI('k%')",
            f"CASEI({name}) LIKE CASEI('K%')",
        ]
        equal, other, small, large = (found(key, each, language) for each in asked)
        assert equal.isdisjoint(other)
        assert small == large
        predicates[key] += asked
    combined(predicates, language)


@holds(
    "cql2/conf/basic-spatial-functions/s_intersects",
    "cql2/conf/basic-spatial-functions/logical",
    "cql2/conf/basic-spatial-functions-plus/s_intersects",
)
def test_intersections(language: str) -> None:
    asked = [
        "S_INTERSECTS(geometry, BBOX(-180,-90,180,90))",
        "S_INTERSECTS(geometry, POINT(7.02 49.92))",
        "S_INTERSECTS(geometry, BBOX(-180,-90,-90,90)) AND S_INTERSECTS(geometry, BBOX(90,-90,180,90))",
        *(f"S_INTERSECTS(geometry, {shape})" for shape in SHAPES),
    ]
    for key in LAYERS:
        everything, *nothing = (found(key, each, language) for each in asked)
        assert everything == found(key, "geometry IS NOT NULL", language)
        assert nothing == [set()] * len(nothing)  # none of these touches Kutai Timur
        for wrong in ("POINT(90 180)", "MULTIPOINT(7.02 49.92, 90 180)"):
            with pytest.raises(BadParameter):
                found(key, f"S_INTERSECTS(geometry, {wrong})", language)
    combined(dict.fromkeys(LAYERS, asked), language)


ESCAPED = {
    "O''Neil": "O'Neil", r"O\'Neil": "O'Neil", r"a\ab": "a\ab", r"a\bb": "a\bb", r"a\tb": "a\tb", r"a\nb": "a\nb",
    r"a\vb": "a\vb", r"a\fb": "a\fb", r"a\rb": "a\rb", "a\tb": "a\tb", "a\nb": "a\nb", "\\'": "'", r"C:\dir": r"C:\dir",
}  # fmt: skip


@holds("cql2/conf/cql2-text/escaping")
@pytest.mark.parametrize("literal", ESCAPED)
def test_escaped_letters_are_recovered(literal: str) -> None:
    from layers.cql2.reading import read

    text = f"name = '{literal}' AND \"a'b\" = 'c'"
    tree: Any = read(text, "cql2-text")
    assert tree["args"][0]["args"][1] == ESCAPED[literal]
    assert tree["args"][1]["args"] == [{"property": "a'b"}, "c"]


def test_a_name_with_a_quote_is_found(client: Client, tmp_path: Path) -> None:
    numbers = count()
    rows = [(shape, {**row, "Nama": f"Rumah O'Neil {next(numbers)}"}) for shape, row in mills()]
    fill_layer(tmp_path, rows)
    for text in (
        "nama = 'Rumah O''Neil 0'",
        r"nama = 'Rumah O\'Neil 0'",
        r"nama LIKE '%O\'Neil\_0' OR nama LIKE '%\'Neil 0'",
    ):
        response = client.get("/api/collections/pabrik/items", {"filter": text})
        assert [each["properties"]["nama"] for each in json.loads(response.getvalue())["features"]] == [
            "Rumah O'Neil 0"
        ]
