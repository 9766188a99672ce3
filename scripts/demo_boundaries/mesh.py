"""A fine irregular grid on the land, finer where desa lie close together. Degrees, EPSG:4326."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPoint, Polygon

SEED = 12  # of those tried the one without narrow necks
FINEST, COARSEST = 0.0065, 0.015  # size of a grid square
SHARE = 0.25  # size of a grid square per distance to the nearest desa
WAVES = 24

Neighbours = list[list[tuple[int, float]]]


@dataclass(frozen=True)
class Mesh:
    """Nodes, the first ones being the desa's own positions, with the cost of going from each to its neighbours."""

    points: np.ndarray
    neighbours: Neighbours


def make_mesh(seeds: np.ndarray, land: Polygon) -> Mesh:
    """Cover the land with nodes; only neighbours that see each other over land are joined."""
    random = np.random.default_rng(SEED)
    squares = np.array(list(grid_squares(np.array(land.bounds[:2]), 3.2, shapely.STRtree(shapely.points(seeds)))))
    scattered = squares[:, :2] + squares[:, 2:] * random.random((len(squares), 2))
    points = shapely.points(scattered)
    on_land = shapely.intersects_xy(land, scattered) & (shapely.distance(points, MultiPoint(seeds)) > FINEST / 2)
    nodes = np.vstack([seeds, scattered[on_land]])
    return Mesh(nodes, join(nodes, land, terrain(nodes, random)))


def grid_squares(corner: np.ndarray, size: float, seeds: shapely.STRtree) -> Iterator[tuple[float, float, float]]:
    """Yield squares (west, south, size), divided in four until small for their distance to the nearest desa."""
    centre = shapely.Point(corner + size / 2)
    distance = centre.distance(seeds.geometries[seeds.nearest(centre)])
    if size <= min(COARSEST, max(FINEST, SHARE * (distance - size / 2))):
        yield (*corner, size)
        return
    for step in ((0, 0), (1, 0), (0, 1), (1, 1)):
        yield from grid_squares(corner + np.array(step) * size / 2, size / 2, seeds)


def terrain(nodes: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return how hard each node is to cross: hills of 8 to 40 km width, so that borders bend with them."""
    lengths = random.uniform(0.07, 0.35, WAVES)
    angles, phases = random.uniform(0, 2 * np.pi, (2, WAVES))
    waves = nodes[:, :1] * np.cos(angles) / lengths + nodes[:, 1:] * np.sin(angles) / lengths
    heights = np.sqrt(2 / WAVES) * np.sin(2 * np.pi * waves + phases).sum(axis=1)
    return np.exp(0.55 * heights).round(6)  # rounded, as processors differ in the last digits of sines


def join(nodes: np.ndarray, land: Polygon, hardness: np.ndarray) -> Neighbours:
    pairs = delaunay_pairs(nodes)
    shapely.prepare(land)
    pairs = pairs[shapely.contains(land, shapely.linestrings(nodes[pairs]))]
    costs = np.hypot(*(nodes[pairs[:, 0]] - nodes[pairs[:, 1]]).T) * hardness[pairs].mean(axis=1)
    neighbours: Neighbours = [[] for _ in nodes]
    for (one, other), cost in zip(pairs.tolist(), costs.tolist(), strict=True):
        neighbours[one].append((other, cost))
        neighbours[other].append((one, cost))
    return neighbours


def delaunay_pairs(nodes: np.ndarray) -> np.ndarray:
    """Return the index pairs of nodes joined by an edge of the Delaunay triangulation."""
    edges = shapely.get_parts(shapely.delaunay_triangles(MultiPoint(nodes), only_edges=True))
    index = {tuple(node): number for number, node in enumerate(nodes.tolist())}
    ends = [sorted(index[end] for end in edge.coords) for edge in edges]
    return np.array(sorted(ends))
