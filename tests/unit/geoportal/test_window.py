import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from geoportal.pages.window import MOST_ZOOM, Window, asked_window


def asked(query: str) -> Window | None:
    return asked_window(RequestFactory().get(f"/peta/?{query}"))


@given(st.floats(115, 118), st.floats(-1, 2), st.floats(0.01, 2), st.floats(0.01, 2))
def test_around_holds_the_box(lon: float, lat: float, wide: float, high: float) -> None:
    west, south, east, north = Window.around((lon, lat, lon + wide, lat + high)).box
    assert west < lon and east > lon + wide and south < lat and north > lat


def test_around_a_point_stops_at_the_closest_zoom() -> None:
    assert Window.around((117, 0, 117, 0)).zoom == MOST_ZOOM


def test_address_reads_back_as_the_same_window() -> None:
    window = Window(117.5, 0.5, 11)
    assert asked("&".join(f"{name}={value}" for name, value in window.parameters.items())) == window


def test_moved_goes_half_a_window_and_zoomed_a_whole_step() -> None:
    window = Window(117, 0, 10.4)
    assert window.moved(1, 0).lon == pytest.approx((window.lon + window.box[2]) / 2 + (window.box[2] - 117) / 2)
    assert window.zoomed(1).zoom == 11


def test_no_place_asked_is_no_window() -> None:
    assert asked("zoom=9") is None


@pytest.mark.parametrize(
    "query", ["di=a,b", "di=1", "di=1,2,3", "di=nan,0", "di=500,0", "di=117,0&zoom=x", "di=117,0&zoom=99"]
)
def test_place_that_is_none_is_refused(query: str) -> None:
    with pytest.raises(BadRequest):
        asked(query)
