"""`/peta/`: all layers on one map. Drawn here for its address; the page's script takes the drawing over."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors
from boundaries.models import Level
from boundaries.selectors import RegionFacts
from layers.declaration import Layer
from layers.svg import Paint, Shape, Stratum, draw

from .asking import asked_day
from .borders import border_of, extents_of
from .listing import Line, in_order
from .maps import PART_OF, Atlas, cached, land, open_atlas, seen
from .region import dotted_or_404
from .window import Window, asked_window

AREAS = {"Polygon", "MultiPolygon"}
# Where nothing is asked: the outline and the parts of what is looked at.
FIRST_LAYERS = {Level.PROVINSI: ("kabupaten",), Level.KABUPATEN: ("kabupaten", "kecamatan")}
FINER_LAYERS = ("kecamatan", "desa")
LABELLED_FROM_ZOOM = {"kecamatan": 8, "desa": 10.5}


@require_safe
@conditional_page
def map_page(request: HttpRequest) -> HttpResponse:
    as_of = asked_day(request)
    day = as_of or timezone.localdate()
    region = _asked_region(request, day)
    atlas = open_atlas(request.user, day=day, as_of=as_of)
    border = border_of(region, day=day) if region else None
    window = asked_window(request) or Window.around(border.box if border else settings.REGENCY_EXTENT)
    chosen = _chosen(request, atlas, region)
    context = {
        "as_of": as_of,
        "region": region,
        "border": border,
        "window": window,
        "layers": [(layer, layer in chosen) for layer in atlas.layers.values()],
        "moves": _moves(window, region, chosen, as_of),
        "map": _drawn(atlas, window, chosen),
        "island": _island(atlas, window, region, chosen),
        "basemap": bool(settings.BASEMAP_URL),
        **_list(region, day),
    }
    return render(request, "pages/map.html", context)


def _asked_region(request: HttpRequest, day: date) -> RegionFacts | None:
    """Return the region of `?wilayah=`, or the regency."""
    asked = request.GET.get("wilayah", "").strip()
    region = selectors.region_by_code(dotted_or_404(asked) if asked else settings.REGENCY_CODE, day=day)
    if asked and region is None:
        raise BadRequest(_("Wilayah “%(code)s” tidak dikenal. Cari wilayahnya dengan nama.") % {"code": asked[:40]})
    return region


def _chosen(request: HttpRequest, atlas: Atlas, region: RegionFacts | None) -> list[Layer]:
    """Return the layers of `?lapisan=a,b` that the reader may see; unknown names are left out."""
    asked = [key for value in request.GET.getlist("lapisan") for key in value.split(",")]
    if not asked:
        level = Level(region.level) if region else Level.KABUPATEN
        asked = list(FIRST_LAYERS.get(level, FINER_LAYERS))
    return [layer for key, layer in atlas.layers.items() if key in asked]


def _list(region: RegionFacts | None, day: date) -> dict[str, Any]:
    """Return the twin of the map: what lies in the region, or beside it where it has no parts."""
    if region is None:
        return {"lines": [], "trail": []}
    around = selectors.children(region, day=day) or selectors.neighbours(region, day=day)
    extents = extents_of(around, day=day)
    return {
        "lines": in_order([Line(each, extents.get(each.pk)) for each in around], "nama"),
        "trail": selectors.trail(region, day=day),
    }


def _moves(window: Window, region: RegionFacts | None, chosen: Sequence[Layer], as_of: date | None) -> dict[str, str]:
    """Return the address of each button beside the map: they work without the script, too."""
    kept = {"lapisan": ",".join(layer.key for layer in chosen)}
    if region and region.code:
        kept["wilayah"] = region.code
    if as_of:
        kept["as_of"] = as_of.isoformat()
    to = {
        "closer": window.zoomed(1),
        "farther": window.zoomed(-1),
        "north": window.moved(0, 1),
        "south": window.moved(0, -1),
        "west": window.moved(-1, 0),
        "east": window.moved(1, 0),
    }
    return {name: "?" + urlencode({**kept, **there.parameters}, safe=",") for name, there in to.items()}


def _drawn(atlas: Atlas, window: Window, chosen: Sequence[Layer]) -> str:
    key = atlas.key("window", window, [layer.key for layer in chosen])
    return cached(key, lambda: _draw(atlas, window, chosen))


def _draw(atlas: Atlas, window: Window, chosen: Sequence[Layer]) -> str:
    frame = window.frame()
    borders = [layer for layer in chosen if layer.key in PART_OF.values() or layer.key == Level.KABUPATEN]
    finest = max(borders, key=lambda layer: list(Level).index(Level(layer.key)), default=None)
    strata = [land()]
    for layer in sorted(chosen, key=lambda layer: (layer in borders and layer is not finest, layer not in borders)):
        found = atlas.shapes(layer, frame.metres_per_pixel, box=seen(frame))
        named = window.zoom >= LABELLED_FROM_ZOOM.get(layer.key, 99) and layer is finest
        if layer is finest:
            strata.append(Stratum(f"part {layer.key}", [atlas.drawn(s) for s in found], lines=True, labels=named))
        elif layer in borders:
            strata.append(Stratum(f"over {layer.key}", [Shape(s.geometry) for s in found], lines=True))
        else:
            strata.append(Stratum("layer", [atlas.drawn(s) for s in found], paint=_paint(layer)))
    return draw(frame, strata)


def _paint(layer: Layer) -> Paint:
    style = layer.style
    areas = layer.geometry_type in AREAS
    return Paint(
        style.stroke,
        style.width,
        style.fill,
        style.fill_opacity if areas else 1,
        style.dash,
        style.radius,
        style.letter,
    )


def _island(atlas: Atlas, window: Window, region: RegionFacts | None, chosen: Sequence[Layer]) -> dict[str, Any]:
    """Return what the script needs: layers with their addresses and styles, the view, and where to ask."""
    return {
        "layers": [_for_script(layer, layer in chosen) for layer in atlas.layers.values()],
        "window": {"lon": window.lon, "lat": window.lat, "zoom": window.zoom},
        "region": region.code if region else "",
        "asOf": atlas.as_of.isoformat() if atlas.as_of else "",
        "api": reverse("pages:home") + "api/",
        "basemap": {"url": settings.BASEMAP_URL, "attribution": settings.BASEMAP_ATTRIBUTION},
    }


def _for_script(layer: Layer, on: bool) -> dict[str, Any]:
    style = layer.style
    return {
        "key": layer.key,
        "title": layer.title,
        "on": on,
        "border": layer.key in list(Level),
        "details": list(layer.details),
        "label": layer.label_field,
        "link": layer.link_field or "",
        "facts": [
            {"name": name, "title": field.title} for name in layer.summary if (field := layer.field(name)) is not None
        ],
        "style": {
            "color": style.stroke,
            "weight": style.width,
            "fillColor": style.fill,
            "fillOpacity": style.fill_opacity,
            "dashArray": style.dash or None,
            "radius": style.radius,
        },
    }
