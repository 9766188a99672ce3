"""Geometry -> SVG path data on a grid of one unit, in relative steps, which compress best."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .frame import Frame

Point = tuple[int, int]
Line = list[Point]
LEAST_POINTS = {"Polygon": 4, "LineString": 2}


def lines(shape: BaseGeometry, frame: Frame) -> list[Line]:
    """Return the rings and lines of `shape` on the grid, without points that fall together or rings that collapse."""
    found = []
    for part in shapely.get_parts(shape).tolist():
        least = LEAST_POINTS.get(part.geom_type, 1)
        found += [line for line in map(_thin, _on_grid(part, frame)) if len(line) >= least]
    return found


def _on_grid(part: BaseGeometry, frame: Frame) -> Iterator[list[Point]]:
    strings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    for string in strings:
        grid = np.rint(frame.project(shapely.get_coordinates(string))).astype(int)
        yield [(x, y) for x, y in grid.tolist()]


def _thin(points: list[Point]) -> Line:
    kept = points[:1]
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    return kept


def path(strings: Iterable[Line], *, closed: bool) -> str:
    """Write path data: absolute starts, relative steps, no separator where the sign is one."""
    return "".join(_written(string, closed) for string in strings)


def _written(string: Line, closed: bool) -> str:
    (x, y), rest = string[0], string[1:-1] if closed else string[1:]
    words = [f"M{x} {y}l" if rest else f"M{x} {y}"]
    for nx, ny in rest:
        dx, dy = nx - x, ny - y
        words.append(f"{_spaced(dx, len(words) > 1)}{_spaced(dy, True)}")
        x, y = nx, ny
    return "".join(words) + ("z" if closed else "")


def _spaced(number: int, after_number: bool) -> str:
    return f" {number}" if after_number and number >= 0 else str(number)


def borders(shapes: Iterable[list[Line]]) -> list[Line]:
    """Return every segment of the rings once, as long lines: a border two neighbours share is drawn once, so that dashes
    do not fill each other's gaps."""
    seen: set[tuple[Point, Point]] = set()
    found: list[Line] = []
    for rings in shapes:
        for ring in rings:
            found += _unseen(ring, seen)
    return found


def _unseen(ring: Line, seen: set[tuple[Point, Point]]) -> list[Line]:
    runs: list[Line] = []
    run: Line = []
    for start, end in pairwise(ring):
        segment = (start, end) if start < end else (end, start)
        if segment in seen:
            run = []
            continue
        seen.add(segment)
        if not run:
            run = [start]
            runs.append(run)
        run.append(end)
    return runs
