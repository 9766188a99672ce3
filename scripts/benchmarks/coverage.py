"""Made-up shapes in any number: a valid coverage of areas whose borders are rough, and points strewn over it. EPSG:4326."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

WEST, SOUTH, EAST, NORTH = 95.0, -11.0, 141.0, 6.0
STEPS = 30  # vertices a side: an area has four times as many
JITTER, ROUGHNESS = 0.15, 0.12  # as parts of a cell; a border that ran wilder could cross its neighbour
Coordinates = NDArray[np.float64]


def areas(count: int, *, seed: int = 7) -> NDArray[Any]:
    """Return at least `count` polygons that share their borders vertex by vertex, row by row from the south-west."""
    random = np.random.default_rng(seed)
    across = max(1, int(np.ceil(np.sqrt(count))))
    up = -(-count // across)
    nodes = _nodes(across, up, random)
    cell = np.array([(EAST - WEST) / across, (NORTH - SOUTH) / up])
    level = _rough(nodes[:, :-1], nodes[:, 1:], cell[1] * np.array([0.0, 1.0]), random)
    upright = _rough(nodes[:-1], nodes[1:], cell[0] * np.array([1.0, 0.0]), random)
    south, north = level[:-1, :, :-1], level[1:, :, :0:-1]
    east, west = upright[:, 1:, :-1], upright[:, :-1, :0:-1]
    rings = np.concatenate([south, east, north, west, south[:, :, :1]], axis=2)
    return np.asarray(shapely.polygons(rings.reshape(-1, rings.shape[2], 2)))


def points(count: int, *, seed: int = 8) -> NDArray[Any]:
    """Return points spread evenly over the box of `areas`."""
    random = np.random.default_rng(seed)
    return np.asarray(shapely.points(random.uniform(WEST, EAST, count), random.uniform(SOUTH, NORTH, count)))


def boxes(count: int, width: float, height: float, *, seed: int = 9) -> Coordinates:
    """Return boxes of that size in degrees (west, south, east, north) somewhere within."""
    random = np.random.default_rng(seed)
    west = random.uniform(WEST, EAST - width, count)
    south = random.uniform(SOUTH, NORTH - height, count)
    return np.column_stack([west, south, west + width, south + height]).round(6)


def _nodes(across: int, up: int, random: np.random.Generator) -> Coordinates:
    """Return the corners (up + 1, across + 1, 2), those within moved about."""
    grid = np.stack(np.meshgrid(np.linspace(WEST, EAST, across + 1), np.linspace(SOUTH, NORTH, up + 1)), axis=-1)
    moved = random.uniform(-JITTER, JITTER, grid.shape) * [(EAST - WEST) / across, (NORTH - SOUTH) / up]
    moved[0, :, 1] = moved[-1, :, 1] = moved[:, 0, 0] = moved[:, -1, 0] = 0.0
    return np.asarray(grid + moved)


def _rough(begin: Coordinates, end: Coordinates, aside: Coordinates, random: np.random.Generator) -> Coordinates:
    """Return the way from `begin` to `end` in STEPS steps that wanders `aside`, less and less towards its ends."""
    along = np.linspace(0.0, 1.0, STEPS + 1)
    straight = begin[..., None, :] + (end - begin)[..., None, :] * along[:, None]
    wander = random.uniform(-1.0, 1.0, (*begin.shape[:-1], STEPS + 1)) * np.minimum(along, 1.0 - along) * 2 * ROUGHNESS
    return np.asarray((straight + wander[..., None] * aside).round(7))
