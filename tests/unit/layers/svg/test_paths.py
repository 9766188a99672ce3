import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from layers.svg import Frame
from layers.svg.paths import borders, lines, path

# One unit is one ten-thousandth of a degree here, so that grids are easy to read.
FRAME = Frame(0, 0, 0.1, 0.1, width=1000, height=1000)
POINTS = st.lists(st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)), min_size=2, max_size=30)


def read(data: str) -> list[list[tuple[int, int]]]:
    """Read path data back: an absolute start, then relative steps."""
    found = []
    for start, steps in re.findall(r"M([^l]*)l([^Mz]*)", data):
        x, y = (int(number) for number in start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        points = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


@given(POINTS)
def test_path_reads_back_as_the_same_points(points: list[tuple[int, int]]) -> None:
    assert read(path([points], closed=False)) == [points]


def test_path_writes_relative_steps_without_needless_blanks() -> None:
    assert path([[(10, 20), (13, 16), (10, 16), (10, 20)]], closed=True) == "M10 20l3-4-3 0z"


def test_lines_drops_points_that_fall_together_on_the_grid() -> None:
    ring = Polygon([(0, 0), (0.00001, 0.00001), (0.05, 0), (0.05, 0.05), (0, 0)])
    assert lines(ring, FRAME) == [[(0, 1000), (500, 1000), (500, 500), (0, 1000)]]


def test_lines_keeps_holes_and_every_part() -> None:
    holed = Polygon(box(0, 0, 0.05, 0.05).exterior, [box(0.01, 0.01, 0.02, 0.02).exterior])
    assert len(lines(MultiPolygon([holed, box(0.06, 0.06, 0.08, 0.08)]), FRAME)) == 3


def test_lines_drops_rings_that_collapse() -> None:
    assert lines(box(0, 0, 0.000001, 0.000001), FRAME) == []


def test_lines_takes_lines_and_mixed_collections() -> None:
    mixed = GeometryCollection([LineString([(0, 0), (0.01, 0)]), Point(0.05, 0.05)])
    assert [len(line) for line in lines(mixed, FRAME)] == [2, 1]


def test_borders_draws_a_shared_border_once() -> None:
    left = [[(0, 0), (5, 0), (5, 5), (0, 5), (0, 0)]]
    right = [[(5, 0), (9, 0), (9, 5), (5, 5), (5, 0)]]
    drawn = borders([left, right])
    segments = [frozenset(pair) for line in drawn for pair in pairwise(line)]
    assert len(segments) == len(set(segments)) == 7
