"""New borders beside those published: who is beside whom, where they do not fit, and the ways to make them fit.

Only borders the file does not mention count as published neighbours. They stay as they are unless a person names them:

biarkan     the new border is published as it was surveyed
tempel      where it misses a neighbour's by no more than the tolerance, it takes the neighbour's
sesuaikan   the neighbours that were named take the new border
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from imports.coverage import DUST_M2, ENCLOSED_GAP_M, Kind, Misfit, left_between, misfit, misfits, small_holes
from imports.geodesy import area_m2, degrees
from imports.rows import Choices

from .matching import Matched

Shapes = dict[int, BaseGeometry]  # by region


@dataclass(frozen=True)
class Clash:
    """Two regions whose borders overlap or leave a gap; `published` tells whether the second is not in the file."""

    first: int
    second: int
    misfit: Misfit
    published: bool

    @property
    def kind(self) -> Kind:
        return self.misfit.kind


@dataclass(frozen=True)
class Surroundings:
    """The borders of a file and the published ones around them, by region; `former` are those the file replaces."""

    new: Shapes
    settled: Shapes
    former: Shapes = field(default_factory=dict)

    def clashes(self) -> list[Clash]:
        """Return the pairs that do not fit, the file's own and those with the published, the largest first."""
        regions = [*self.new, *self.settled]
        shapes = [*self.new.values(), *self.settled.values()]
        found = misfits(shapes, gap_m=settings.COVERAGE_GAP_M, settled=len(self.settled))
        given_up = left_between(list(self._given_up()), shapes, gap_m=settings.COVERAGE_GAP_M)
        clashes = [
            Clash(regions[each.first], regions[each.second], each, each.second >= len(self.new))
            for each in _joined([*found, *(each for each in given_up if each.first < len(self.new))])
        ]
        return sorted(clashes, key=lambda each: (-each.misfit.area_m2, each.first, each.second, each.kind))

    def _given_up(self) -> Iterator[BaseGeometry]:
        """Yield what the file's regions had and nobody has now, however wide."""
        shapes = [*self.new.values(), *self.settled.values()]
        tree = shapely.STRtree(shapes)
        for region, former in self.former.items():
            if not former.is_valid or shapely.equals_exact(former, self.new[region], 0):
                continue
            near = [shapes[place] for place in tree.query(former)]
            yield shapely.difference(former, shapely.union_all(near))


def _joined(found: Iterable[Misfit]) -> Iterator[Misfit]:
    """Make one of the gaps that were found in both ways."""
    by_pair: dict[tuple[Kind, int, int], list[Misfit]] = defaultdict(list)
    for each in found:
        by_pair[each.kind, each.first, each.second].append(each)
    for (kind, first, second), same in by_pair.items():
        if len(same) == 1:
            yield same[0]
        else:
            yield misfit(kind, first, second, polygons(shapely.union_all([each.shape for each in same])))


def polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the single polygons of a shape or collection."""
    if shape.geom_type == "GeometryCollection":
        return [part for each in shapely.get_parts(shape) for part in polygons(each)]
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]


@dataclass(frozen=True)
class Fitted:
    """The surroundings after what was chosen: `moved` are new borders drawn to neighbours, `adjusted` are neighbours that
    took the new border, `swallowed` those that would have nothing left."""

    around: Surroundings
    moved: frozenset[int] = frozenset()
    adjusted: Shapes = field(default_factory=dict)
    swallowed: frozenset[int] = frozenset()


def surroundings(matched: Matched, *, ending: Collection[int] = ()) -> Surroundings:
    """Return the usable borders of the file by region, the first of each, and the published ones that stay beside them."""
    new: Shapes = {}
    for match in matched.matches:
        shape = match.row.geom
        if match.key not in new and shape is not None and shape.is_valid and shape.geom_type.endswith("Polygon"):
            new[match.key] = shape
    published = matched.published
    beside = published.beside(new.values(), degrees(ENCLOSED_GAP_M)) - new.keys() - set(ending)
    settled = {region: published.shapes[region] for region in sorted(beside) if published.shapes[region].is_valid}
    return Surroundings(new, settled, {key: published.shapes[key] for key in new if key in published.shapes})


def fit(around: Surroundings, choices: Choices, adjust: Collection[int]) -> Fitted:
    """Make new borders and neighbours fit as was chosen; `adjust` are the regions of the neighbours that were named."""
    if choices.neighbours == "tempel":
        return _attach(around, degrees(choices.snap_m))
    if choices.neighbours == "sesuaikan" and adjust:
        return _adjust(around, frozenset(adjust) & around.settled.keys())
    return Fitted(around)


def _attach(around: Surroundings, tolerance: float) -> Fitted:
    parts: dict[tuple[int, Kind], list[BaseGeometry]] = defaultdict(list)
    for clash in around.clashes():
        if clash.published:
            thin = [part for part in polygons(clash.misfit.shape) if _within(part, tolerance)]
            parts[clash.first, clash.kind] += thin
    moved: Shapes = {}
    for region in {region for (region, _kind), thin in parts.items() if thin}:
        shape = _changed(around.new[region], add=parts[region, "gap"], cut=parts[region, "overlap"])
        if shape is not None:
            moved[region] = shape
    return Fitted(replace(around, new={**around.new, **moved}), moved=frozenset(moved))


def _within(part: BaseGeometry, tolerance: float) -> bool:
    """Tell whether a sliver is nowhere wider than the tolerance."""
    return bool(shapely.buffer(part, -tolerance / 2).is_empty)


def _adjust(around: Surroundings, named: frozenset[int]) -> Fitted:
    gaps: dict[int, list[BaseGeometry]] = defaultdict(list)
    takers: dict[int, set[int]] = defaultdict(set)
    for clash in around.clashes():
        if clash.second in named and clash.kind == "gap":
            gaps[clash.second] += polygons(clash.misfit.shape)
        elif clash.second in named:
            takers[clash.second].add(clash.first)
    adjusted, swallowed = {}, set()
    for region in sorted({*gaps, *takers}):
        cut = [around.new[taker] for taker in sorted(takers[region])]
        shape = _changed(around.settled[region], add=gaps[region], cut=cut)
        if shape is None:
            swallowed.add(region)
        else:
            adjusted[region] = shape
    settled = {**around.settled, **adjusted}
    return Fitted(replace(around, settled=settled), adjusted=adjusted, swallowed=frozenset(swallowed))


def _changed(shape: BaseGeometry, *, add: list[BaseGeometry], cut: list[BaseGeometry]) -> BaseGeometry | None:
    """Return a shape with areas added and cut off, without the dust that leaves; None where nothing is left."""
    result = shapely.difference(shapely.union_all([shape, *add]), shapely.union_all(cut))
    kept = [part for part in polygons(result) if area_m2(part) >= DUST_M2]
    if not kept:
        return None
    whole = shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]
    filled = shapely.union_all([whole, *small_holes(whole, DUST_M2)])
    return filled if filled.is_valid else shapely.make_valid(filled, method="structure", keep_collapsed=False)
