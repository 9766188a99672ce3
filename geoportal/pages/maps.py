"""The maps in the pages: prepared shapes of the layers a reader may see, drawn by layers.svg.

A drawing depends on the releases it was made from, the day, and where the portal is mounted; under these it is cached.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

import shapely
from django.core.cache import cache
from django.urls import get_script_prefix
from shapely.geometry.base import BaseGeometry

from boundaries import selectors
from boundaries.disputed import Dispute, Ground, all_disputed_ground, disputed_ground, disputes
from boundaries.models import Level
from boundaries.register import REGISTER
from boundaries.selectors import RegionFacts
from boundaries.surroundings import LAND
from layers import features, painting
from layers.declaration import Layer, Reading
from layers.registry import Reader, layers_for
from layers.releases import current_numbers, fingerprint, numbers_on
from layers.svg import Frame, Shape, Stratum, draw

from .asking import query_of
from .borders import Border, Box, Extent, border_of, extents_of

ONE_DAY = 24 * 3600
DISPUTE_DETAIL = 0.0001  # degrees, about 11 m: finer than any border is drawn, so that the ground fits them
MOST_MARKS = 60  # of one layer: more would hide the names on a telephone
Kept = TypeVar("Kept")
PART_OF = {Level.PROVINSI: Level.KABUPATEN, Level.KABUPATEN: Level.KECAMATAN, Level.KECAMATAN: Level.DESA}


@dataclass
class Atlas:
    """The layers one reader may see, as one day sees their newest releases. Two queries, made when it is opened; a third
    for another day, where only its releases date a layer.

    What pages tell of borders is asked here, so that a hidden layer is hidden in words as well as on the map.
    """

    day: date
    as_of: date | None
    layers: dict[str, Layer]
    releases: dict[str, int]
    prefix: str = field(default_factory=lambda: get_script_prefix().rstrip("/"))

    def reading(self, layer: Layer) -> Reading:
        return Reading(release=self.releases[layer.releases_of], as_of=self.day, base_url=self.prefix)

    def border(self, region: RegionFacts) -> Border | None:
        return border_of(region, day=self.day) if region.level in self.layers else None

    def extents(self, regions: Iterable[RegionFacts]) -> dict[int, Extent]:
        return extents_of([region for region in regions if region.level in self.layers], day=self.day)

    def neighbours(self, region: RegionFacts) -> list[RegionFacts]:
        return selectors.neighbours(region, day=self.day) if region.level in self.layers else []

    def disputes(self, region: RegionFacts) -> list[Dispute]:
        """Return the borders of the region that are not agreed, as far as the reader may see its layer."""
        return disputes(region, day=self.day) if region.level in self.layers else []

    def disputed_ground(self, region: RegionFacts) -> list[BaseGeometry]:
        """Return the shapes of what is not agreed around the region, and between its parts."""
        levels = {region.level, PART_OF.get(Level(region.level), "")} & self.layers.keys()
        return disputed_ground(region, levels=levels, day=self.day) if levels else []

    def all_disputed_ground(self) -> list[Ground]:
        """Return all that is not agreed, as fine as a map can show it. One query, none while it is remembered."""
        levels = [level.value for level in Level if level.value in self.layers]
        return cached(self.key("disputed"), lambda: _drawable(all_disputed_ground(levels=levels, day=self.day)))

    def key(self, *parts: object) -> str:
        """Return a cache key that changes with whatever the drawing is made from."""
        return "map:" + fingerprint(self.releases, self.day, self.as_of, self.prefix, sorted(self.layers), *parts)

    def shapes(
        self,
        layer: Layer,
        detail_m: float,
        *,
        region: str | None = None,
        box: Box | None = None,
        ids: Collection[str] | None = None,
    ) -> list[features.Shape]:
        finest = min(layer.details, default=0)
        wanted = max(round(detail_m), finest)
        return list(features.shapes(layer, self.reading(layer), wanted, region=region, bbox=box, ids=ids))

    def drawn(self, shape: features.Shape, note: str = "") -> Shape:
        link = shape.link + query_of(self.as_of) if shape.link else ""
        return Shape(shape.geometry, shape.label, link, note)


def open_atlas(reader: Reader, *, day: date, as_of: date | None) -> Atlas:
    layers = {layer.key: layer for layer in layers_for(reader)}
    releases = current_numbers([REGISTER, *(layer.releases_of for layer in layers.values())])
    dated = [layer.releases_of for layer in layers.values() if layer.dated_by_releases]
    if as_of and dated:
        releases |= numbers_on(dated, as_of)
    return Atlas(day, as_of, layers, releases)


class RegionMap(NamedTuple):
    """A drawing, and the keys of the layers whose points are marked on it."""

    drawing: str = ""
    marked: tuple[str, ...] = ()


def region_map(atlas: Atlas, region: RegionFacts, border: Border | None, *, parts_dashed: bool) -> RegionMap:
    """Return the map of a region with its parts, its neighbours and, where they are few, the points that lie in it.

    The drawing is empty where nothing of the region has a border.
    """
    if not region.code:
        return RegionMap()
    key = atlas.key("region", region.code)
    return cached(key, lambda: _draw_region(atlas, region, border, parts_dashed))


def _draw_region(atlas: Atlas, region: RegionFacts, border: Border | None, parts_dashed: bool) -> RegionMap:
    part_layer = atlas.layers.get(PART_OF.get(Level(region.level), ""))
    own_layer = atlas.layers.get(region.level)
    box = border.box if border and own_layer else _box_of_parts(atlas, part_layer, region)
    if box is None:
        return RegionMap()
    frame = Frame.around(box, margin=0.08)
    detail_m = frame.metres_per_pixel
    parts = atlas.shapes(part_layer, detail_m, region=region.code) if part_layer else []
    around = atlas.shapes(own_layer, detail_m, box=seen(frame)) if own_layer else []
    near = [atlas.drawn(each) for each in around if each.id != region.code]
    own = [Shape(each.geometry, each.label) for each in around if each.id == region.code]
    own_css = f"{'outline' if parts else 'own'} {region.level}{_dashed(border is not None and border.indicative)}"
    part_css = f"part {part_layer.key if part_layer else ''}{_dashed(parts_dashed)}"
    points = _points(atlas, region, detail_m)
    marks = [stratum for layer, found in points for stratum in painting.strata(layer, found, atlas.drawn)]
    strata = [
        land(),
        Stratum("near", near, lines=True, labels=True),
        Stratum(part_css, [atlas.drawn(each) for each in parts], lines=True, labels=True),
        Stratum(own_css, own, labels=not (parts or marks), cased=bool(parts)),
        Stratum("disputed", [Shape(shape) for shape in atlas.disputed_ground(region)]),
        *marks,
    ]
    return RegionMap(draw(frame, strata), tuple(layer.key for layer, _found in points))


def _points(atlas: Atlas, region: RegionFacts, detail_m: float) -> list[tuple[Layer, list[features.Shape]]]:
    """Return each layer's points in the region, of layers that have some and not too many to tell apart."""
    dotted = [layer for layer in atlas.layers.values() if layer.region_field and layer.geometry_type == "Point"]
    found = [(layer, atlas.shapes(layer, detail_m, region=region.code)) for layer in dotted]
    return [(layer, shapes) for layer, shapes in found if 0 < len(shapes) <= MOST_MARKS]


def _dashed(indicative: bool) -> str:
    return " indicative" if indicative else ""


def _box_of_parts(atlas: Atlas, layer: Layer | None, region: RegionFacts) -> Box | None:
    if layer is None:
        return None
    coarsest = max(layer.details, default=0)
    found = [each.geometry for each in atlas.shapes(layer, coarsest, region=region.code)]
    return tuple(shapely.total_bounds(found).tolist()) if found else None


def _drawable(found: Iterable[Ground]) -> list[Ground]:
    return [each._replace(shape=shapely.simplify(each.shape, DISPUTE_DETAIL)) for each in found]


def land() -> Stratum:
    return Stratum("land", [Shape(LAND)])


def seen(frame: Frame) -> Box:
    return frame.west, frame.south, frame.east, frame.north


def cached(key: str, make: Callable[[], Kept]) -> Kept:
    kept: Kept | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, ONE_DAY)
    return kept
