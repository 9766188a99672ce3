"""The desa a feature lies in, by its representative point."""

from datetime import date

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB

from boundaries.models import Boundary, Level
from boundaries.querysets import code_of

from .shapes import Shapes


class Places:
    """The desa boundaries that hold on a day, with their codes. One query."""

    def __init__(self, day: date) -> None:
        rows = Boundary.objects.of_level(Level.DESA).current().valid_on(day)
        coded = rows.annotate(code=code_of("region", "kemendagri", day), wkb=AsWKB("geom")).filter(code__isnull=False)
        # In order of codes, so that a point on a border always goes to the same desa.
        found = list(coded.order_by("code").values_list("code", "wkb"))
        self.codes = [code for code, _wkb in found]
        self.tree = shapely.STRtree(shapely.from_wkb([bytes(wkb) for _code, wkb in found]))

    def codes_of(self, shapes: Shapes) -> list[str]:
        """Return the Kemendagri code of the desa each shape's representative point lies in; empty where it is in none."""
        codes = [""] * len(shapes)
        if not self.codes or not len(shapes):
            return codes
        asked, found = self.tree.query(shapely.point_on_surface(shapes), predicate="intersects")
        order = np.lexsort((-found, asked))  # the lowest code is written last
        for here, there in zip(asked[order].tolist(), found[order].tolist(), strict=True):
            codes[here] = self.codes[there]
        return codes
