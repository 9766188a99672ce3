"""How layers look on a folium map: widths and opacities here, colours in `portable_map.css` by class, for light and dark."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..declaration import Style
from .sheets import Role, Sheet

POLYGONS = ("Polygon", "MultiPolygon")
POINTS = ("Point", "MultiPoint")
# Points are shown from the start as long as they do not bury the map.
CALM_POINTS = 200
THINNEST = 0.8  # px
DASHES = "5 2.5"


def look_of(sheet: Sheet, alone: bool) -> dict[str, Any]:
    """Return widths and opacities; colours come from the style sheet, by class, so that they suit light and dark."""
    style = sheet.layer.style
    match sheet.role:
        case Role.OWN:
            return _line(2, fill=1 if alone else 0, dash=DASHES if sheet.indicative else "")
        case Role.PARTS:
            return _line(max(style.width, THINNEST), fill=1)
        case Role.AROUND:
            return _line(THINNEST, fill=1)
    return _line(max(style.width, THINNEST), fill=style.fill_opacity, dash=style.dash)


def _line(width: float, *, fill: float, dash: str = "") -> dict[str, Any]:
    look = {"weight": width, "opacity": 1, "fillOpacity": fill}
    return {**look, "dashArray": dash} if dash else look


def highlight_of(sheet: Sheet) -> dict[str, Any]:
    if sheet.role is Role.OTHER:
        return {"weight": sheet.layer.style.width + 1.5, "fillOpacity": min(sheet.layer.style.fill_opacity + 0.25, 1)}
    return {"weight": 2.5}


def is_shown(sheet: Sheet) -> bool:
    if sheet.role is Role.OTHER and not sheet.alone:
        return sheet.layer.geometry_type not in POLYGONS and len(sheet.features) <= CALM_POINTS
    return True


def classes_of(place: int, sheet: Sheet) -> str:
    return f"lapis lapis-{place} petak-{sheet.role}"


def tanda(sheet: Sheet) -> str:
    """Return the class that gives points the shape of their category, empty for a plain circle."""
    return f" tanda-{sheet.category.mark}" if sheet.category else ""


def legend_entry(place: int, sheet: Sheet) -> str:
    """Return a layer's line in the layer control, which is the legend too: a sample of it, its title, its count."""
    kind = _kind(sheet.layer.geometry_type)
    return format_html(
        '<span class="contoh contoh-{} {}" aria-hidden="true">{}</span><span>{}</span> <span class="jumlah">{}</span>',
        kind,
        classes_of(place, sheet) + tanda(sheet),
        sheet.layer.style.letter[:2] if kind == "titik" else "",
        title_of(sheet),
        len(sheet.features),
    )


def _kind(geometry_type: str) -> str:
    if geometry_type in POLYGONS:
        return "bidang"
    return "titik" if geometry_type in POINTS else "garis"


def title_of(sheet: Sheet) -> str:
    if sheet.role is Role.AROUND:
        return _("Wilayah sekitar")
    if sheet.category is not None:
        return sheet.category.title
    return f"{sheet.layer.title} ({_('indikatif')})" if sheet.indicative else sheet.layer.title


def layer_colours(sheets: Sequence[Sheet]) -> str:
    """Return the style text that gives each registered layer its declared colours, lighter on dark paper."""
    own = [(place, sheet.layer.style) for place, sheet in enumerate(sheets) if sheet.role is Role.OTHER]
    light = "".join(_colours(place, style, 0.0) for place, style in own)
    dark = "".join(_colours(place, style, 0.45) for place, style in own)
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}" if own else ""


def _colours(place: int, style: Style, lighter: float) -> str:
    return f".lapis-{place}{{--garis:{_mixed(style.stroke, lighter)};--isi:{_mixed(style.fill, lighter)}}}"


def _mixed(colour: str, white: float) -> str:
    """Return a hex colour mixed with white; what is no colour becomes the accent."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        colour = Style.stroke
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02x}" for part in parts)
