"""The desa a feature lies in, by its representative point."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from numpy.typing import NDArray

from .finding import GAP_DEG
from .models import Boundary, Level
from .querysets import code_of

Shapes = NDArray[np.object_]
NOWHERE = -1


class Places:
    """The desa boundaries that hold on a day, with their codes and regions. One query."""

    def __init__(self, day: date) -> None:
        rows = Boundary.objects.of_level(Level.DESA).current().valid_on(day)
        coded = rows.annotate(code=code_of("region", "kemendagri", day), wkb=AsWKB("geom")).filter(code__isnull=False)
        # In order of codes, so that a point on a border always goes to the same desa.
        found = list(coded.order_by("code").values_list("code", "region", "wkb"))
        self.codes = [code for code, _region, _wkb in found]
        self.regions = [region for _code, region, _wkb in found]
        self.tree = shapely.STRtree(shapely.from_wkb([bytes(wkb) for _code, _region, wkb in found]))

    def codes_of(self, shapes: Shapes) -> list[str]:
        """Return the Kemendagri code of the desa each shape's representative point lies in; empty where it is in none."""
        return ["" if place == NOWHERE else self.codes[place] for place in self._holding(shapes)]

    def regions_of(self, points: Sequence[Any] | Shapes) -> list[int | None]:
        """Return the key of the desa each point lies in, or that is nearest within some 50 m: borders leave gaps.

        None where there is no point, or no desa near it.
        """
        shapes = np.asarray(points, dtype=object)
        places = self._holding(shapes)
        stray = [here for here, place in enumerate(places) if place == NOWHERE and shapes[here] is not None]
        if stray and self.codes:
            asked, found = self.tree.query_nearest(shapes[stray], max_distance=GAP_DEG, all_matches=False)
            for here, there in zip(asked.tolist(), found.tolist(), strict=True):
                places[stray[here]] = there
        return [None if place == NOWHERE else self.regions[place] for place in places]

    def nearest(self, point: Any, within_deg: float) -> tuple[int, float] | None:
        """Return the region whose desa is nearest to a point, and how far in degrees; None where none is that near."""
        if not self.codes:
            return None
        found, distances = self.tree.query_nearest(
            point, max_distance=within_deg, return_distance=True, all_matches=False
        )
        return (self.regions[int(found[0])], float(distances[0])) if len(found) else None

    def _holding(self, shapes: Shapes) -> list[int]:
        places = [NOWHERE] * len(shapes)
        if not self.codes or not len(shapes):
            return places
        asked, found = self.tree.query(shapely.point_on_surface(shapes), predicate="intersects")
        order = np.lexsort((-found, asked))  # the lowest code is written last
        for here, there in zip(asked[order].tolist(), found[order].tolist(), strict=True):
            places[here] = there
        return places
