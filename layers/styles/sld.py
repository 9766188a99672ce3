"""SLD 1.1 with Symbology Encoding 1.1: a rule for each category, with its filter, and one for the rest."""

from xml.etree import ElementTree as ET

from ..declaration import Layer
from ..markup import below, document
from .looks import Look, kind_of, looks

SLD, SE, OGC = "http://www.opengis.net/sld", "http://www.opengis.net/se", "http://www.opengis.net/ogc"
# Shapes the standard names, where one of them turned is the same shape; the rest have names QGIS and GeoServer know.
KNOWN = {"diamond": ("square", 45), "wedge": ("triangle", 180)}
PIXELS = "http://www.opengeospatial.org/se/units/pixel"

for _prefix, _space in (("sld", SLD), ("se", SE), ("ogc", OGC)):
    ET.register_namespace(_prefix, _space)


def sld(layer: Layer) -> str:
    """Return the style of the layer; fields are named as its GeoJSON and its files name them."""
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", {"version": "1.1.0"})
    named = below(root, f"{{{SLD}}}NamedLayer")
    _se(named, "Name", layer.key)
    style = below(named, f"{{{SLD}}}UserStyle")
    _se(style, "Name", layer.key)
    _se(_se(style, "Description"), "Title", layer.title)
    below(style, f"{{{SLD}}}IsDefault", "true")
    rules = _se(style, "FeatureTypeStyle")
    found = looks(layer)
    for look in found:
        _rule(rules, layer, look, alone=len(found) == 1)
    return document(root)


def _se(parent: ET.Element, name: str, text: object = None, /, **attributes: object) -> ET.Element:
    return below(parent, f"{{{SE}}}{name}", text, **attributes)


def _rule(rules: ET.Element, layer: Layer, look: Look, *, alone: bool) -> None:
    rule = _se(rules, "Rule")
    _se(rule, "Name", look.value or layer.key)
    _se(_se(rule, "Description"), "Title", look.title)
    if look.value is not None:
        same = below(below(rule, f"{{{OGC}}}Filter"), f"{{{OGC}}}PropertyIsEqualTo")
        below(same, f"{{{OGC}}}PropertyName", layer.category_field)
        below(same, f"{{{OGC}}}Literal", look.value)
    elif not alone:
        _se(rule, "ElseFilter")
    kind = kind_of(layer)
    if kind == "line":
        _stroke(_se(rule, "LineSymbolizer", uom=PIXELS), layer)
    elif kind == "polygon":
        area = _se(rule, "PolygonSymbolizer", uom=PIXELS)
        _fill(area, look.fill, layer.style.fill_opacity)
        _stroke(area, layer)
    else:
        _point(rule, layer, look)


def _point(rule: ET.Element, layer: Layer, look: Look) -> None:
    name, turned = KNOWN.get(look.mark, (look.mark, 0))
    graphic = _se(_se(rule, "PointSymbolizer", uom=PIXELS), "Graphic")
    mark = _se(graphic, "Mark")
    _se(mark, "WellKnownName", name)
    _fill(mark, look.fill)
    _stroke(mark, layer)
    _se(graphic, "Size", f"{look.size(name):g}")
    if turned:
        _se(graphic, "Rotation", turned)
    if look.letter:
        _letter(rule, look)


def _letter(rule: ET.Element, look: Look) -> None:
    text = _se(rule, "TextSymbolizer", uom=PIXELS)
    below(_se(text, "Label"), f"{{{OGC}}}Literal", look.letter)
    font = _se(text, "Font")
    for name, value in (("font-family", "sans-serif"), ("font-size", f"{look.letter_size:g}"), ("font-weight", "bold")):
        _se(font, "SvgParameter", value, name=name)
    anchor = _se(_se(_se(text, "LabelPlacement"), "PointPlacement"), "AnchorPoint")
    for axis in ("AnchorPointX", "AnchorPointY"):
        _se(anchor, axis, 0.5)
    _fill(text, "#ffffff")


def _fill(parent: ET.Element, colour: str, opacity: float = 1) -> None:
    fill = _se(parent, "Fill")
    _se(fill, "SvgParameter", colour, name="fill")
    _se(fill, "SvgParameter", f"{opacity:g}", name="fill-opacity")


def _stroke(parent: ET.Element, layer: Layer) -> None:
    stroke, style = _se(parent, "Stroke"), layer.style
    _se(stroke, "SvgParameter", style.stroke, name="stroke")
    _se(stroke, "SvgParameter", f"{style.width:g}", name="stroke-width")
    if style.dash:
        _se(stroke, "SvgParameter", style.dash.replace(",", " "), name="stroke-dasharray")
