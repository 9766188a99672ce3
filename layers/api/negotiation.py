"""Which form an answer takes: `f=` first, then Accept; JSON for `*/*`."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from ..problems import BadParameter

FORMAT = "f"
JSON = "application/json"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"
JSON_SCHEMA = "application/schema+json"


class Json(BaseRenderer):
    """Stands for a media type in the negotiation; the views write their bytes themselves."""

    media_type, format = JSON, "json"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        return data


class GeoJson(Json):
    media_type = GEOJSON


class JsonSchema(Json):
    media_type = JSON_SCHEMA


class OpenApi(Json):
    media_type = OPENAPI


class Anything(Json):
    """Stands for whatever the address itself says, so that no Accept is refused there."""

    media_type = "*/*"


class Html(Json):
    media_type, format = HTML, "html"


class Negotiation(DefaultContentNegotiation):
    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=FORMAT)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        """Return the form `f` names, whatever Accept says; else what Accept asks for."""
        wanted = request.query_params.get(FORMAT)
        if wanted:
            found = self.filter_renderers(renderers, wanted)[0]
            return found, found.media_type
        return super().select_renderer(request, renderers, format_suffix)

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:
        renderers = list(renderers)
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            known = ", ".join(sorted({str(renderer.format) for renderer in renderers}))
            raise BadParameter(FORMAT, f"Format {format!r} tidak ada; yang ada: {known}.", f"Available: {known}.")
        return found
