"""Shapes of thematic layers: one type, the same to a centimetre, levels worth their bytes."""

import numpy as np
import pytest
import shapely

from tests.factories.files import ring, square
from thematic.models import Geometry
from thematic.shapes import as_stored, levels, pairs_alike, same


def array(*shapes: object) -> np.ndarray:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


@pytest.mark.parametrize(
    ("shape", "kind", "stored"),
    [
        (shapely.Point(1, 2), Geometry.POINT, "Point"),
        (shapely.MultiPoint([(1, 2)]), Geometry.POINT, "Point"),
        (shapely.Point(1, 2), Geometry.MULTIPOINT, "MultiPoint"),
        (shapely.LineString([(0, 0), (1, 1)]), Geometry.LINE, "MultiLineString"),
        (square(), Geometry.AREA, "MultiPolygon"),
    ],
)
def test_a_layer_has_one_type(shape: shapely.Geometry, kind: Geometry, stored: str) -> None:
    assert [each and each.geom_type for each in as_stored([None, shape, None], kind)] == [None, stored, None]


def test_parts_stay_with_their_row() -> None:
    two = shapely.MultiPolygon([square(0, 0), square(1, 1)])
    stored = as_stored([square(5, 5), two], Geometry.AREA)
    assert [len(each.geoms) for each in stored] == [1, 2]
    assert stored[1].equals(two)


def test_the_start_and_direction_of_a_ring_make_no_difference() -> None:
    polygon = square()
    turned = shapely.Polygon(list(polygon.exterior.coords)[2:-1] + list(polygon.exterior.coords)[:3])
    moved = shapely.transform(polygon, lambda coordinates: coordinates + 1e-5)
    assert same(array(polygon, polygon, polygon, None), array(turned.reverse(), moved, None, None)).tolist() == [
        True,
        False,
        False,
        True,
    ]


def test_rows_are_paired_with_what_is_there_each_once() -> None:
    live = array(square(0, 0), square(1, 1), square(0, 0), None)
    asked = array(square(1, 1), square(0, 0), None, square(0, 0), square(0, 0), square(9, 9))
    assert pairs_alike(live, asked) == {0: 1, 1: 0, 3: 2}


def test_nothing_is_paired_with_nothing() -> None:
    assert pairs_alike(array(), array(square())) == {}
    assert pairs_alike(array(square()), array()) == {}


def test_levels_are_stored_where_they_save_something() -> None:
    shapes = array(square(), ring(2_000), None)
    made = list(levels(shapes, Geometry.AREA, (30, 350)))
    assert [(detail, places.tolist()) for detail, places, _shapes in made] == [(30, [1]), (350, [1])]
    counts = [int(shapely.get_num_coordinates(simplified[0])) for _detail, _places, simplified in made]
    assert 2_000 > counts[0] > counts[1] > 3


def test_no_level_strays_farther_than_its_tolerances() -> None:
    whole = ring(5_000)
    for detail, _places, simplified in levels(array(whole), Geometry.AREA, (30, 120, 350, 1000)):
        assert shapely.hausdorff_distance(whole, simplified[0]) <= 1.5 * detail / 111_320


def test_a_level_keeps_small_parts_and_holes() -> None:
    islet, pond = square(3, 3, 0.002), list(square(0.4995, 0.4995, 0.001).exterior.coords)
    lake = shapely.Polygon(ring(2_000, 0.5, 0.5).exterior.coords, [pond])
    made = list(levels(array(shapely.MultiPolygon([lake, islet])), Geometry.AREA, (1000,)))
    (simplified,) = made[0][2]
    assert shapely.is_valid(simplified)
    assert [len(part.interiors) for part in simplified.geoms] == [1, 0]
