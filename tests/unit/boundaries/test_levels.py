import shapely
from shapely import box
from shapely.geometry import MultiPolygon

from boundaries.levels import as_multipolygon, degrees, dissolve, make_levels


def wavy(left: float, right: float, top: float = 0.1, steps: int = 200) -> shapely.Polygon:
    """A strip whose right side is a fine zigzag."""
    side = [(right + (0.0004 if step % 2 else -0.0004), top * step / steps) for step in range(steps + 1)]
    return shapely.Polygon([(left, 0), *side, (left, top)])


def neighbours() -> list[shapely.Polygon]:
    west = wavy(0, 0.1)
    return [west, box(0.05, 0, 0.2, 0.1).difference(west)]


def test_simplified_neighbours_keep_one_border() -> None:
    made = make_levels(neighbours(), [120], snap_m=0.1, gap_m=1)
    assert shapely.coverage_is_valid(made.shapes[120])
    assert shapely.get_num_coordinates(made.shapes[120]).sum() < shapely.get_num_coordinates(neighbours()).sum() / 3


def test_overlap_and_sliver_gap_are_closed_before_simplifying() -> None:
    west, east = box(0, 0, 0.1, 0.1), box(0.1 + degrees(5), 0, 0.2, 0.1)
    north = box(0, 0.1 - degrees(3), 0.2, 0.2)
    made = make_levels([west, east, north], [30], snap_m=1, gap_m=20)
    assert shapely.coverage_is_valid(made.shapes[30])


def test_shape_spoiled_by_cleaning_is_kept_and_reported() -> None:
    big, copy = box(0, 0, 0.1, 0.1), box(0, 0, 0.1, 0.1)
    made = make_levels([big, copy], [30], snap_m=1, gap_m=20)
    assert len(made.alone) == 1
    assert all(not shape.is_empty for shape in made.shapes[30])


def test_tiny_island_survives_the_coarsest_level() -> None:
    island = box(1, 1, 1 + degrees(80), 1 + degrees(80))
    made = make_levels([box(0, 0, 0.1, 0.1), island], [1000], snap_m=1, gap_m=20)
    assert not made.shapes[1000][1].is_empty


def test_no_shapes_make_no_levels() -> None:
    assert make_levels([], [30, 120], snap_m=1, gap_m=20).shapes == {30: [], 120: []}


def test_dissolve_closes_the_slivers_between_parts() -> None:
    west, east, north = box(0, 0, 0.1, 0.1), box(0.1 + degrees(5), 0, 0.2, 0.1), box(0, 0.1, 0.2, 0.2)
    south = box(0, -0.1, 0.2, 0)
    outline = dissolve([west, east, north, south], snap_m=1, gap_m=20)
    assert (len(outline.geoms), len(outline.geoms[0].interiors)) == (1, 0)


def test_as_multipolygon_drops_lines_of_a_collection() -> None:
    mixed = shapely.GeometryCollection([box(0, 0, 1, 1), shapely.LineString([(0, 0), (5, 5)])])
    assert as_multipolygon(mixed).equals(MultiPolygon([box(0, 0, 1, 1)]))
