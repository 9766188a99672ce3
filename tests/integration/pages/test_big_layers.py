"""Which layers the map takes as tiles, and what its drawing leaves out of them."""

from dataclasses import replace
from datetime import date

import pytest
import shapely
from django.contrib.auth.models import AnonymousUser

from boundaries.layers import DESA
from facilities.layers import FASILITAS as FACILITIES
from geoportal.pages import big_layers
from geoportal.pages.maps import open_atlas
from layers.extents import Extent, extent
from layers.features import Shape, reading_now
from layers.svg.frame import Frame

FRAME = Frame(117.0, 0.0, 118.0, 0.75)
NOTHING = Extent(None, (None, None), sample=False)


def points(*places: tuple[float, float], category: str = "") -> list[Shape]:
    return [Shape(f"{category}{number}", "", "", shapely.Point(place), category) for number, place in enumerate(places)]


@pytest.mark.parametrize(
    ("holds", "big"),
    [
        (replace(NOTHING, count=2_000, shape_bytes=1_000_000), False),
        (replace(NOTHING, count=2_001), True),
        (replace(NOTHING, count=1, shape_bytes=1_000_001), True),
    ],
)
def test_a_layer_is_big_by_what_it_holds_and_borders_never_are(holds: Extent, big: bool) -> None:
    assert big_layers.is_big(FACILITIES, holds) == big
    assert not big_layers.is_big(DESA, holds)


@pytest.mark.django_db
def test_what_a_layer_holds_is_measured_with_its_extent() -> None:
    found = extent(DESA, reading_now(DESA))
    rows = DESA.rows(reading_now(DESA))
    assert found.count == 141
    assert sum(len(bytes(row.geom.wkb)) for row in rows) * 0.3 < found.shape_bytes < 5_000_000


def test_few_are_all_drawn() -> None:
    found = points((117.5, 0.5), (117.5, 0.5))
    assert big_layers.thinned(found, FRAME) == found


def test_of_many_only_those_that_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(big_layers, "MOST_FEATURES", 2)
    same = points((117.5, 0.5), (117.5001, 0.5001), (117.9, 0.5))
    other = points((117.5, 0.5), category="sd")
    area = [Shape("area", "", "", shapely.box(117.4, 0.4, 117.6, 0.6))]
    kept = big_layers.thinned([*same, *other, *area], FRAME)
    assert [each.id for each in kept] == ["0", "2", "sd0", "area"]


@pytest.mark.django_db
def test_a_day_that_is_asked_for_has_tiles_of_its_own() -> None:
    day = date(2026, 2, 3)
    now = open_atlas(AnonymousUser(), day=day, as_of=None)
    then = open_atlas(AnonymousUser(), day=day, as_of=day)
    assert big_layers.tiles_of(now, FACILITIES).startswith("/r/fasilitas/")
    assert big_layers.tiles_of(then, FACILITIES) == (
        "/api/collections/fasilitas/tiles/{z}/{x}/{y}.mvt?as_of=2026-02-03"
    )
