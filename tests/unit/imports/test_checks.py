"""Every shape: there, of the right type, valid or repaired with its effect told."""

import pytest
import shapely

from imports import checks
from imports.file_checks import same_shapes
from imports.rows import Finding, Row
from imports.wording import number_id
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


def test_where_it_crosses_itself_is_written_as_each_language_does() -> None:
    _kept, (finding,) = check(files.bow_tie(117.0, 0.5, 0.5))

    assert "Self-intersection[117,25; 0,75]" in finding.message_id
    assert "Self-intersection[117.25 0.75]" in finding.message_en


def test_a_crossing_beside_the_equator_has_its_place() -> None:
    west, east, south, north = 117, 117.1, -0.00001, 0.00003
    _kept, (finding,) = check(shapely.Polygon([(west, south), (east, north), (east, south), (west, north)]))

    assert finding.place == pytest.approx((117.05, 0.00001))
    assert "[117,05; 0,00001]" in finding.message_id


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("Hole lies outside shell[-0.5 1e-05]", "Hole lies outside shell[-0,5; 0,00001]"),
        ("Too few points in geometry component", "Too few points in geometry component"),
    ],
)
def test_a_reason_keeps_its_words(reason: str, told: str) -> None:
    assert checks.reason_id(reason) == told


def test_a_spike_is_repaired_and_its_effect_told() -> None:
    spiked = shapely.Polygon([(117, 0), (117.1, 0), (117.1, 0.1), (117.1, 0.2), (117.1, 0.1), (117, 0.1)])

    kept, (finding,) = check(spiked)

    assert kept is not None
    assert kept.is_valid
    assert kept.equals(files.square(117, 0, 0.1))
    assert finding.rule == "geometri.diperbaiki"
    assert not finding.blocks
    assert finding.details["area_before_m2"] == pytest.approx(finding.details["area_after_m2"])
    assert number_id(finding.details["area_after_m2"]) + " m²" in finding.message_id


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

    assert len(checked.findings) == len(shapes) + 1  # and that types are mixed
    for finding in checked.findings:
        assert finding.message_id != finding.message_en
        assert finding.remedy_id
        assert finding.remedy_en


def found(*shapes: shapely.Geometry | None, **attributes: str) -> list[str]:
    rows = [Row(at, attributes or {"n": str(at)}, shape) for at, shape in enumerate(shapes, start=1)]
    return [finding.rule for finding in checks.check_shapes(rows, ("Polygon",), AREA).findings]


def test_small_parts_and_holes_warn_with_a_place() -> None:
    large = files.square(117, 1).difference(shapely.box(117.05, 1.05, 117.0501, 1.0501))
    shape = shapely.union_all([large, shapely.box(117.2, 1, 117.2001, 1.0001)])

    findings = checks.check_shapes([Row(1, {}, shape)], ("Polygon",), AREA).findings

    assert [(each.rule, each.level) for each in findings] == [
        ("geometri.bagian_kecil", "peringatan"),
        ("geometri.lubang_kecil", "peringatan"),
    ]
    assert findings[0].place == pytest.approx((117.20005, 1.00005))
    assert findings[1].place == pytest.approx((117.05005, 1.05005))


def test_lines_where_areas_are_needed_are_told_once_in_plain_words() -> None:
    line = shapely.LineString([(117, 1), (117.1, 1)])
    rows = [Row(at, {}, line) for at in range(1, 25)]

    (finding,) = (
        each for each in checks.check_shapes(rows, ("Polygon",), AREA).findings if each.rule != "baris.kembar"
    )

    assert (finding.rule, finding.level) == ("geometri.bukan_poligon", "galat")
    assert "24 × garis" in finding.message_id
    assert "lapisan tematik" in finding.remedy_id


def test_a_line_among_areas_is_told_with_its_row_and_the_mixture_once() -> None:
    line = shapely.LineString([(117, 1), (117.1, 1)])

    assert found(files.square(117, 1), files.square(118, 1), line) == ["geometri.jenis", "geometri.campuran"]


def test_multi_parts_are_no_mixture() -> None:
    assert found(files.square(117, 1), shapely.MultiPolygon([files.square(118, 1)])) == []


def test_a_row_that_is_there_twice_warns() -> None:
    twin = files.square(117, 1)

    assert found(twin, files.square(118, 1), twin, KODE="1") == ["baris.kembar"]
    assert found(twin, twin) == []  # their attributes differ


def test_one_shape_is_known_again_wherever_its_outline_begins() -> None:
    turned = shapely.Polygon([(117.1, 1.1), (117, 1.1), (117, 1), (117.1, 1)])
    rows = [Row(1, {}, files.square(117, 1)), Row(2, {}, files.square(118, 1)), Row(3, {}, turned)]

    assert [(row.number, earlier.number) for row, earlier in same_shapes(rows)] == [(3, 1)]


@pytest.mark.parametrize(
    ("metres", "rule", "level"),
    [(0.5, "geometri.cincin_ditutup", "peringatan"), (40, "geometri.cincin_terbuka", "galat")],
)
def test_an_outline_that_is_not_closed(metres: float, rule: str, level: str) -> None:
    finding = checks.ring_open(3, (117.0, 1.0), (117.0, 1.0 + metres / 110_600))

    assert (finding.rule, finding.level, finding.row, finding.place) == (rule, level, 3, (117.0, 1.0))
    assert finding.details["apart_m"] == pytest.approx(metres, rel=0.01)
