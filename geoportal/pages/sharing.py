"""The address of a page as it is passed on: copied, sent in a chat, photographed."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import get_script_prefix

from boundaries.selectors import RegionFacts
from layers.addresses import base_url

from .asking import query_of
from .moved import region_path


def share_url(request: HttpRequest, region: RegionFacts, as_of: date | None) -> str:
    """Return the absolute address of the region's page."""
    path = region_path(region).removeprefix(get_script_prefix().rstrip("/"))
    return f"{base_url(request)}{path}{query_of(as_of)}"


def share_context(request: HttpRequest, region: RegionFacts, as_of: date | None) -> dict[str, Any]:
    url = share_url(request, region, as_of)
    return {"share_url": url, "whatsapp_url": "https://wa.me/?" + urlencode({"text": f"{region.name}: {url}"})}
