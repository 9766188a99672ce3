"""The forms a style is written in."""

from collections.abc import Callable
from dataclasses import dataclass

from ..declaration import Layer
from ..geojson import as_json
from .maplibre import maplibre
from .qml import qml
from .sld import sld


@dataclass(frozen=True)
class Form:
    """`write` makes the text of a layer's style; it is given the portal's absolute address too."""

    extension: str
    media_type: str
    name: str
    write: Callable[[Layer, str], str]


FORMS = {
    form.extension: form
    for form in (
        Form(
            "json", "application/vnd.mapbox.style+json", "MapLibre", lambda layer, base: as_json(maplibre(layer, base))
        ),
        Form("qml", "application/x-qgis-layer-settings", "QGIS (QML)", lambda layer, base: qml(layer)),
        Form("sld", "application/vnd.ogc.sld+xml;version=1.1", "SLD 1.1", lambda layer, base: sld(layer)),
    )
}
