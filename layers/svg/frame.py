"""The window a map shows: equirectangular, with degrees of longitude shortened by the cosine of the middle latitude.

At the size of a regency this differs from a conformal projection by less than a pixel, and it needs no library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = 111_320
UNITS_PER_PIXEL = 10
LOWEST, HIGHEST = 0.64, 0.92
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """`width` and `height` are in tenths of a nominal pixel; the page scales the drawing to its column."""

    west: float
    south: float
    east: float
    north: float
    width: int = 7200
    height: int = 5400

    @classmethod
    def around(cls, bounds: Bounds, *, margin: float = 0.06, width: int = 7200, height: int | None = None) -> Frame:
        """Return the smallest window that holds `bounds` with a margin on every side.

        Where no height is asked for it follows the bounds, between the shape of a page lying down and nearly a square.
        """
        west, south, east, north = bounds
        shorten = math.cos(math.radians((south + north) / 2))
        if height is None:
            slope = (north - south) / max((east - west) * shorten, 1e-9)
            height = round(width * min(max(slope, LOWEST), HIGHEST))
        half_x = max((east - west) / 2 * (1 + 2 * margin), 1e-4)
        half_y = max((north - south) / 2 * (1 + 2 * margin), 1e-4)
        half_y = max(half_y, half_x * shorten * height / width)
        half_x = half_y * width / height / shorten
        x, y = (west + east) / 2, (south + north) / 2
        return cls(x - half_x, y - half_y, x + half_x, y + half_y, width, height)

    @property
    def metres_per_unit(self) -> float:
        return (self.north - self.south) * METRES_PER_DEGREE / self.height

    @property
    def metres_per_pixel(self) -> float:
        return self.metres_per_unit * UNITS_PER_PIXEL

    def project(self, points: np.ndarray) -> np.ndarray:
        """Turn lon/lat pairs into units from the upper left corner."""
        scale = np.array([self.width / (self.east - self.west), -self.height / (self.north - self.south)])
        return (points - np.array([self.west, self.north])) * scale

    def clip(self, shape: BaseGeometry, *, beyond: float = 0.05) -> BaseGeometry:
        """Cut `shape` a little outside the window, so that no cut edge is seen."""
        x, y = (self.east - self.west) * beyond, (self.north - self.south) * beyond
        return shapely.clip_by_rect(shape, self.west - x, self.south - y, self.east + x, self.north + y)
