"""Straight lines become natural ones by midpoint displacement. Degrees, EPSG:4326.

The displacement of a segment depends on nothing but its two ends, so a border drawn from either side is one line.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString

Position = tuple[float, float]
FURTHEST = 0.035  # greatest displacement, degrees; keeps long segments near where they were
ROUNDS = 12  # halvings of the roughness after which a tangled line is left straight


@dataclass(frozen=True)
class Arc:
    """A line to roughen: `ratio` is the greatest displacement per length, `shortest` the least length of a piece."""

    line: LineString
    ratio: float
    shortest: float


class Guard:
    """Places a line may not come closer to than their clearance (degrees), so that no unit loses its own position."""

    def __init__(self, clearances: Iterable[tuple[shapely.Point, float]]) -> None:
        places = list(clearances)
        self.points = np.array([point for point, _ in places])
        self.clearances = np.array([clearance for _, clearance in places])
        self.tree = shapely.STRtree(self.points)

    def forbids(self, start: Position, middle: Position, end: Position) -> bool:
        """Would going by `middle` sweep over a place, or come near to one closer than the straight line does?"""
        detour = LineString((start, middle, end))
        near = self.tree.query(detour.convex_hull, "dwithin", self.clearances.max())
        if not near.size:
            return False
        points = self.points[near]
        allowed = np.minimum(shapely.distance(points, LineString((start, end))), self.clearances[near])
        closer = shapely.distance(points, detour) < allowed
        return bool(closer.any() or shapely.intersects(detour.convex_hull, points).any())


def roughen_together(arcs: list[Arc], guard: Guard) -> list[LineString]:
    """Roughen lines that meet only in their ends, so that they still do; tangled ones get half the roughness again."""
    arcs = list(arcs)
    lines = [roughened(arc, guard) for arc in arcs]
    for round_no in range(1, ROUNDS + 1):
        for index in sorted(tangled(lines)):
            ratio = 0.0 if round_no == ROUNDS else arcs[index].ratio / 2
            arcs[index] = replace(arcs[index], ratio=ratio)
            lines[index] = roughened(arcs[index], guard)
    return lines


def tangled(lines: list[LineString]) -> set[int]:
    """Return the indices of lines that cross themselves or touch another one elsewhere than in a common end."""
    crossed = {index for index, line in enumerate(lines) if not line.is_simple}
    for one, other in shapely.STRtree(lines).query(lines, "intersects").T:
        if one < other and not meet_only_in_ends(lines[one], lines[other]):
            crossed |= {int(one), int(other)}
    return crossed


def meet_only_in_ends(one: LineString, other: LineString) -> bool:
    return shapely.intersection(one, other).difference(shapely.intersection(one.boundary, other.boundary)).is_empty


def roughened(arc: Arc, guard: Guard) -> LineString:
    positions = [arc.line.coords[0]]
    for start, end in pairwise(arc.line.coords):
        positions += [*middles(start, end, arc, guard), end]
    return LineString(positions)


def middles(start: Position, end: Position, arc: Arc, guard: Guard) -> list[Position]:
    """Return the new positions between two ends, halving until a piece is short enough."""
    if np.hypot(end[0] - start[0], end[1] - start[1]) < 2 * arc.shortest:
        return []
    middle = allowed_middle(start, end, arc.ratio, guard)
    return [*middles(start, middle, arc, guard), middle, *middles(middle, end, arc, guard)]


def allowed_middle(start: Position, end: Position, ratio: float, guard: Guard) -> Position:
    for scale in (1.0, 0.5, 0.25, -0.25, 0.1):
        middle = displaced_middle(start, end, ratio * scale)
        if not guard.forbids(start, middle, end):
            return middle
    return displaced_middle(start, end, 0.0)


def displaced_middle(start: Position, end: Position, ratio: float) -> Position:
    """Return a position near the middle, moved sideways by at most `ratio` of the length; the same from both ends."""
    first, last = sorted((start, end))
    aside, along = random_pair(first, last)
    dx, dy = last[0] - first[0], last[1] - first[1]
    share = 0.5 + 0.3 * ratio * along
    ratio = float(np.clip(ratio, -FURTHEST / np.hypot(dx, dy), FURTHEST / np.hypot(dx, dy)))
    return (first[0] + share * dx - ratio * aside * dy, first[1] + share * dy + ratio * aside * dx)


def random_pair(first: Position, last: Position) -> tuple[float, float]:
    """Return two numbers from -1 to 1 that belong to this pair of positions; the first is seldom near zero."""
    digest = hashlib.blake2b(
        f"{first[0]:.6f} {first[1]:.6f} {last[0]:.6f} {last[1]:.6f}".encode(), digest_size=8
    ).digest()
    aside, along = (int.from_bytes(part, "big") / 2**31 - 1 for part in (digest[:4], digest[4:]))
    return float(np.copysign(0.25 + 0.75 * abs(aside), aside)), along
