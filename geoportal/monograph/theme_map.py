"""A thematic map as the pages draw it, kept until the figures, the borders or the question are others."""

from collections.abc import Callable
from datetime import date

from django.conf import settings

from geoportal.pages.maps import Atlas, cached, land, open_atlas, seen
from layers import theming
from layers.features import Shape as Feature
from layers.registry import Reader
from layers.releases import current_number
from layers.svg import Frame, Shape, Stratum, draw
from monografi.actions import MONOGRAPH
from monografi.spread import Areas

from .themes import Choropleth


def areas_in(atlas: Atlas) -> Areas:
    """Return what tells the areas of regions in km², from the borders the reader may see. One query when it is asked."""
    return lambda regions: {pk: extent.area_km2 for pk, extent in atlas.extents(regions).items()}


def areas_for(reader: Reader, day: date) -> Areas:
    """Return the same for a page without a map. Three queries when it is asked."""
    return lambda regions: areas_in(open_atlas(reader, day=day, as_of=None))(regions)


def theme_key(atlas: Atlas, shown: Choropleth, *parts: object) -> str:
    """Return a key that changes with whatever the map of a theme is made from. One query."""
    entries = [(each.label, each.fill) for each in shown.theme.entries]
    return atlas.key("theme", current_number(MONOGRAPH), shown.asked.query(), shown.breaks, entries, *parts)


def theme_map(atlas: Atlas, shown: Choropleth) -> str:
    """Return the map for the page, its shapes linked to their regions; empty where the reader may see no borders."""
    if shown.asked.level.value not in atlas.layers:
        return ""
    return cached(theme_key(atlas, shown), lambda: draw(*strata(atlas, shown, atlas.drawn)))


def strata(atlas: Atlas, shown: Choropleth, drawn: Callable[[Feature, str], Shape]) -> tuple[Frame, list[Stratum]]:
    """Return the frame and what is drawn in it, back to front: land, regions by class, the borders above them."""
    above, level = shown.asked.above, shown.asked.level.value
    border = atlas.border(above)
    frame = Frame.around(border.box if border else settings.REGENCY_EXTENT, margin=0.06)
    metres = frame.metres_per_pixel
    found = atlas.shapes(atlas.layers[level], metres, box=seen(frame))
    over = [each for each in ("kecamatan", "kabupaten") if each in atlas.layers and each != level]
    return frame, [
        land(),
        *theming.strata(shown.theme, found, drawn, named=True),
        *(
            Stratum(
                f"over {each}",
                [Shape(e.geometry) for e in atlas.shapes(atlas.layers[each], metres, box=seen(frame))],
                lines=True,
            )
            for each in over
        ),
    ]
