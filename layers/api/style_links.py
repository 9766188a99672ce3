"""How a collection leads to its styles."""

from ..declaration import Layer
from ..styles.forms import FORMS
from .common import link
from .negotiation import JSON
from .words import said

STYLES = "http://www.opengis.net/def/rel/ogc/1.0/styles"


def stylesheets(layer: Layer, base: str) -> list[dict[str, str]]:
    here = f"{base}/api/collections/{layer.key}/styles/{layer.key}"
    return [link("stylesheet", f"{here}.{form.extension}", form.media_type, form.name) for form in FORMS.values()]


def style_links(layer: Layer, base: str) -> list[dict[str, str]]:
    """Return what a collection tells of its styles."""
    here = f"{base}/api/collections/{layer.key}/styles"
    return [link(STYLES, here, JSON, said("Gaya", "Styles")), *stylesheets(layer, base)]
