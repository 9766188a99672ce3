"""How a collection leads to its tiles."""

from ..declaration import Layer
from .common import link
from .negotiation import JSON
from .words import said

TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"


def tile_links(layer: Layer, base: str) -> list[dict[str, str]]:
    """Return what a collection tells of its tiles."""
    here = f"{base}/api/collections/{layer.key}/tiles"
    return [
        link(TILESETS, here, JSON, said("Ubin vektor", "Vector tiles")),
        link("related", f"{here}/tilejson.json", JSON, "TileJSON"),
    ]
