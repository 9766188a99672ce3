"""`/peta/`: all layers on one map. Drawn here for its address; the page's script takes the drawing over."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import shapely
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import codes, selectors
from boundaries.disputed import Ground
from boundaries.models import Level
from boundaries.selectors import RegionFacts
from boundaries.surroundings import LAND
from geoportal.monograph.theme_map import theme_key
from geoportal.monograph.theme_on_map import asked_on_map, theme_for_script
from geoportal.monograph.themes import Choropleth
from layers import painting, theming
from layers.addresses import base_url
from layers.declaration import Layer
from layers.extents import Extent, extent, sources
from layers.features import Shape as Drawable
from layers.svg import Shape, Stratum, draw

from . import big_layers
from .asking import asked_day, query_of
from .listing import Line, in_order
from .maps import Atlas, cached, land, open_atlas, seen
from .region import dotted_or_404
from .window import Window, asked_window

LEVELS = [level.value for level in Level]
WHOLE = (Level.PROVINSI, Level.KABUPATEN)  # nothing beside them is drawn, so nothing marks them
# Where nothing is asked: the outline and the parts of what is looked at.
FIRST_LAYERS = {Level.PROVINSI: ("kabupaten",), Level.KABUPATEN: ("kabupaten", "kecamatan")}
FINER_LAYERS = ("kecamatan", "desa")
LABELLED_FROM_ZOOM = {"kecamatan": 8, "desa": 10.5}


@dataclass(frozen=True)
class Entry:
    """A layer in the panel and under the printed map; `on` where it is shown."""

    layer: Layer
    on: bool
    release: int
    holds: Extent
    sources: Sequence[str]
    tiles: str = ""  # template of their addresses, where it is drawn from tiles

    @property
    def sample(self) -> bool:
        return self.holds.sample


@require_safe
@conditional_page
def map_page(request: HttpRequest) -> HttpResponse:
    as_of = asked_day(request)
    day = as_of or timezone.localdate()
    region = _asked_region(request, day)
    atlas = open_atlas(request.user, day=day, as_of=as_of)
    border = atlas.border(region) if region else None
    box = border.box if border else settings.REGENCY_EXTENT
    asked = asked_window(request)
    window = asked or Window.around(box)
    theme = asked_on_map(request, atlas)
    chosen = _chosen(request, atlas, region, theme)
    ground = atlas.all_disputed_ground()
    disputed = _within(ground, window, chosen)
    entries = [_entry(atlas, layer, layer in chosen) for layer in atlas.layers.values()]
    context = {
        "as_of": as_of,
        "region": region,
        "border": border,
        "window": window,
        "day": day,
        "address": base_url(request) + request.get_full_path().removeprefix(atlas.prefix),
        "layers": entries,
        "sample": any(each.on and each.sample for each in entries),
        "borders": LEVELS,
        "shown": theme,
        "moves": _moves(window, region, chosen, as_of, theme),
        "may_dispute": bool(ground),
        "disputes": bool(disputed),
        "map": _drawn(atlas, window, chosen, region, theme, disputed),
        "island": {
            **_island(atlas, region, entries),
            "theme": theme_for_script(theme),
            "disputed": reverse("pages:disputed_ground") + query_of(as_of) if ground else "",
            "box": box,
            "window": asdict(asked) if asked else None,
        },
        "basemap": bool(settings.BASEMAP_URL),
        **_list(atlas, region),
    }
    return render(request, "pages/map.html", context)


def _within(found: Iterable[Ground], window: Window, chosen: Iterable[Layer]) -> list[Ground]:
    """Return what lies in the window and belongs to a border that is shown."""
    seen_here = shapely.box(*seen(window.frame()))
    shown = {layer.key for layer in chosen}
    return [each for each in found if each.level in shown and each.shape.intersects(seen_here)]


def _entry(atlas: Atlas, layer: Layer, on: bool) -> Entry:
    """Two queries, none while what the layer holds is remembered."""
    reading = atlas.reading(layer)
    holds = extent(layer, reading)
    tiles = big_layers.tiles_of(atlas, layer) if big_layers.is_big(layer, holds) else ""
    return Entry(layer, on, reading.release, holds, sources(layer, reading), tiles)


def _asked_region(request: HttpRequest, day: date) -> RegionFacts | None:
    """Return the region of `?wilayah=`, or the regency."""
    asked = request.GET.get("wilayah", "").strip()
    region = selectors.region_by_code(dotted_or_404(asked) if asked else settings.REGENCY_CODE, day=day)
    if asked and region is None:
        raise BadRequest(_("Wilayah “%(code)s” tidak dikenal. Cari wilayahnya dengan nama.") % {"code": asked[:40]})
    return region


def _chosen(request: HttpRequest, atlas: Atlas, region: RegionFacts | None, theme: Choropleth | None) -> list[Layer]:
    """Return the layers of `?lapisan=a,b` that the reader may see, and the one a theme colours; unknown names are left
    out."""
    asked = [key for value in request.GET.getlist("lapisan") for key in value.split(",")]
    if theme is not None:
        asked += [theme.theme.layer, *(() if asked else ("kabupaten", "kecamatan"))]
    if not asked:
        level = Level(region.level) if region else Level.KABUPATEN
        asked = list(FIRST_LAYERS.get(level, FINER_LAYERS))
    return [layer for key, layer in atlas.layers.items() if key in asked]


def _list(atlas: Atlas, region: RegionFacts | None) -> dict[str, Any]:
    """Return the twin of the map: what lies in the region, or beside it where it has no parts."""
    if region is None:
        return {"lines": [], "trail": []}
    around = selectors.children(region, day=atlas.day) or atlas.neighbours(region)
    extents = atlas.extents(around)
    return {
        "lines": in_order([Line(each, extents.get(each.pk)) for each in around], "nama"),
        "trail": selectors.trail(region, day=atlas.day),
    }


def _moves(
    window: Window, region: RegionFacts | None, chosen: Sequence[Layer], as_of: date | None, theme: Choropleth | None
) -> dict[str, str]:
    """Return the address of each button beside the map: they work without the script, too."""
    kept = theme.asked.parameters(packed=True) if theme else {}
    kept |= {"lapisan": ",".join(layer.key for layer in chosen)}
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
    return {name: "?" + urlencode({**kept, **there.parameters}, safe=",@") for name, there in to.items()}


def _drawn(
    atlas: Atlas,
    window: Window,
    chosen: Sequence[Layer],
    region: RegionFacts | None,
    theme: Choropleth | None,
    disputed: Sequence[Ground],
) -> str:
    code = region.code if region and region.level not in WHOLE else None
    parts = ("window", window, [layer.face for layer in chosen], code)
    key = theme_key(atlas, theme, *parts) if theme else atlas.key(*parts)
    return cached(key, lambda: _draw(atlas, window, chosen, code, theme, disputed))


def _draw(
    atlas: Atlas,
    window: Window,
    chosen: Sequence[Layer],
    code: str | None,
    theme: Choropleth | None,
    disputed: Sequence[Ground],
) -> str:
    """Draw the finest border filled, or the one a theme colours, other borders as lines above it, then what is not
    agreed, everything else on top; mark the region asked for."""
    frame = window.frame()
    borders = sorted((layer for layer in chosen if layer.key in LEVELS), key=lambda layer: -LEVELS.index(layer.key))
    filled = theme.theme.layer if theme else borders[0].key if borders else ""
    borders.sort(key=lambda layer: layer.key != filled)
    strata = [land()]
    for layer in borders:
        found = atlas.shapes(layer, frame.metres_per_pixel, box=seen(frame))
        named = window.zoom >= LABELLED_FROM_ZOOM.get(layer.key, 0)
        if theme and layer.key == filled:
            strata += theming.strata(theme.theme, found, atlas.drawn, named=named)
        elif layer.key == filled:
            strata += _finest(atlas, layer, found, code, named=named)
        else:
            strata.append(Stratum(f"over {layer.key}", [Shape(each.geometry) for each in found], lines=True))
    strata.append(_outline(atlas, code, frame.metres_per_pixel))
    strata.append(Stratum("disputed", [Shape(each.shape) for each in disputed]))
    for layer in chosen:
        if layer not in borders:
            shapes = big_layers.thinned(atlas.shapes(layer, frame.metres_per_pixel, box=seen(frame)), frame)
            strata += painting.strata(layer, shapes, atlas.drawn)
    return draw(frame, strata)


def _finest(atlas: Atlas, layer: Layer, found: Sequence[Drawable], code: str | None, *, named: bool) -> list[Stratum]:
    inside = [each for each in found if code is None or each.id == code or each.id.startswith(f"{code}.")]
    beside = [each for each in found if each not in inside]
    return [
        Stratum("near", [atlas.drawn(each) for each in beside], lines=True, labels=named),
        Stratum(f"part {layer.key}", [atlas.drawn(each) for each in inside], lines=True, labels=named),
    ]


def _outline(atlas: Atlas, code: str | None, detail_m: float) -> Stratum:
    layer = atlas.layers.get(codes.level(code)) if code else None
    found = atlas.shapes(layer, detail_m, region=code) if layer else []
    return Stratum("outline", [Shape(each.geometry) for each in found if each.id == code], cased=True)


def _island(atlas: Atlas, region: RegionFacts | None, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return what the script needs: layers with their styles, and where to ask."""
    return {
        "layers": [_for_script(each) for each in entries],
        "region": region.code if region else "",
        "land": [[lat, lon] for lon, lat in LAND.exterior.coords],
        "asOf": atlas.as_of.isoformat() if atlas.as_of else "",
        "api": reverse("pages:home") + "api/",
        "basemap": {"url": settings.BASEMAP_URL, "attribution": settings.BASEMAP_ATTRIBUTION},
    }


def _for_script(entry: Entry) -> dict[str, Any]:
    layer, style = entry.layer, entry.layer.style
    return {
        "key": layer.key,
        "title": layer.title,
        "on": entry.on,
        "sample": entry.sample,
        "border": layer.key in LEVELS,
        "details": list(layer.details),
        "tiles": entry.tiles,
        "box": entry.holds.bbox if entry.tiles else None,
        "count": entry.holds.count if entry.tiles else None,
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
        "category": layer.category_field or "",
        "marks": {
            each.value: {
                "d": each.path,
                "letter": each.letter,
                "foot": each.foot,
                "fill": each.fill,
            }
            for each in layer.categories
        },
    }
