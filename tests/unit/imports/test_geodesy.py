"""Areas on the ellipsoid."""

import pytest
import shapely

from imports.geodesy import area_m2
from tests.factories import files

# A degree by a degree at the equator on WGS 84, computed with GeographicLib's Planimeter.
DEGREE_M2 = 12_308_778_361.469


@pytest.mark.parametrize("shape", [shapely.box(117, 0, 118, 1), shapely.box(117, 0, 118, 1).reverse()])
def test_a_degree_square_at_the_equator(shape: shapely.Geometry) -> None:
    assert area_m2(shape) == pytest.approx(DEGREE_M2, abs=1)


def test_holes_are_subtracted() -> None:
    hole = files.square(117.2, 0.2, 0.2)

    assert area_m2(shapely.box(117, 0, 118, 1) - hole) == pytest.approx(DEGREE_M2 - area_m2(hole), rel=1e-12)


def test_parts_are_added_and_lines_ignored() -> None:
    parts = shapely.GeometryCollection(
        [shapely.MultiPolygon([files.square(116), files.square(118)]), shapely.LineString([(0, 0), (1, 1)])]
    )

    assert area_m2(parts) == pytest.approx(2 * area_m2(files.square(116)), rel=1e-9)


@pytest.mark.parametrize("shape", [shapely.Polygon(), shapely.Point(1, 1), shapely.GeometryCollection()])
def test_what_has_no_inside_has_no_area(shape: shapely.Geometry) -> None:
    assert area_m2(shape) == 0.0
