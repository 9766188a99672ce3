"""System checks of the portal's own settings: bad values are named at start, with what to write instead.

geoportal.E001  a basemap without its attribution
geoportal.E002  BOUNDARY_DETAILS_M does not grow
geoportal.E003  a limit of imports is zero
geoportal.W001  TIME_ZONE is not WITA
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def portal_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_basemap(), *_details(), *_limits(), *_time_zone()]


def _basemap() -> Iterator[CheckMessage]:
    if settings.BASEMAP_URL and not settings.BASEMAP_ATTRIBUTION:
        yield Error(
            "BASEMAP_URL terisi tanpa BASEMAP_ATTRIBUTION (set without it)",
            hint="Sebutkan pembuat petanya (name its makers).",
            id="geoportal.E001",
        )


def _details() -> Iterator[CheckMessage]:
    details = list(settings.BOUNDARY_DETAILS_M)
    if not details or details[0] <= 0 or details != sorted(set(details)):
        yield Error(
            f"BOUNDARY_DETAILS_M={details} harus naik dari atas nol (must grow from above zero)",
            hint="Misalnya (for example) (30, 120, 350, 1000).",
            id="geoportal.E002",
        )


def _limits() -> Iterator[CheckMessage]:
    for name, limit in settings.IMPORT_LIMITS.items():
        if limit < 1:
            yield Error(
                f"batas impor (import limit) {name}: {limit}",
                hint="Kosongkan variabel IMPORT_MAX_-nya (leave it unset).",
                id="geoportal.E003",
            )


def _time_zone() -> Iterator[CheckMessage]:
    if settings.TIME_ZONE != "Asia/Makassar":
        yield Warning(
            f"TIME_ZONE={settings.TIME_ZONE}: batas mulai dan berakhir tengah malam WITA (borders turn at midnight there)",
            hint="Pakai (use) Asia/Makassar.",
            id="geoportal.W001",
        )
