"""What a layer's tiles hold and where they lie, as TileJSON 3.0."""

from typing import Any

from ..declaration import Layer, Reading
from ..extents import extent
from .grid import MAX_ZOOM, MIN_ZOOM
from .mvt import POINTS, layer_names, told_fields

TYPES = {"number": "Number", "integer": "Number", "boolean": "Boolean"}


def tilejson(layer: Layer, reading: Reading, address: str) -> dict[str, Any]:
    """Return the document; `address` is the template of a tile. One query, none while the extent is remembered."""
    box = extent(layer, reading).bbox
    where = {"bounds": list(box), "center": [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 8]} if box else {}
    return {
        "tilejson": "3.0.0",
        "name": layer.title,
        "description": layer.description,
        "version": f"{reading.release}.0.0",
        "attribution": " · ".join(part for part in (layer.steward, layer.licence) if part),
        "scheme": "xyz",
        "tiles": [address],
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        **where,
        "vector_layers": vector_layers(layer, reading.release),
    }


def vector_layers(layer: Layer, release: int) -> list[dict[str, Any]]:
    """Return the layers in each tile with the properties they carry."""
    told = {field.name: TYPES.get(field.type, "String") for field in told_fields(layer, release)}
    whole = {"id": "String", "label": "String", "category": "String", **told}
    borders = f"{layer.key}_batas"
    return [
        {
            "id": name,
            "description": layer.title,
            "minzoom": MIN_ZOOM,
            "maxzoom": MAX_ZOOM,
            "fields": {"id": "String"} if name == borders else whole,
            "geometry_type": geometry_of(layer, name),
        }
        for name in layer_names(layer)
    ]


def geometry_of(layer: Layer, name: str) -> str:
    """Return point, line or polygon: what the layer of that name in a tile holds."""
    if name == f"{layer.key}_label" or layer.geometry_type in POINTS:
        return "point"
    return "line" if name == f"{layer.key}_batas" or "Line" in layer.geometry_type else "polygon"
