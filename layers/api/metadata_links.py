"""How a collection leads to what catalogues tell of it."""

from ..declaration import Layer
from .common import link
from .negotiation import HTML
from .words import said

METADATA = "application/vnd.iso.19139+xml"


def metadata_links(layer: Layer, base: str) -> list[dict[str, str]]:
    here = f"{base}/api/collections/{layer.key}/metadata.xml"
    page = f"{base}/lapisan/{layer.key}/"
    return [
        link("describedby", here, METADATA, "ISO 19139"),
        link("alternate", page, HTML, said("Halaman lapisan", "Page of the layer")),
    ]
