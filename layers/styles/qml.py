"""QML: the style file of QGIS 3. Marks are simple markers with a font marker for the letter, so that people can change them."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from ..declaration import Layer
from ..markup import below, document
from .looks import Look, dashes, kind_of, looks

QGIS = "3.28.0"  # what is written is what this version reads, and every later one
SYMBOLS = {"point": "marker", "line": "line", "polygon": "fill"}
GEOMETRIES = {"point": 0, "line": 1, "polygon": 2}  # as QGIS counts them
PIXELS = "Pixel"
# QGIS has no triangle that stands on its tip.
TURNED = {"wedge": ("triangle", 180)}


def qml(layer: Layer) -> str:
    """Return the style of the layer as a file QGIS loads onto it, with the titles of its fields."""
    root = ET.Element("qgis", {"version": QGIS, "styleCategories": "Symbology|Fields"})
    _renderer(root, layer)
    below(root, "previewExpression", f'"{layer.label_field}"')
    aliases = below(root, "aliases")
    for place, field in enumerate(layer.fields):
        below(aliases, "alias", index=place, field=field.name, name=field.title)
    below(root, "layerGeometryType", GEOMETRIES[kind_of(layer)])
    declared = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    return document(root).replace("?>\n", f"?>\n{declared}\n", 1)


def _renderer(root: ET.Element, layer: Layer) -> None:
    found = looks(layer)
    common = {"symbollevels": 0, "forceraster": 0, "enableorderby": 0}
    if len(found) == 1:
        renderer = below(root, "renderer-v2", type="singleSymbol", **common)
    else:
        renderer = below(root, "renderer-v2", type="categorizedSymbol", attr=layer.category_field, **common)
        categories = below(renderer, "categories")
        for place, look in enumerate(found):
            # An empty value stands for all that no other category names.
            below(
                categories,
                "category",
                symbol=place,
                value=look.value or "",
                label=look.title,
                render="true",
                type="string",
            )
    symbols = below(renderer, "symbols")
    for place, look in enumerate(found):
        symbol = below(symbols, "symbol", type=SYMBOLS[kind_of(layer)], name=place, alpha=1, clip_to_extent=1)
        _symbol(symbol, layer, look)


def _symbol(symbol: ET.Element, layer: Layer, look: Look) -> None:
    kind, style = kind_of(layer), layer.style
    if kind == "line":
        _part(symbol, "SimpleLine", {"line_color": _rgba(style.stroke), **_pen(layer, "line"), **_dashed(layer)})
    elif kind == "polygon":
        outline = {"outline_color": _rgba(style.stroke), "outline_style": "solid", **_pen(layer, "outline")}
        if not style.dash:
            _part(symbol, "SimpleFill", {"color": _rgba(look.fill, style.fill_opacity), "style": "solid", **outline})
            return
        # A simple fill knows no dashes of one's own: the fill and its outline are two parts.
        bare = {"color": _rgba(look.fill, style.fill_opacity), "style": "solid", "outline_style": "no"}
        _part(symbol, "SimpleFill", bare)
        _part(symbol, "SimpleLine", {"line_color": _rgba(style.stroke), **_pen(layer, "line"), **_dashed(layer)})
    else:
        _marker(symbol, layer, look)


def _marker(symbol: ET.Element, layer: Layer, look: Look) -> None:
    name, angle = TURNED.get(look.mark, (look.mark, 0))
    shape = {
        "name": name,
        "angle": angle,
        "color": _rgba(look.fill),
        "outline_color": _rgba(layer.style.stroke),
        "outline_style": "solid",
        **_pen(layer, "outline"),
        "size": look.size(name),
        "size_unit": PIXELS,
    }
    _part(symbol, "SimpleMarker", shape)
    if look.letter:
        letter = {
            "chr": look.letter,
            "font": "Sans Serif",
            "font_style": "Bold",
            "color": _rgba("#ffffff"),
            "outline_width": 0,
            "size": look.letter_size,
            "size_unit": PIXELS,
        }
        _part(symbol, "FontMarker", letter)


def _part(symbol: ET.Element, kind: str, options: Mapping[str, object]) -> None:
    """Add a symbol layer as `class`, with its settings as QGIS 3.20 and later write them."""
    layer = below(symbol, "layer", class_=kind, enabled=1, locked=0, **{"pass": 0})
    found = below(layer, "Option", type="Map")
    for name, value in options.items():
        below(found, "Option", type="QString", name=name, value=value)


def _pen(layer: Layer, prefix: str) -> dict[str, object]:
    return {f"{prefix}_width": layer.style.width, f"{prefix}_width_unit": PIXELS}


def _dashed(layer: Layer) -> dict[str, object]:
    if not layer.style.dash:
        return {"line_style": "solid", "use_custom_dash": 0}
    lengths = ";".join(f"{each:g}" for each in dashes(layer.style.dash))
    return {"line_style": "solid", "use_custom_dash": 1, "customdash": lengths, "customdash_unit": PIXELS}


def _rgba(colour: str, opacity: float = 1) -> str:
    """Return a hex colour as QGIS writes it: "11,95,102,255"."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * each for each in digits)
    parts = [int(digits[place : place + 2], 16) for place in (0, 2, 4)]
    return ",".join(str(part) for part in (*parts, round(opacity * 255)))
