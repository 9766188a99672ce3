"""Sheets -> a folium map: Leaflet code made by folium, with stable names.

What Leaflet itself sets as HTML (the layer control's entries) is escaped by `looks`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import folium
from branca.element import Element, Figure
from django.utils.html import escape
from django.utils.translation import gettext as _
from folium.features import Control
from folium.map import CustomPane
from folium.utilities import JsCode
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from ..features import Box
from ..theming import Theme
from .elements import LegendControl, LinkPopup, OfflineMap, Ready, TextTooltip
from .grid import Grid
from .looks import POINTS, classes_of, highlight_of, is_shown, legend_entry, look_of, tanda
from .sheets import Feature, Role, Sheet
from .themes import css_class, themed, told

OUTLINE_PANE = "batas"


def build_map(
    sheets: Sequence[Sheet],
    *,
    label: str,
    bounds: Box,
    detail_m: int,
    land: BaseGeometry | None = None,
    theme: Theme | None = None,
) -> OfflineMap:
    """Return the map of `sheets`, looking at `bounds` (west, south, east, north); `land` tells sea from land around."""
    west, south, east, north = bounds
    made = OfflineMap(label=label, zoom_control=False, zoom_snap=0.25, attribution_control=False)
    folium.FitBounds([[south, west], [north, east]], padding=(10, 10)).add_to(made)
    CustomPane(OUTLINE_PANE, z_index=450).add_to(made)
    if land is not None:
        _add_land(made, land)
    sheets = told(sheets, theme)
    layers = {sheet.role: _add_layer(made, place, sheet, sheets, detail_m, theme) for place, sheet in enumerate(sheets)}
    _add_controls(made, layers.get(Role.PARTS))
    _name_in_order(made)
    return made


def parts_of_document(made: OfflineMap) -> tuple[str, str]:
    """Render the map; return its HTML and its script."""
    figure = made.get_root()
    assert isinstance(figure, Figure)
    made.render()
    return figure.html.render().strip(), _tidy(figure.script.render())


def _tidy(script: str) -> str:
    """Drop the indentation of folium's templates; a document's texts hold no line breaks, so lines are code alone."""
    return "\n".join(line for line in (line.strip() for line in script.splitlines()) if line)


def _add_land(made: OfflineMap, land: BaseGeometry) -> None:
    data = {"type": "Feature", "properties": {}, "geometry": mapping(land)}
    look = {"weight": 0, "fillOpacity": 1}
    folium.GeoJson(
        data, style_function=lambda _feature: look, control=False, interactive=False, class_name="petak-land"
    ).add_to(made)


def _add_layer(
    made: OfflineMap, place: int, sheet: Sheet, sheets: Sequence[Sheet], detail_m: int, theme: Theme | None
) -> folium.GeoJson:
    alone = all(each.role is not Role.PARTS for each in sheets)
    outline = sheet.role is Role.OWN and not alone
    grid = Grid.of(sheet, detail_m)
    layer = folium.GeoJson(
        _collection(sheet, grid),
        name=legend_entry(place, sheet),
        style_function=_look(place, sheet, alone, theme),
        highlight_function=lambda _feature: highlight_of(sheet),
        show=is_shown(sheet),
        smooth_factor=1.0,
        marker=_marker(place, sheet),
        on_each_feature=None if outline else JsCode("PortableMap.each"),
        popup=None if outline else LinkPopup(sheet.titles),
        popup_keep_highlighted=not outline,
        tooltip=None if outline else TextTooltip(),
        coords_to_lat_lng=JsCode(grid.reader()),
        class_name=classes_of(place, sheet),
        pane=OUTLINE_PANE if outline else None,
        interactive=False if outline else None,
    )
    layer.add_to(made)
    return layer


def _look(place: int, sheet: Sheet, alone: bool, theme: Theme | None) -> Callable[[dict[str, Any]], dict[str, Any]]:
    look = look_of(sheet, alone)
    if theme is None or not themed(sheet, theme):
        return lambda _feature: look
    css = classes_of(place, sheet)
    return lambda feature: {**look, "fillOpacity": 1, "className": css + css_class(feature["id"], theme)}


def _collection(sheet: Sheet, grid: Grid) -> dict[str, Any]:
    labelled = sheet.role is Role.PARTS
    return {"type": "FeatureCollection", "features": [_geojson(each, grid, labelled) for each in sheet.features]}


def _geojson(feature: Feature, grid: Grid, labelled: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {"n": feature.label, "f": list(feature.facts)}
    if is_web_address(feature.link):
        properties["u"] = feature.link
    if labelled and feature.geometry.area:
        properties["p"] = grid.middle(feature.geometry)
    return {"type": "Feature", "id": feature.id, "properties": properties, "geometry": grid.place(feature.geometry)}


def is_web_address(link: str) -> bool:
    """Answer whether a link from the data may be followed: never `javascript:` or the like."""
    return link.startswith(("https://", "http://", "/")) and not link.startswith("//")


def _marker(place: int, sheet: Sheet) -> folium.Marker | folium.CircleMarker | None:
    if sheet.layer.geometry_type not in POINTS:
        return None
    style = sheet.layer.style
    if not style.letter:
        return folium.CircleMarker(radius=style.radius, class_name=classes_of(place, sheet), location=None)
    icon = folium.DivIcon(
        html=escape(style.letter[:2]), icon_size=(22, 22), class_name=f"titik lapis-{place}{tanda(sheet)}"
    )
    return folium.Marker(icon=icon, keyboard=False)


def _add_controls(made: OfflineMap, listed: folium.GeoJson | None) -> None:
    zoom = Control("Zoom", zoom_in_title=_("Perbesar"), zoom_out_title=_("Perkecil"))
    # Not `Control(position=...)`: folium 0.20 then hands Leaflet the list of all positions as well.
    zoom.options["position"] = "bottomright"
    zoom.add_to(made)
    Control("Scale", imperial=False, max_width=120).add_to(made)
    control = LegendControl()
    control.add_to(made)
    words = {
        "open": _("Buka halamannya"),
        "nothing": _("tidak ada data"),
        "close": _("Tutup"),
        "layers": _("Lapisan"),
        "legend": _("Lapisan dan legenda"),
    }
    Ready(control, listed, words).add_to(made)


def _name_in_order(made: OfflineMap) -> None:
    """Give every element a name that says its place: folium's own are random, and the bytes would never be the same."""
    for number, element in enumerate(_elements(made)):
        element._id = str(number)
    made._id = "peta"


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _elements(child)
