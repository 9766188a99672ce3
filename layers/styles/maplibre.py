"""MapLibre style JSON (version 8) over a layer's vector tiles.

Letters of marks are left out: they need glyphs, which a style of one layer should not bring along; the colours stay.
"""

from typing import Any

from ..declaration import Layer
from .looks import dashes, kind_of, looks


def maplibre(layer: Layer, base: str) -> dict[str, Any]:
    """Return the style; its source is the layer's TileJSON, so it draws whatever release is the newest."""
    return {
        "version": 8,
        "name": layer.title,
        "metadata": {"licence": layer.licence, "page": f"{base}/lapisan/{layer.key}/"},
        "sources": {layer.key: {"type": "vector", "url": f"{base}/api/collections/{layer.key}/tiles/tilejson.json"}},
        "layers": _layers(layer),
    }


def _layers(layer: Layer) -> list[dict[str, Any]]:
    style, key, kind = layer.style, layer.key, kind_of(layer)
    if kind == "polygon":
        fill = {"fill-color": _colour(layer), "fill-opacity": style.fill_opacity}
        return [
            {"id": key, "type": "fill", "source": key, "source-layer": key, "paint": fill},
            _line(layer, f"{key}_batas"),
        ]
    if kind == "line":
        return [_line(layer, key)]
    paint = {
        "circle-color": _colour(layer),
        "circle-radius": _radius(layer),
        "circle-stroke-color": style.stroke,
        "circle-stroke-width": style.width,
    }
    return [{"id": key, "type": "circle", "source": key, "source-layer": key, "paint": paint}]


def _line(layer: Layer, name: str) -> dict[str, Any]:
    style = layer.style
    paint: dict[str, Any] = {"line-color": style.stroke, "line-width": style.width}
    if style.dash and style.width:
        # MapLibre counts dashes in widths of the line.
        paint["line-dasharray"] = [round(each / style.width, 3) for each in dashes(style.dash)]
    layout = {"line-join": "round"}
    return {"id": name, "type": "line", "source": layer.key, "source-layer": name, "layout": layout, "paint": paint}


def _colour(layer: Layer) -> Any:
    *apart, rest = looks(layer)
    return _match([(each.value, each.fill) for each in apart], rest.fill)


def _radius(layer: Layer) -> Any:
    *apart, rest = looks(layer)
    return _match([(each.value, each.weight) for each in apart], rest.weight)


def _match(pairs: list[tuple[str | None, Any]], rest: Any) -> Any:
    """Return an expression over `category`, which every tile carries; the plain value where there is nothing to tell apart."""
    if not pairs:
        return rest
    return ["match", ["get", "category"], *(part for pair in pairs for part in pair), rest]
