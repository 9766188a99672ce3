"""System checks of the portal's own settings: bad values are named at start, with what to write instead.

geoportal.E001  BASEMAP_URL is no tile address
geoportal.E002  a basemap without its attribution
geoportal.E003  BOUNDARY_DETAILS_M does not grow
geoportal.E004  a limit of imports is zero
geoportal.W001  TIME_ZONE is not WITA
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

TILE_PARTS = ("{x}", "{y}", "{z}")


@register()
def portal_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_basemap(), *_details(), *_limits(), *_time_zone()]


def _basemap() -> Iterator[CheckMessage]:
    url = settings.BASEMAP_URL
    if not url:
        return
    if not url.startswith(("https://", "http://", "/")) or not all(part in url for part in TILE_PARTS):
        yield Error(
            f"BASEMAP_URL={url!r} is no tile address", hint="Write https://host/{z}/{x}/{y}.png.", id="geoportal.E001"
        )
    if not settings.BASEMAP_ATTRIBUTION:
        yield Error(
            "BASEMAP_URL is set without BASEMAP_ATTRIBUTION", hint="Name the map's makers.", id="geoportal.E002"
        )


def _details() -> Iterator[CheckMessage]:
    details = list(settings.BOUNDARY_DETAILS_M)
    if not details or details[0] <= 0 or details != sorted(set(details)):
        yield Error(
            f"BOUNDARY_DETAILS_M={details} must grow from above zero",
            hint="For example (30, 120, 350, 1000).",
            id="geoportal.E003",
        )


def _limits() -> Iterator[CheckMessage]:
    for name, limit in settings.IMPORT_LIMITS.items():
        if limit < 1:
            yield Error(
                f"the import limit {name} is {limit}", hint="Leave its IMPORT_MAX_ variable unset.", id="geoportal.E004"
            )


def _time_zone() -> Iterator[CheckMessage]:
    if settings.TIME_ZONE != "Asia/Makassar":
        yield Warning(
            f"TIME_ZONE={settings.TIME_ZONE}: borders begin and end at midnight in WITA",
            hint="Use Asia/Makassar.",
            id="geoportal.W001",
        )
