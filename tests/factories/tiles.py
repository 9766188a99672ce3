"""What a tile is made of."""

from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import QuerySet

from layers.filters import FeatureQuery
from layers.tiles.grid import SEARCHED, Tile
from layers.tiles.mvt import block_rows


def rows_of(query: FeatureQuery, tile: Tile) -> QuerySet[Any]:
    """Return the rows a tile is made of."""
    around = Polygon.from_bbox(tile.box(SEARCHED))
    around.srid = 4326
    return block_rows(query, tile.z, around)
