import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.svg import Frame

DEGREES = st.floats(-60, 60)
SPANS = st.floats(0.0001, 5)


@given(DEGREES, DEGREES, SPANS, SPANS)
def test_around_holds_the_bounds_whatever_their_shape(lon: float, lat: float, wide: float, high: float) -> None:
    frame = Frame.around((lon, lat, lon + wide, lat + high))
    assert frame.west < lon < lon + wide < frame.east
    assert frame.south < lat < lat + high < frame.north
    assert 0.63 < frame.height / frame.width < 0.93


@given(DEGREES, SPANS)
def test_around_keeps_one_scale_both_ways(lat: float, span: float) -> None:
    frame = Frame.around((100, lat, 100 + span, lat + span))
    across = (frame.east - frame.west) * math.cos(math.radians((frame.south + frame.north) / 2)) / frame.width
    along = (frame.north - frame.south) / frame.height
    assert across == pytest.approx(along, rel=1e-3)


def test_around_keeps_a_height_that_was_asked_for() -> None:
    assert Frame.around((0, 0, 1, 1), height=5400).height == 5400


def test_project_turns_north_up() -> None:
    frame = Frame(0, 0, 2, 1, width=200, height=100)
    assert frame.project(shapely.get_coordinates(shapely.Point(0, 1))).tolist() == [[0, 0]]
    assert frame.project(shapely.get_coordinates(shapely.Point(2, 0))).tolist() == [[200, 100]]


def test_clip_cuts_outside_the_window_only() -> None:
    frame = Frame(0, 0, 1, 1)
    west, south, east, north = frame.clip(shapely.box(-5, -5, 5, 5)).bounds
    assert west < 0 and south < 0 and east > 1 and north > 1
    assert (west, north) == pytest.approx((-0.05, 1.05))
