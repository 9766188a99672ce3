"""Which part of the world `/peta/` shows, in its address: `?wilayah=64.08.04` or `?di=116.61,0.93&zoom=11`."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from layers.svg import Frame

from .borders import Box

METRES_PER_PIXEL_AT_0 = 156_543.034
NOMINAL_WIDTH_PX, NOMINAL_HEIGHT_PX = 900, 675
LEAST_ZOOM, MOST_ZOOM = 5, 17
STEP = 0.5  # of the window, for one press of an arrow


@dataclass(frozen=True)
class Window:
    lon: float
    lat: float
    zoom: float

    @classmethod
    def around(cls, box: Box) -> Window:
        """Return the closest window that holds `box` with a margin."""
        west, south, east, north = box
        lat = (south + north) / 2
        degrees = max((east - west) / NOMINAL_WIDTH_PX, (north - south) / NOMINAL_HEIGHT_PX, 1e-6)
        metres = degrees * 111_320 * 1.12
        zoom = math.log2(METRES_PER_PIXEL_AT_0 * math.cos(math.radians(lat)) / metres)
        return cls((west + east) / 2, lat, _within(round(zoom, 2)))

    @property
    def box(self) -> Box:
        metres = METRES_PER_PIXEL_AT_0 * math.cos(math.radians(self.lat)) / 2**self.zoom
        half_y = NOMINAL_HEIGHT_PX / 2 * metres / 111_320
        half_x = NOMINAL_WIDTH_PX / 2 * metres / 111_320 / math.cos(math.radians(self.lat))
        return self.lon - half_x, self.lat - half_y, self.lon + half_x, self.lat + half_y

    def frame(self) -> Frame:
        return Frame.around(self.box, margin=0)

    def moved(self, x: int, y: int) -> Window:
        west, south, east, north = self.box
        return Window(self.lon + x * STEP * (east - west), self.lat + y * STEP * (north - south), self.zoom)

    def zoomed(self, by: int) -> Window:
        return Window(self.lon, self.lat, _within(round(self.zoom) + by))

    @property
    def parameters(self) -> dict[str, str]:
        return {"di": f"{self.lon:.4f},{self.lat:.4f}", "zoom": f"{self.zoom:g}"}


def _within(zoom: float) -> float:
    return min(max(zoom, LEAST_ZOOM), MOST_ZOOM)


def asked_window(request: HttpRequest) -> Window | None:
    """Return the window of `?di=lon,lat&zoom=`; raise BadRequest for numbers that are none."""
    place = request.GET.get("di", "").strip()
    if not place:
        return None
    try:
        lon, lat = (float(part) for part in place.split(","))
        zoom = float(request.GET.get("zoom", "10"))
    except ValueError:
        lon = lat = zoom = math.nan
    if not (abs(lon) <= 180 and abs(lat) <= 85 and 0 <= zoom <= 25):
        raise BadRequest(_("Letak peta tidak terbaca. Tulis bujur,lintang dan zoom, misalnya di=117.5,0.5&zoom=10."))
    return Window(lon, lat, _within(zoom))
