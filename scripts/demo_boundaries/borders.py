"""Owned nodes become polygons: the borders between owners are smoothed, roughened, cut with the coast and closed.

Degrees, EPSG:4326. Lines are rounded to 0.000001 degrees (0.1 m) and noded before polygons are made of them, so that
the polygons are a valid coverage to the last digit.
"""

from collections import defaultdict

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon

from demo_boundaries.growth import FREE
from demo_boundaries.roughen import Arc, Guard, roughen_together

GRID = 0.000001
SMOOTHING = 0.008
RATIO = 0.2
SHORTEST, LONGEST = 0.0022, 0.0075  # pieces of a border
PIECES = 14
CLEARANCE = 0.005  # of a desa's position from a border


def make_polygons(nodes: np.ndarray, owners: np.ndarray, seeds: list[Point], land: Polygon) -> list[Polygon]:
    """Return one polygon per seed, in their order; together they are the land."""
    arcs = [border_arc(line) for line in border_lines(nodes[owners != FREE], owners[owners != FREE])]
    lines = roughen_together(arcs, Guard([(seed, CLEARANCE) for seed in seeds]))
    return collect(faces(lines, land), seeds)


def border_lines(nodes: np.ndarray, owners: np.ndarray) -> list[LineString]:
    """Return the smoothed lines between the Voronoi cells of different owners, from junction to junction."""
    cells = np.array(shapely.get_parts(shapely.voronoi_polygons(MultiPoint(nodes), ordered=True)))
    domains = [shapely.coverage_union_all(cells[owners == owner]) for owner in np.unique(owners)]
    smooth = shapely.coverage_simplify(domains, SMOOTHING, simplify_boundary=False)
    merged = shapely.line_merge(shapely.union_all(shapely.boundary(smooth)))
    return list(shapely.get_parts(merged))


def border_arc(line: LineString) -> Arc:
    return Arc(line, RATIO, min(LONGEST, max(SHORTEST, line.length / PIECES)))


def faces(lines: list[LineString], land: Polygon) -> list[Polygon]:
    """Return the pieces the lines cut the land into."""
    noded = shapely.union_all([*lines, land.exterior], grid_size=GRID)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(on_grid(noded))))
    return [piece for piece in pieces if land.contains(piece.point_on_surface())]


def on_grid(geometry: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(geometry, lambda positions: np.round(positions, 6))


def collect(pieces: list[Polygon], seeds: list[Point]) -> list[Polygon]:
    """Return per seed the piece it lies in, joined with those pieces without a seed that border it longest."""
    owned = [[index for index, piece in enumerate(pieces) if piece.contains(seed)] for seed in seeds]
    owner = {found[0]: desa for desa, found in enumerate(owned)}
    if len(owner) != len(seeds):
        raise ValueError("A position lies in no piece, or two lie in one.")
    while len(owner) < len(pieces):
        for index in [index for index in range(len(pieces)) if index not in owner]:
            if (near := longest_neighbour(index, pieces, owner)) is not None:
                owner[index] = owner[near]
    members = defaultdict(list)
    for index, desa in owner.items():
        members[desa].append(pieces[index])
    return [shapely.coverage_union_all(members[desa]) for desa in range(len(seeds))]


def longest_neighbour(index: int, pieces: list[Polygon], owner: dict[int, int]) -> int | None:
    shared = {other: pieces[index].intersection(pieces[other]).length for other in owner}
    best = max(shared, key=lambda other: (shared[other], -other))
    return best if shared[best] > 0 else None
