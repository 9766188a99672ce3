"""Every shape: there, of the right type, valid or repaired with its effect told."""

import pytest
import shapely

from imports import checks
from imports.rows import Finding, Row
from tests.factories import files

AREA = shapely.box(115.8, -0.1, 119.2, 2.0)


def check(shape: shapely.Geometry | None) -> tuple[shapely.Geometry | None, list[Finding]]:
    return checks.check_shape(Row(7, {}, shape), ("Polygon",))


@pytest.mark.parametrize("shape", [None, shapely.Polygon()], ids=["null", "empty"])
def test_a_row_without_a_shape_blocks(shape: shapely.Geometry | None) -> None:
    kept, (finding,) = check(shape)

    assert (kept, finding.rule, finding.row, finding.blocks) == (None, "geometri.kosong", 7, True)


@pytest.mark.parametrize("shape", [files.square(), shapely.MultiPolygon([files.square(), files.square(118)])])
def test_a_valid_shape_passes_untouched(shape: shapely.Geometry) -> None:
    kept, findings = check(shape)

    assert kept is shape
    assert findings == []


@pytest.mark.parametrize(
    "shape",
    [shapely.Point(117, 1), shapely.LineString([(117, 1), (118, 1)]), shapely.GeometryCollection([files.square()])],
)
def test_another_type_blocks_naming_what_is_needed(shape: shapely.Geometry) -> None:
    _kept, (finding,) = check(shape)

    assert finding.rule == "geometri.jenis"
    assert shape.geom_type in finding.message_id
    assert "Polygon" in finding.message_en
    assert finding.remedy_id


def test_a_border_that_crosses_itself_is_refused_with_its_place() -> None:
    _kept, (finding,) = check(files.bow_tie(117.0, 0.5, 0.1))

    assert finding.rule == "geometri.tidak_sah"
    assert finding.place == pytest.approx((117.05, 0.55))
    assert finding.details["area_after_m2"] > 1e7


def test_a_spike_is_repaired_and_its_effect_told() -> None:
    spiked = shapely.Polygon([(117, 0), (117.1, 0), (117.1, 0.1), (117.1, 0.2), (117.1, 0.1), (117, 0.1)])

    kept, (finding,) = check(spiked)

    assert kept is not None
    assert kept.is_valid
    assert kept.equals(files.square(117, 0, 0.1))
    assert finding.rule == "geometri.diperbaiki"
    assert not finding.blocks
    assert finding.details["area_before_m2"] == pytest.approx(finding.details["area_after_m2"])
    assert f"{finding.details['area_after_m2']:.0f} m²" in finding.message_id


def test_a_small_loop_is_repaired_within_a_thousandth() -> None:
    square = [(117, 0), (117.1, 0), (117.1, 0.1), (117, 0.1)]
    loop = [(117.0, 0.05), (117.0005, 0.0502), (117.0005, 0.0498), (117.0, 0.0501)]
    kept, (finding,) = check(shapely.Polygon(square + loop))

    assert kept is not None
    assert (kept.is_valid, finding.rule) == (True, "geometri.diperbaiki")


@pytest.mark.parametrize(
    "shape", [files.square(117, 91), files.square(200, 0), shapely.Polygon([(0, 0), (float("inf"), 1), (1, 1)])]
)
def test_coordinates_off_the_earth_block(shape: shapely.Geometry) -> None:
    _kept, (finding,) = check(shape)

    assert finding.rule == "geometri.koordinat"


def test_a_shape_wholly_outside_the_area_blocks_with_its_place() -> None:
    checked = checks.check_shapes(
        [Row(1, {}, files.square(117, 1)), Row(2, {}, files.square(106.8, -6.2))], ("Polygon",), AREA
    )

    (finding,) = checked.findings
    assert (finding.rule, finding.row) == ("letak.luar_wilayah", 2)
    assert finding.place == pytest.approx((106.85, -6.15))


def test_every_finding_speaks_both_languages() -> None:
    shapes = [None, shapely.Point(117, 1), files.bow_tie(), files.square(200, 0), files.square(106, -6)]
    checked = checks.check_shapes([Row(at, {}, shape) for at, shape in enumerate(shapes)], ("Polygon",), AREA)

    assert len(checked.findings) == len(shapes)
    for finding in checked.findings:
        assert finding.message_id != finding.message_en
        assert finding.remedy_id
        assert finding.remedy_en
