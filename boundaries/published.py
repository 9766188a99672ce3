"""The borders of one level that hold on a day, as files are held against them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .actions import from_geos
from .models import Boundary


@dataclass(frozen=True)
class Published:
    """The rows the newest release says, by region."""

    rows: dict[int, Boundary]

    @classmethod
    def on(cls, day: date, level: str) -> Published:
        """Read them; one query."""
        live = Boundary.objects.of_level(level).current().valid_on(day)
        return cls({row.region_id: row for row in live.order_by("region")})

    @cached_property
    def shapes(self) -> dict[int, BaseGeometry]:
        return {region: from_geos(row.geom) for region, row in self.rows.items()}

    @cached_property
    def _tree(self) -> tuple[list[int], Any]:
        return list(self.shapes), shapely.STRtree(list(self.shapes.values()))

    def beside(self, shapes: Collection[BaseGeometry], margin: float) -> set[int]:
        """Return the regions whose extent comes within `margin` degrees of one of the shapes'."""
        if not shapes or not self.rows:
            return set()
        regions, tree = self._tree
        bounds = shapely.bounds(np.array(list(shapes), dtype=object)).T
        boxes = shapely.box(*(bounds + margin * np.array([[-1], [-1], [1], [1]])))
        return {regions[place] for place in np.unique(tree.query(boxes)[1])}

    def overlapping(self, shape: BaseGeometry) -> Iterator[tuple[int, float]]:
        """Yield the regions a valid shape overlaps, with the share of it that lies in each."""
        if not self.rows or not shape.area:
            return
        regions, tree = self._tree
        for place in tree.query(shape, predicate="intersects"):
            held = self.shapes[regions[place]]
            if held.is_valid:
                yield regions[place], shapely.intersection(held, shape).area / shape.area
