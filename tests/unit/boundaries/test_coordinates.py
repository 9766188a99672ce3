import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.coordinates import Position, read_position


@pytest.mark.parametrize(
    "text",
    [
        "0.5, 117.5",
        "0.5 117.5",
        "(0.5, 117.5)",
        "0,5 117,5",
        "0,5; 117,5",
        "0,5, 117,5",
        "117.5, 0.5",
        "0.5°, 117.5°",
        "0.5N 117.5E",
        "N 0.5 E 117.5",
        "0°30' LU 117°30' BT",
        "0°30'00\" LU, 117°30'00\" BT",
        "0º30′0″ N 117º30′0″ E",
        "117°30' BT 0°30' LU",
        "0 30 0 N 117 30 0 E",
        "0°30.0'N 117°30.0'E",
    ],
)
def test_read_position_reads_every_way_people_paste_one(text: str) -> None:
    assert read_position(text) == Position(lon=117.5, lat=0.5)


@pytest.mark.parametrize(
    ("text", "lat"), [("-0.5,117.5", -0.5), ("0°30' LS 117°30' BT", -0.5), ("0.5 S 117.5 E", -0.5)]
)
def test_read_position_knows_the_south(text: str, lat: float) -> None:
    assert read_position(text) == Position(lon=117.5, lat=lat)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sangatta",
        "64.08",
        "6408",
        "64.08.04.2001",
        "0.5",
        "0.5,117.5,3",
        "200 300",
        "0°61' N 117° E",
        "0.5 N 117 S",
        "N0.5 117",
    ],
)
def test_read_position_leaves_alone_what_is_no_position(text: str) -> None:
    assert read_position(text) is None


@given(st.text(max_size=200))
def test_read_position_never_fails(text: str) -> None:
    read_position(text)


@given(st.floats(-89, 89), st.floats(91, 179))
def test_read_position_returns_what_was_written(lat: float, lon: float) -> None:
    found = read_position(f"{lat:.5f}, {lon:.5f}")
    assert found is not None
    assert (found.lat, found.lon) == (round(lat, 5), round(lon, 5))
