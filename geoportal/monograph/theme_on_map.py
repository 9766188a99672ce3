"""A thematic map on the maps of all layers: `?tema=penduduk@2025` on `/peta/` and on a region's folium page."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from geoportal.pages.maps import Atlas
from layers.svg.hatch import Hatch

from .choosing import choices
from .theme_map import areas_in
from .themes import Choropleth, asked_theme, choropleth


def asked_on_map(request: HttpRequest, atlas: Atlas) -> Choropleth | None:
    """Return the theme of `?tema=indikator@tahun` (and the other parameters of a thematic map); None where none is
    asked. No query then, else those of the choices and the figures."""
    if not request.GET.get("tema", "").strip():
        return None
    found = choices()
    asked = asked_theme(request.GET, found)
    if asked is None:
        raise BadRequest(_("Belum ada monografi yang terbit, jadi belum ada peta tematik."))
    if asked.level.value not in atlas.layers:
        raise BadRequest(_("Batas wilayah tidak terbuka untuk umum; angkanya ada di /monografi/peta/."))
    return choropleth(asked, found, areas_in(atlas))


def theme_for_script(shown: Choropleth | None) -> dict[str, Any] | None:
    """Return what the script of the map needs: how each region is filled, and its figure in words."""
    if shown is None:
        return None
    theme = shown.theme
    return {
        "layer": theme.layer,
        "title": theme.title,
        "fills": [Hatch.PIXELS.fill if each.hatched else each.fill for each in theme.entries],
        "of": dict(theme.of),
        "texts": dict(theme.texts),
        "query": shown.asked.parameters(packed=True),
    }
