"""KML, sent as it is made: drawn as the layer is declared, each balloon a table of the fields. WGS 84 always.

Lengths of dashes and the marks of categories are not known to KML: a category is told by its colour.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import shapely
from django.utils.html import escape as html_escape
from shapely.geometry.base import BaseGeometry

from ..declaration import Field, Style
from .asking import Export
from .table import Row, rows
from .words import about, filter_words

DIGITS = 7  # of a degree: a centimetre
PIECE = 1 << 16
# What XML 1.0 cannot hold, however it is written.
ILLEGAL = {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in (9, 10, 13)}
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#13;"})
PLAIN = "gaya"


def pieces(export: Export) -> Iterator[bytes]:
    """Yield the document in pieces of about 64 KiB, in memory that does not grow with it."""
    held, size = [*_head(export)], 0
    writer = _Placemarks(export)
    for row in rows(export.query):
        text = writer.placemark(row)
        held.append(text)
        size += len(text)
        if size > PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join((*held, "</Document>\n</kml>\n")).encode()


def escaped(text: object) -> str:
    """Return a text as XML holds it between tags or in quotes; letters XML cannot hold are left out."""
    return str(text).translate(ILLEGAL).translate(MARKUP)


def _head(export: Export) -> Iterator[str]:
    layer = export.layer
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
    yield f"<Document>\n<name>{escaped(layer.title)}</name>\n"
    told = [*about(export), ("", filter_words(export)), ("", export.address)]
    lines = [f"{name}: {text}" if name else text for name, text in told]
    yield f"<description>{escaped('<br>'.join(map(html_escape, lines)))}</description>\n"
    yield style(PLAIN, layer.style, layer.style.fill)
    for place, category in enumerate(layer.categories):
        yield style(f"{PLAIN}-{place}", layer.style, category.fill)


def style(name: str, looks: Style, fill: str) -> str:
    """Return the style called `name`: line and area as `looks` says, points in the colour `fill`."""
    return (
        f'<Style id="{name}"><IconStyle><color>{colour(fill)}</color></IconStyle>'
        f"<LineStyle><color>{colour(looks.stroke)}</color><width>{looks.width:g}</width></LineStyle>"
        f"<PolyStyle><color>{colour(fill, looks.fill_opacity)}</color></PolyStyle></Style>\n"
    )


def colour(web: str, opacity: float = 1.0) -> str:
    """Return #rrggbb or #rgb as KML writes colours: opacity, blue, green, red."""
    digits = web.lstrip("#").lower()
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    return f"{round(opacity * 255):02x}{digits[4:6]}{digits[2:4]}{digits[0:2]}"


class _Placemarks:
    """Writes features of one export; which of their values name and colour them is looked up once."""

    def __init__(self, export: Export) -> None:
        layer = export.layer
        self.fields = export.query.columns
        places = {field.name: place for place, field in enumerate(self.fields)}
        self.label = places.get(layer.label_field)
        self.category = places.get(layer.category_field or "")
        self.styles = {category.value: f"{PLAIN}-{place}" for place, category in enumerate(layer.categories)}

    def placemark(self, row: Row) -> str:
        name = row.values[self.label] if self.label is not None else None
        looks = self.styles.get(row.values[self.category], PLAIN) if self.category is not None else PLAIN
        told = [
            (field, _text(value)) for field, value in zip(self.fields, row.values, strict=True) if value is not None
        ]
        return (
            f"<Placemark><name>{escaped(name or row.id)}</name><description>{_table(told)}</description>"
            f"<styleUrl>#{looks}</styleUrl><ExtendedData>{''.join(map(_data, told))}</ExtendedData>"
            f"{'' if row.shape is None else geometry(row.shape)}</Placemark>\n"
        )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(told: list[tuple[Field, str]]) -> str:
    # Escaped twice: a balloon is HTML, and HTML is a text in XML.
    lines = (f"<tr><th>{html_escape(field.title)}</th><td>{html_escape(text)}</td></tr>" for field, text in told)
    return escaped(f"<table>{''.join(lines)}</table>")


def _data(told: tuple[Field, str]) -> str:
    field, text = told
    return (
        f'<Data name="{escaped(field.name)}"><displayName>{escaped(field.title)}</displayName>'
        f"<value>{escaped(text)}</value></Data>"
    )


def geometry(shape: BaseGeometry) -> str:
    """Return a shape in longitude and latitude as KML; a collection is a MultiGeometry of its parts."""
    if hasattr(shape, "geoms"):
        return f"<MultiGeometry>{''.join(map(geometry, shape.geoms))}</MultiGeometry>"
    if shape.geom_type != "Polygon":
        return f"<{shape.geom_type}>{_coordinates(shape)}</{shape.geom_type}>"
    inner = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
    return f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>{inner}</Polygon>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: BaseGeometry) -> str:
    told = " ".join(f"{x:.{DIGITS}f},{y:.{DIGITS}f}" for x, y in shapely.get_coordinates(shape).tolist())
    return f"<coordinates>{told}</coordinates>"
