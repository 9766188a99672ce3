"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    return {"SOFTWARE_VERSION": settings.SOFTWARE_VERSION, "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", "id")}
