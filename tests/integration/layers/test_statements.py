"""Statements that are kept: what is bound differs from question to question, what is not makes another statement."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import Point
from django.db import DatabaseError, connection, transaction
from django.db.models import TextField
from django.test import Client

from layers import feature_statements, sorting
from layers.declaration import Layer
from layers.features import reading_now
from layers.filters import FeatureQuery
from layers.geojson import feature_text, feature_texts
from layers.models import LayerSettings, Release, Visibility
from layers.registry import get_layer
from layers.statements import Bound, Statement
from tests.factories.thematic import fill_layer, make_layer

pytestmark = pytest.mark.django_db
WEST, EAST = (116.0, -1.0, 117.0, 2.0), (117.0, -1.0, 120.0, 2.0)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    feature_statements._kept.cache_clear()


@pytest.fixture
def desa() -> Layer:
    layer = get_layer("desa", AnonymousUser())
    assert layer is not None
    return layer


@pytest.fixture
def query(desa: Layer) -> FeatureQuery:
    return FeatureQuery(layer=desa, reading=reading_now(desa, "https://geo.example.go.id"), limit=10, shape=False)


def page(query: FeatureQuery) -> Any:
    return feature_texts(query, query.page())


def written() -> int:
    return feature_statements._kept.cache_info().misses


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"boxes": (WEST,)},
        {"boxes": (WEST, EAST)},
        {"boxes": ((116.54, 0.3, 116.54, 0.3),)},
        {"boxes": ((116.5, 0.3, 117.5, 0.3), EAST)},
        {"after": sorting.Position("64.08.04.2001")},
        {"after": sorting.Position("it's 100%"), "boxes": (EAST,)},
        {"region": "64.08.04"},
        {"offset": 7, "limit": 3},
        {"names": ("name",)},
    ],
)
def test_a_kept_statement_answers_as_the_queryset_does(query: FeatureQuery, asked: dict[str, Any]) -> None:
    query = replace(query, **asked)
    expected = list(page(query))
    assert feature_statements.rows(query, page) == expected
    assert list(feature_statements.stream(query, page)) == expected


def test_what_is_bound_is_written_once(query: FeatureQuery) -> None:
    feature_statements.rows(replace(query, boxes=(WEST,)), page)
    before = written()
    found = [feature_statements.rows(replace(query, boxes=(box,)), page) for box in (WEST, EAST)]
    assert written() == before
    assert found[0] != found[1]
    texts = [feature_text(query, key) for key in ("64.08.04.2001", "64.08.04.2011")]
    assert texts[0] != texts[1]
    assert feature_text(query, "none") is None


@pytest.mark.parametrize(
    "other",
    [
        lambda query: {"reading": replace(query.reading, as_of=date(2020, 1, 1))},
        lambda query: {"reading": replace(query.reading, release=query.reading.release + 1)},
        lambda query: {"reading": replace(query.reading, base_url="https://other.example")},
        lambda query: {"limit": 11},
        lambda query: {"boxes": (WEST,)},
        lambda query: {"shape": True},
        lambda query: {"layer": replace(query.layer)},
    ],
)
def test_anything_else_is_another_statement(query: FeatureQuery, other: Any) -> None:
    feature_statements.rows(query, page)
    before = written()
    feature_statements.rows(replace(query, **other(query)), page)
    assert written() == before + 1


def test_a_question_nothing_can_fit_has_no_rows(query: FeatureQuery) -> None:
    assert feature_statements.rows(replace(query, reading=replace(query.reading, release=10**12)), page) is not None
    nothing = lambda query: feature_texts(query, query.matched().none())  # noqa: E731
    assert feature_statements.rows(query, nothing) == []


def test_values_stand_in_the_text_as_they_are() -> None:
    rows = Release.objects.filter(layer=Bound("layer", "text", TextField())).exclude(reason="100% of 'it' {x}")
    statement = Statement(rows.values_list("layer")[:1])
    assert statement.rows({"layer": "desa"}) == [("desa",)]
    assert statement.rows({"layer": "%s' OR '1'='1"}) == []


def test_an_error_of_the_database_is_djangos(query: FeatureQuery) -> None:
    statement = Statement(Release.objects.filter(pk=Bound("pk", "int8", TextField())).values_list("pk"))
    with pytest.raises(DatabaseError), transaction.atomic():
        statement.rows({"pk": "no number"})
    assert not connection.needs_rollback


def test_what_keepers_change_shows_at_once(client: Client) -> None:
    for title in ("Batas satu", "Batas dua"):
        LayerSettings.objects.update_or_create(key="desa", defaults={"title_id": title})
        found = get_layer("desa", AnonymousUser())
        assert found is not None
        assert found.title_id == title
        assert found is get_layer("desa", AnonymousUser())
    assert client.get("/api/collections/desa/items?limit=1").status_code == 200
    LayerSettings.objects.update(visibility=Visibility.INTERNAL)
    assert client.get("/api/collections/desa/items?limit=1").status_code == 404


def test_a_shape_that_is_no_box_is_compared_as_what_it_is(query: FeatureQuery) -> None:
    place = Point(116.54, 0.3, srid=4326)
    found = feature_statements.rows(replace(query, boxes=((place.x, place.y, place.x, place.y),)), page)
    assert [key for key, _text in found] == ["64.08.01.2001"]


def test_what_lies_at_the_edge_of_a_box_is_told_exactly(tmp_path: Path) -> None:
    """Boxes of the index are rounded by up to a metre and a half."""
    west, south, east, north = box = (117.5, 0.45, 117.6, 0.55)
    steps = [-2e-4, -3e-6, -1e-7, 0.0, 1e-7, 3e-6, 2e-4]
    places = [Point(east + step, 0.5) for step in steps] + [Point(117.55, south + step) for step in steps]
    make_layer()
    fill_layer(tmp_path, [(shapely.Point(each.coords), {"Kode": str(n)}) for n, each in enumerate(places)])
    layer = get_layer("pabrik", AnonymousUser())
    assert layer is not None
    query = FeatureQuery(layer=layer, reading=reading_now(layer), boxes=(box,), shape=False)
    inside = {str(n) for n, each in enumerate(places) if west <= each.x <= east and south <= each.y <= north}
    assert {key for key, _text in feature_statements.rows(query, page)} == inside and 7 < len(inside) < 10
    small = replace(query, boxes=((east - 1e-5, 0.49999, east + 1e-5, 0.50001),))
    assert {key for key, _text in feature_statements.rows(small, page)} == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize("path", ["/api/collections/x%00y", "/api/collections/x%00y/items", "/unduh/x%00y.geojson"])
def test_a_key_no_text_can_be_is_no_layer(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
