"""The maps of facilities, drawn here: the region asked for with its marks, or the surroundings of one facility.

A drawing depends on the releases it was made from and on what was asked; under these it is cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.core.cache import cache
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from boundaries import codes
from boundaries.register import REGISTER
from boundaries.surroundings import LAND
from layers import features, painting
from layers.declaration import Layer, Reading
from layers.registry import Reader, layers_for
from layers.releases import current_numbers, fingerprint
from layers.svg import Frame, Shape, Stratum, draw

from .models import LAYER, FacilityVersion
from .querysets import VersionQuerySet

ONE_DAY = 24 * 3600
MOST_LINKED = 250  # marks that lead on; beyond it they are drawn only, and the list beside the map leads on
MOST_DRAWN = 5_000
AROUND_DEG = 0.018  # about 2 km on every side of one facility
FINER = {"provinsi": "kabupaten", "kabupaten": "kecamatan", "kecamatan": "desa", "desa": "desa"}


@dataclass(frozen=True)
class Sheets:
    """The layers one reader may see, with the number of the newest release of each. Two queries."""

    layers: dict[str, Layer]
    releases: dict[str, int]

    @classmethod
    def open(cls, reader: Reader) -> Sheets:
        layers = {layer.key: layer for layer in layers_for(reader)}
        return cls(layers, current_numbers([REGISTER, *(layer.releases_of for layer in layers.values())]))

    @property
    def shown(self) -> bool:
        """Whether the reader may see facilities at all."""
        return LAYER in self.layers

    def key(self, *parts: object) -> str:
        return "facilities:" + fingerprint(self.releases, get_script_prefix(), sorted(self.layers), *parts)

    def shapes(self, key: str, detail_m: float, **narrow: Any) -> Iterator[features.Shape]:
        layer = self.layers.get(key)
        if layer is None:
            return iter(())
        base = get_script_prefix().rstrip("/")
        reading = Reading(self.releases[layer.releases_of], timezone.localdate(), base)
        return features.shapes(layer, reading, max(round(detail_m), min(layer.details, default=0)), **narrow)


def region_map(
    sheets: Sheets, code: str | None, rows: VersionQuerySet, *parts: object, near: Sequence[FacilityVersion] = ()
) -> str:
    """Return the map of a region (the regency where none) with the facilities of `rows`; `parts` tell them from others.

    The map is drawn around `near`, where there are any.
    """
    return _cached(sheets.key("region", code, *parts), lambda: _draw_region(sheets, code, rows, near))


def _draw_region(sheets: Sheets, code: str | None, rows: VersionQuerySet, near: Sequence[FacilityVersion]) -> str:
    here = code or settings.REGENCY_CODE
    level = codes.level(here)
    own = [each for each in sheets.shapes(level, 1_000, region=here) if each.id == here]
    box = own[0].geometry.bounds if own else settings.REGENCY_EXTENT
    if near:
        box = tuple(shapely.total_bounds([shapely.Point(each.geom.x, each.geom.y) for each in near]).tolist())
    frame = Frame.around(box, margin=0.12 if near else 0.06)
    finer = FINER[level]
    around = _strata(sheets, frame, here, level)
    parts = list(sheets.shapes(finer, frame.metres_per_pixel, region=here)) if finer != level else []
    strata = [
        *around,
        Stratum(f"part {finer}", [Shape(each.geometry, each.label) for each in parts], lines=True, labels=True),
    ]
    return draw(frame, [*strata, *_marks(sheets, rows)])


def _strata(sheets: Sheets, frame: Frame, code: str, level: str) -> list[Stratum]:
    box = (frame.west, frame.south, frame.east, frame.north)
    found = list(sheets.shapes(level, frame.metres_per_pixel, bbox=box))
    near = [Shape(each.geometry, each.label) for each in found if each.id != code]
    own = [Shape(each.geometry) for each in found if each.id == code]
    return [
        Stratum("land", [Shape(LAND)]),
        Stratum("near", near, lines=True, labels=True),
        Stratum(f"own {level}", own),
    ]


def place_map(sheets: Sheets, row: FacilityVersion) -> str:
    """Return the map around one facility: the desa, what else is near (small), and its own mark."""
    return _cached(sheets.key("place", row.pk), lambda: _draw_place(sheets, row))


def _draw_place(sheets: Sheets, row: FacilityVersion) -> str:
    x, y = row.geom.x, row.geom.y
    frame = Frame.around((x - AROUND_DEG, y - AROUND_DEG * 0.7, x + AROUND_DEG, y + AROUND_DEG * 0.7), margin=0)
    box = (frame.west, frame.south, frame.east, frame.north)
    desa = [
        # The name of its own desa stands above the map; here it would lie on the mark.
        Shape(each.geometry, "" if shapely.intersects_xy(each.geometry, x, y) else each.label)
        for each in sheets.shapes("desa", frame.metres_per_pixel, bbox=box)
    ]
    beside = FacilityVersion.objects.current().filter(geom__bboverlaps=Polygon.from_bbox(box)).exclude(pk=row.pk)
    strata = [Stratum("land", [Shape(LAND)]), Stratum("part desa", desa, lines=True, labels=True)]
    strata += _marks(sheets, beside.select_related("facility").order_by("pk"), css="layer faint")
    here = FacilityVersion.objects.filter(pk=row.pk).select_related("facility")
    return draw(frame, [*strata, *_marks(sheets, here, css="layer here")])


def _marks(sheets: Sheets, rows: VersionQuerySet, css: str = "layer") -> list[Stratum]:
    layer = sheets.layers.get(LAYER)
    if layer is None:
        return []
    found = [_shape(each) for each in rows[:MOST_DRAWN]]
    linked = len(found) <= MOST_LINKED
    return painting.strata(layer, found, _linked if linked else _bare, css=css if linked else f"{css} many")


def _shape(row: FacilityVersion) -> features.Shape:
    link = reverse("facilities:facility", args=[row.facility.key])
    return features.Shape(row.facility.key, row.name, link, shapely.Point(row.geom.x, row.geom.y), row.group.code)


def _linked(shape: features.Shape) -> Shape:
    return Shape(shape.geometry, shape.label, shape.link)


def _bare(shape: features.Shape) -> Shape:
    return Shape(shape.geometry)


def _cached(key: str, make: Callable[[], str]) -> str:
    kept: str | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, ONE_DAY)
    return kept
