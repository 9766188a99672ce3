"""The portal's own absolute address."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix


def base_url(request: HttpRequest) -> str:
    """Return the portal's address without a trailing slash: PUBLIC_URL where it is set, else what the request came to."""
    return settings.PUBLIC_URL or request.build_absolute_uri(get_script_prefix()).rstrip("/")
