"""Where a row lies: columns before shapes, and what is wrong is offered to be mended, never mended unasked."""

from typing import Any

import pytest
import shapely

from facilities.entries import read_day
from facilities.likeness import Thing, alike, pairs
from facilities.positions import SWAP, TURN, inside, place
from imports.rows import Row

HERE = (117.55, 0.52)


def row(lat: str = "", lon: str = "", geom: Any = None) -> Row:
    values = {"lat": lat, "lon": lon} if lat or lon else {}
    return Row(1, {}, geom, values)


@pytest.mark.parametrize(
    ("lat", "lon", "point"),
    [
        ("0.52", "117.55", HERE),
        ("0,52", "117,55", HERE),
        ("0°31'12\" LU", "117°33'0\" BT", HERE),
    ],
)
def test_columns_are_read_as_offices_write_them(lat: str, lon: str, point: tuple[float, float]) -> None:
    found = place(row(lat, lon), None, inside)
    assert found.fault == "" and found.point == pytest.approx(point)


def test_a_shape_alone_is_enough() -> None:
    assert place(row(geom=shapely.Point(HERE)), None, inside).point == HERE


def test_nothing_is_no_position() -> None:
    assert place(row(), None, inside).fault == "kosong"


@pytest.mark.parametrize("text", ["utara", "nan", "1e400", "inf"])
def test_what_cannot_be_read_says_so(text: str) -> None:
    assert place(row(text, "117.55"), None, inside).fault == "tidak_terbaca"


def test_what_cannot_be_read_gives_way_to_the_shape() -> None:
    assert place(row("50N", "540000", shapely.Point(HERE)), None, inside).point == HERE


def test_a_southern_latitude_is_offered_to_be_turned_and_kept_out_until_then() -> None:
    found = place(row("-0.52", "117.55"), None, inside)
    assert (found.point, found.fault, found.offered) == (None, "lintang_terbalik", HERE)
    chosen = place(row("-0.52", "117.55"), TURN, inside)
    assert (chosen.point, chosen.fault, chosen.mended) == (HERE, "", TURN)


def test_a_southern_latitude_is_not_hidden_by_a_shape_somebody_turned() -> None:
    assert place(row("-0.52", "117.55", shapely.Point(HERE)), None, inside).fault == "lintang_terbalik"


def test_swapped_columns_are_offered_to_be_swapped_back() -> None:
    assert place(row("117.55", "0.52"), None, inside).fault == "tertukar"
    assert place(row("117.55", "0.52"), SWAP, inside).point == HERE
    assert place(row("117.55", "0.52"), TURN, inside).point is None  # another answer than the one that was offered


def test_elsewhere_is_elsewhere() -> None:
    assert place(row("-6.2", "106.8"), None, inside).fault == "luar_wilayah"


def test_columns_and_shape_far_apart_are_told() -> None:
    assert place(row("0.52", "117.55", shapely.Point(117.56, 0.52)), None, inside).apart_m == pytest.approx(
        1113, rel=0.01
    )
    assert place(row("0.52", "117.55", shapely.Point(117.5501, 0.52)), None, inside).apart_m == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", "2024-12-31"),
        ("31/01/2026", "2026-01-31"),
        ("2026-01-31T08:00", "2026-01-31"),
        ("kemarin", None),
        ("31/02/2026", None),
    ],
)
def test_dates_are_read_as_offices_write_them(text: str, day: str | None) -> None:
    found = read_day(text)
    assert (found.isoformat() if found else None) == day


def test_names_alike_but_for_a_number_are_two() -> None:
    assert alike("Masjid Al Ikhlas", "MASJID AL-IKHLAS")
    assert not alike("SD Negeri 001 Sangatta", "SD Negeri 002 Sangatta")
    assert not alike("Posyandu Mawar", "Kantor Desa")


def test_pairs_are_within_fifty_metres_and_of_one_group() -> None:
    school = Thing(1, "sd", "pendidikan", "SD Negeri 1", HERE)
    near = Thing(2, "mi", "pendidikan", "SD Negeri 1", (HERE[0] + 0.0003, HERE[1]))
    far = Thing(3, "sd", "pendidikan", "SD Negeri 1", (HERE[0] + 0.001, HERE[1]))
    mosque = Thing(4, "masjid", "ibadah", "SD Negeri 1", HERE)
    (pair,) = pairs([school], [near, far, mosque])
    assert (pair.second, pair.same) == (0, False)
    assert pair.metres == pytest.approx(33.4, rel=0.01)
    assert list(pairs([], [school])) == []
