"""The land: a mainland with a rough coast and a gentler land border, and the islands before it. Degrees, EPSG:4326."""

import math
from itertools import pairwise

import shapely
from shapely import LineString, Point, Polygon

from demo_boundaries.facts import Unit
from demo_boundaries.roughen import Arc, Guard, Position, random_pair, roughen_together

CAPE = (118.99, 0.99)  # Tanjung Mangkalihat: here the coast begins ...
SOUTH = (117.39, 0.02)  # ... and here, past Teluk Pandan, it ends
COAST_RATIO, LAND_RATIO = 0.28, 0.22
COAST_STEP, LAND_STEP = 0.0042, 0.008
CLEARANCE = 0.011  # of a desa's position from the coast
CHANNEL = 0.007  # between an island and the mainland
BITE = 1.4  # how far an island pushes the coast back, per clearance; leaves that coast room to be rough
ISLAND_CORNERS = 8


def is_island(unit: Unit, outline: Polygon) -> bool:
    return not outline.contains(unit.position)


def island_radius(unit: Unit, outline: Polygon) -> float:
    """Return the greatest radius of an island: larger in the open sea than in the narrow bay."""
    return min(0.024, max(0.011, 0.6 * outline.distance(unit.position)))


def make_mainland(ring: list[Position], units: list[Unit]) -> Polygon:
    """Return the mainland; positions inside the outline stay on it, islands and a channel around them stay off it."""
    outline = Polygon(ring)
    islands = [(unit.position, island_radius(unit, outline) + CHANNEL) for unit in units if is_island(unit, outline)]
    for position, clearance in islands:
        outline = outline.difference(position.buffer(clearance * BITE, quad_segs=2))
    land = [(unit.position, CLEARANCE) for unit in units if not is_island(unit, Polygon(ring))]
    arcs = [outline_arc(LineString(ends), Polygon(ring)) for ends in pairwise(outline.exterior.coords)]
    return Polygon(shapely.line_merge(shapely.union_all(roughen_together(arcs, Guard(islands + land)))).coords)


def outline_arc(line: LineString, outline: Polygon) -> Arc:
    if coast_of(outline).buffer(0.05).contains(line):
        return Arc(line, COAST_RATIO, COAST_STEP)
    return Arc(line, LAND_RATIO, LAND_STEP)


def coast_of(outline: Polygon) -> LineString:
    """Return the part of the outline between the cape and the south, which borders the sea."""
    ring = list(outline.exterior.coords)
    return LineString(ring[ring.index(CAPE) : ring.index(SOUTH) + 1])


def make_island(unit: Unit, outline: Polygon) -> Polygon:
    """Return an irregular island around a unit's position."""
    radius = island_radius(unit, outline)
    corners = [island_corner(unit.position, radius, index) for index in range(ISLAND_CORNERS)]
    arcs = [Arc(LineString(ends), COAST_RATIO, 0.0015) for ends in pairwise([*corners, corners[0]])]
    lines = roughen_together(arcs, Guard([(unit.position, radius / 3)]))
    return Polygon(shapely.line_merge(shapely.union_all(lines)).coords)


def island_corner(centre: Point, radius: float, index: int) -> Position:
    length, turn = random_pair((centre.x, centre.y), (index, index))
    angle = 2 * math.pi * (index + 0.3 * turn) / ISLAND_CORNERS
    reach = radius * (0.82 + 0.18 * length)
    return (centre.x + reach * math.cos(angle), centre.y + reach * math.sin(angle))
