"""Gaps and overlaps between neighbours: one misfit a pair, with what lies between them."""

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from imports.coverage import left_between, misfits, small_holes, small_parts
from imports.geodesy import METRES_PER_DEGREE, area_m2

GAP_M = 20.0
METRE = 1 / METRES_PER_DEGREE


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    return shapely.box(117 + west, 0.5 + south, 117 + east, 0.5 + north)


def found(*shapes: BaseGeometry, settled: int = 0) -> list[tuple[str, int, int, int]]:
    return [
        (each.kind, each.first, each.second, round(each.area_m2))
        for each in misfits(shapes, gap_m=GAP_M, settled=settled)
    ]


def test_shapes_that_share_their_border_fit() -> None:
    assert found(box(0, 0, 0.1, 0.1), box(0.1, 0, 0.2, 0.1), box(0, 0.1, 0.2, 0.2)) == []


def test_an_overlap_is_told_with_its_area_and_a_place_in_it() -> None:
    left, right = box(0, 0, 0.1, 0.1), box(0.1 - 3 * METRE, 0, 0.2, 0.1)

    (each,) = misfits([left, right], gap_m=GAP_M)

    assert (each.kind, each.first, each.second) == ("overlap", 0, 1)
    assert each.area_m2 == pytest.approx(area_m2(shapely.intersection(left, right)))
    assert shapely.intersection(left, right).contains(shapely.Point(each.place))


@pytest.mark.parametrize("metres", [0.5, 1, 5, 19])
def test_a_gap_open_at_both_ends_is_found_down_to_half_a_metre(metres: float) -> None:
    between = box(0.1, 0, 0.1 + metres * METRE, 0.1)

    assert found(box(0, 0, 0.1, 0.1), box(0.1 + metres * METRE, 0, 0.2, 0.1)) == [
        ("gap", 0, 1, pytest.approx(area_m2(between), abs=1))
    ]


def test_an_open_gap_wider_than_the_gap_width_is_room_for_somebody_else() -> None:
    assert found(box(0, 0, 0.1, 0.1), box(0.1 + 25 * METRE, 0, 0.2, 0.1)) == []


def test_a_gap_enclosed_by_others_may_be_wider() -> None:
    around = shapely.difference(box(-0.1, -0.1, 0.3, 0.2), box(0, 0, 0.2, 0.1))
    left, right = box(0, 0, 0.1, 0.1), box(0.1 + 300 * METRE, 0, 0.2, 0.1)

    (each,) = misfits([left, right, around], gap_m=GAP_M)

    assert (each.kind, each.first, each.second) == ("gap", 0, 1)
    assert each.area_m2 == pytest.approx(area_m2(box(0.1, 0, 0.1 + 300 * METRE, 0.1)))


def test_several_places_of_one_pair_are_one_misfit_of_each_kind() -> None:
    zigzag = [(0.1, 0), (0.1 + 4 * METRE, 0.025), (0.1 - 4 * METRE, 0.05), (0.1 + 4 * METRE, 0.075), (0.1, 0.1)]
    left = shapely.Polygon([(117 + x, 0.5 + y) for x, y in [(0, 0), *zigzag, (0, 0.1)]])

    assert [each[:3] for each in found(left, box(0.1, 0, 0.2, 0.1))] == [("gap", 0, 1), ("overlap", 0, 1)]


def test_an_overlap_of_three_is_told_for_each_pair() -> None:
    three = [box(0, 0, 0.1, 0.1), box(0.05, 0, 0.15, 0.1), box(0.08, 0, 0.2, 0.1)]

    assert [each[:3] for each in found(*three)] == [("overlap", 0, 1), ("overlap", 0, 2), ("overlap", 1, 2)]


def test_a_shape_wholly_inside_another_overlaps_by_all_of_it() -> None:
    inner = box(0.02, 0.02, 0.05, 0.05)

    assert found(box(0, 0, 0.1, 0.1), inner) == [("overlap", 0, 1, round(area_m2(inner)))]


def test_pairs_of_settled_shapes_are_not_told() -> None:
    new, old, older = box(0, 0, 0.1, 0.1), box(0.09, 0, 0.2, 0.1), box(0.19, 0, 0.3, 0.1)

    assert [each[:3] for each in found(new, old, older, settled=2)] == [("overlap", 0, 1)]


def test_pairs_are_told_once_whatever_group_they_fall_into(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = [box(x / 10, y / 10, x / 10 + 0.1 + 5 * METRE, y / 10 + 0.1) for x in range(6) for y in range(6)]
    together = found(*grid)

    monkeypatch.setattr("imports.coverage.AT_ONCE", 4)

    assert sorted(found(*grid)) == sorted(together)
    assert len({each[1:3] for each in together}) == len(together) == 30


def test_one_shape_or_none_fits_with_nobody() -> None:
    assert (found(), found(box(0, 0, 1, 1))) == ([], [])


def test_land_given_up_lies_between_the_two_that_touch_it_most() -> None:
    shrunk, neighbour = box(0, 0, 0.05, 0.1), box(0.1, 0, 0.2, 0.1)
    around = [box(0, 0.1, 0.2, 0.2), box(0, -0.1, 0.2, 0)]

    (each,) = left_between([box(0.05, 0, 0.1, 0.1)], [shrunk, neighbour, *around], gap_m=GAP_M)

    assert (each.kind, each.first, each.second) == ("gap", 0, 1)
    assert each.area_m2 == pytest.approx(area_m2(box(0.05, 0, 0.1, 0.1)))


def test_land_given_up_along_a_coast_lies_between_nobody() -> None:
    shrunk, neighbour = box(0, 0, 0.1, 0.09), box(0.1, 0, 0.2, 0.1)

    assert list(left_between([box(0, 0.09, 0.1, 0.1)], [shrunk, neighbour], gap_m=GAP_M)) == []


def test_land_given_up_meets_neighbours_that_were_drawn_a_little_off() -> None:
    shrunk, neighbour = box(0, 0, 0.05, 0.1), box(0.1 + 9 * METRE, 0, 0.2, 0.1)
    around = [box(0, 0.1 + 9 * METRE, 0.2, 0.2), box(0, -0.1, 0.2, -9 * METRE)]

    (each,) = left_between([box(0.05, 0, 0.1, 0.1)], [shrunk, neighbour, *around], gap_m=GAP_M)

    assert (each.first, each.second) == (0, 1)


def test_small_parts_are_all_but_the_largest() -> None:
    shape = shapely.MultiPolygon([box(0, 0, 0.1, 0.1), box(1, 1, 1 + METRE, 1 + METRE), box(2, 2, 2.1, 2.1)])

    assert [round(part.area * METRES_PER_DEGREE**2) for part in small_parts(shape, 100)] == [1]
    assert small_parts(box(0, 0, METRE, METRE), 100) == []


def test_small_holes_are_given_as_polygons() -> None:
    hole = box(0.05, 0.05, 0.05 + 3 * METRE, 0.05 + 3 * METRE)
    shape = shapely.difference(box(0, 0, 0.1, 0.1), shapely.union(hole, box(0.01, 0.01, 0.02, 0.02)))

    assert [round(each.area * METRES_PER_DEGREE**2) for each in small_holes(shape, 100)] == [9]


def test_many_shapes_are_taken_in_groups() -> None:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * 0.0101
    centres = [(117 + x * 0.02, 0.5 + y * 0.02) for x in range(30) for y in range(30)]

    overlaps = list(misfits([shapely.Polygon(ring + centre) for centre in centres], gap_m=GAP_M))

    assert sum(each.kind == "overlap" for each in overlaps) == 2 * 30 * 29
