from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from layers.declaration import Layer
from layers.features import reading_now, shapes
from layers.registry import get_layer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desa() -> Layer:
    layer = get_layer("desa", AnonymousUser())
    assert layer is not None
    return layer


def test_shapes_come_in_order_with_label_and_link(desa: Layer, django_assert_num_queries: Any) -> None:
    reading = reading_now(desa, "https://geo.example.go.id")
    with django_assert_num_queries(1):
        found = list(shapes(desa, reading, 350, region="64.08.04"))
    assert [each.id for each in found] == ["64.08.04.1010", "64.08.04.2001", "64.08.04.2011", "64.08.04.2012"]
    assert found[0].label == "Teluk Lingga"
    assert found[0].link == "https://geo.example.go.id/wilayah/64.08.04.1010/"


def test_a_region_is_not_mixed_up_with_one_that_begins_alike(desa: Layer) -> None:
    assert list(shapes(desa, reading_now(desa), 350, region="64.08.0")) == []


@pytest.mark.parametrize(("asked", "same_as"), [(None, None), (10, None), (31, 30), (200, 120), (5000, 1000)])
def test_the_nearest_detail_that_is_no_coarser_is_taken(desa: Layer, asked: int | None, same_as: int | None) -> None:
    reading = reading_now(desa)
    sizes = [sum(len(each.geometry.wkb) for each in shapes(desa, reading, detail)) for detail in (asked, same_as)]
    assert sizes[0] == sizes[1]


def test_a_box_narrows_to_what_touches_it(desa: Layer) -> None:
    assert [each.id for each in shapes(desa, reading_now(desa), 350, bbox=(116.54, 0.3, 116.54, 0.3))] == [
        "64.08.01.2001"
    ]
