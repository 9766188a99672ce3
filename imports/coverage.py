"""Where shapes that should share borders do not: gaps and overlaps by pair, and parts too small to be meant.

Plain functions over shapely. `coverage_invalid_edges` names the edges that do not fit; those edges, noded, enclose faces,
and how many shapes cover a face tells a gap (none) from an overlap (two or more). A gap that is open at its end is closed
there first, if its mouth is not wider than the gap width. Nothing is unioned, so hundreds of thousands of bad edges stay
cheap; shapes are taken some hundreds at a time with all that lies around them, so memory stays flat.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .geodesy import METRES_PER_DEGREE, area_m2, degrees

AT_ONCE = 500  # shapes; more is slower, since noding costs more than its share
BAND_DEGREES = 0.5
# A gap enclosed by shapes is found up to this width, an open one up to the gap width.
ENCLOSED_GAP_M = 500.0
# Coordinates made by noding lie this close to the edge they were made from: about a millimetre.
ON_EDGE = 1e-8
DUST_M2 = 1.0
# A gap between two shapes has nearly all its edge on shapes, and a fair part of it on each of the two.
ENCLOSED_SHARE, CONTACT_SHARE = 0.8, 0.1
Kind = Literal["overlap", "gap"]
Pair = tuple[int, int]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Misfit:
    """An overlap of two shapes, or a gap between them: `first` < `second` are their places in the sequence given.

    `shape` is a polygon or a collection of them; edge may lie on edge in it.
    """

    kind: Kind
    first: int
    second: int
    shape: BaseGeometry
    area_m2: float

    @property
    def place(self) -> tuple[float, float]:
        """A point in its largest part."""
        parts = shapely.get_parts(self.shape)
        point = shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])
        return (point.x, point.y)


def misfits(shapes: Sequence[BaseGeometry], *, gap_m: float, settled: int = 0) -> Iterator[Misfit]:
    """Yield each pair of valid polygons (EPSG:4326) that overlap or leave a gap, with what lies between them.

    `gap_m` must be above zero: with none, a gap of a metre is not seen. The last `settled` shapes are there to be held
    against; pairs among them are not told.
    """
    if len(shapes) < 2:
        return
    all_shapes = np.array(shapes, dtype=object)
    search = _Search(all_shapes, shapely.STRtree(all_shapes), gap_m, len(shapes) - settled)
    for chunk in _chunks(all_shapes):
        yield from search.among(chunk)


def _chunks(shapes: Shapes) -> Iterator[NDArray[np.intp]]:
    """Return the places of the shapes in groups that lie together."""
    west, south, east, north = shapely.bounds(shapes).T
    order = np.lexsort((west + east, np.floor((south + north) / 2 / BAND_DEGREES)))
    yield from (order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE))


@dataclass
class _Search:
    shapes: Shapes
    tree: Any
    gap_m: float
    free: int  # places from here on are settled

    def among(self, chunk: NDArray[np.intp]) -> Iterator[Misfit]:
        """Yield the misfits whose first shape is in the chunk."""
        faces = self._faces(self._around(chunk))
        if not len(faces):
            return
        mine = frozenset(chunk.tolist())
        found: dict[tuple[Kind, Pair], list[BaseGeometry]] = defaultdict(list)
        for kind, pair, face in (*self._overlaps(faces), *self._gaps(faces)):
            if pair[0] in mine and pair[0] < self.free:
                found[kind, pair].append(face)
        for (kind, (first, second)), parts in sorted(found.items(), key=lambda each: each[0]):
            yield misfit(kind, first, second, parts)

    def _around(self, chunk: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the chunk and what lies within reach of it."""
        margin = degrees(ENCLOSED_GAP_M) * np.array([[-1], [-1], [1], [1]])
        boxes = shapely.box(*(shapely.bounds(self.shapes[chunk]).T + margin))
        return np.unique(self.tree.query(boxes)[1])

    def _faces(self, places: NDArray[np.intp]) -> Shapes:
        """Return the areas that the edges which do not fit enclose."""
        shapes = self.shapes[places]
        wide = shapely.coverage_invalid_edges(shapes, gap_width=degrees(max(ENCLOSED_GAP_M, self.gap_m)))
        wide = wide[~shapely.is_empty(wide)]
        if not len(wide):
            return wide
        narrow = shapely.coverage_invalid_edges(shapes, gap_width=degrees(self.gap_m))
        lines = shapely.union_all(np.concatenate([wide, _mouths(narrow, degrees(self.gap_m))]))
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
        return faces[shapely.area(faces) * METRES_PER_DEGREE**2 > DUST_M2]

    def _overlaps(self, faces: Shapes) -> Iterator[tuple[Kind, Pair, BaseGeometry]]:
        for face, covering in self._covering(faces).items():
            for at, first in enumerate(covering):
                for second in covering[at + 1 :]:
                    yield "overlap", (first, second), faces[face]

    def _covering(self, faces: Shapes) -> dict[int, list[int]]:
        """Return which shapes cover each face, in order; faces nobody covers are absent."""
        inside = shapely.point_on_surface(faces)
        covering: dict[int, list[int]] = defaultdict(list)
        for face, place in self.tree.query(inside, predicate="within").T.tolist():
            covering[face].append(place)
        return {face: sorted(places) for face, places in covering.items()}

    def _gaps(self, faces: Shapes) -> Iterator[tuple[Kind, Pair, BaseGeometry]]:
        open_faces = np.setdiff1d(np.arange(len(faces)), list(self._covering(faces)))
        for face, pair in self.beside(faces[open_faces]):
            yield "gap", pair, faces[open_faces][face]

    def beside(self, faces: Shapes, reach: float = ON_EDGE) -> Iterator[tuple[int, Pair]]:
        """Yield for each face that is enclosed the two shapes it lies between: those that own most of its edge.

        An edge within `reach` of a shape is its own. A face along a coast, open to the sea, lies between nobody.
        """
        middles, lengths, face_of = _edges(faces)
        edges, places = self.tree.query(middles, predicate="dwithin", distance=reach)
        around = np.bincount(face_of, lengths, len(faces))
        owned = np.unique(edges)
        enclosed = np.bincount(face_of[owned], lengths[owned], len(faces)) >= ENCLOSED_SHARE * around
        contact: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for edge, place in zip(edges.tolist(), places.tolist(), strict=True):
            contact[int(face_of[edge])][place] += float(lengths[edge])
        for face, lying in contact.items():
            longest = sorted(lying, key=lambda place: (-lying[place], place))[:2]
            if enclosed[face] and len(longest) == 2 and lying[longest[1]] >= CONTACT_SHARE * around[face]:
                yield face, (min(longest), max(longest))


def misfit(kind: Kind, first: int, second: int, parts: Sequence[BaseGeometry]) -> Misfit:
    """Return the faces of one pair as one misfit; they lie side by side, so their areas add up."""
    shape = parts[0] if len(parts) == 1 else shapely.GeometryCollection(list(parts))
    return Misfit(kind, first, second, shape, area_m2(shape))


def left_between(areas: Sequence[BaseGeometry], shapes: Sequence[BaseGeometry], *, gap_m: float) -> Iterator[Misfit]:
    """Yield, by pair, areas that nobody covers as gaps between the two shapes each lies between.

    What lies along the outside of all shapes is left out. Areas need not meet the shapes nearer than `gap_m`.
    """
    faces = np.array([part for area in areas for part in _polygons(area)], dtype=object)
    all_shapes = np.array(shapes, dtype=object)
    if not len(faces) or len(all_shapes) < 2:
        return
    search = _Search(all_shapes, shapely.STRtree(all_shapes), gap_m, len(shapes))
    found: dict[Pair, list[BaseGeometry]] = defaultdict(list)
    for face, pair in search.beside(faces, degrees(gap_m)):
        found[pair].append(faces[face])
    for (first, second), parts in sorted(found.items()):
        yield misfit("gap", first, second, parts)


def _polygons(area: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(area) if part.geom_type == "Polygon" and part.area > 0]


def _edges(faces: Shapes) -> tuple[Shapes, NDArray[np.float64], NDArray[np.intp]]:
    """Return the middle and length of every edge of the faces' outlines, and whose it is."""
    coords, owners = shapely.get_coordinates(shapely.get_exterior_ring(faces), return_index=True)
    same = owners[1:] == owners[:-1]
    start, end = coords[:-1][same], coords[1:][same]
    return shapely.points((start + end) / 2), np.hypot(*(end - start).T), owners[1:][same]


def _mouths(edges: Shapes, width: float) -> Shapes:
    """Return short lines from where a bad edge ends to the nearest bad edge of another shape: they close open gaps."""
    owners = np.flatnonzero(~shapely.is_empty(edges))
    lines, line_of = shapely.get_parts(shapely.line_merge(edges[owners]), return_index=True)
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    of = np.concatenate([line_of, line_of])
    near_end, near_line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=width)
    other = of[near_end] != line_of[near_line]
    closing = shapely.shortest_line(ends[near_end[other]], lines[near_line[other]])
    return closing[shapely.length(closing) > ON_EDGE]


def small_parts(shape: BaseGeometry, least_m2: float) -> list[BaseGeometry]:
    """Return the parts of a multi-part polygon that are smaller than `least_m2`, the largest part never."""
    parts = shapely.get_parts(shape)
    if len(parts) < 2:
        return []
    areas = shapely.area(parts) * METRES_PER_DEGREE**2
    return [part for at, part in enumerate(parts) if areas[at] < least_m2 and at != int(np.argmax(areas))]


def small_holes(shape: BaseGeometry, least_m2: float) -> list[BaseGeometry]:
    """Return the holes of a shape that are smaller than `least_m2`, as polygons."""
    parts = shapely.get_parts(shape)
    holed = parts[shapely.get_num_interior_rings(parts) > 0]
    rings = [ring for part in holed for ring in shapely.get_rings(part)[1:]]
    holes = shapely.polygons(rings) if rings else np.array([])
    return [hole for hole in holes if hole.area * METRES_PER_DEGREE**2 < least_m2]


def with_something_small(shapes: Shapes, least_m2: float) -> NDArray[np.intp]:
    """Return the places of the polygons that may have a part or a hole smaller than `least_m2`; most have not."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    least = least_m2 / METRES_PER_DEGREE**2
    several = np.bincount(owners, minlength=len(shapes)) > 1
    small = several[owners] & (shapely.area(parts) < least)
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts) > 0)
    rings, of = shapely.get_rings(parts[holed], return_index=True)
    small[holed[of[shapely.area(shapely.polygons(rings)) < least]]] = True
    return np.unique(owners[small])
