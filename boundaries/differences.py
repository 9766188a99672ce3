"""What publishing a boundary file would change: rows of the file, neighbours that are adjusted, borders that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from imports.geodesy import area_m2
from imports.rows import Action, Change, Choices, Match

from . import actions, neighbours
from .matching import Matched
from .models import Boundary
from .neighbours import Clash, Fitted

SAME_DEGREES = 1e-7  # about a centimetre: what reprojecting there and back may move


@dataclass(frozen=True)
class Plan:
    """A file's matched rows with the choices that go with them, worked out once."""

    matched: Matched
    choices: Choices

    @cached_property
    def ending(self) -> frozenset[int]:
        """The regions whose border ends because the file does not mention them, within the units above that it does."""
        if self.choices.absent != "berakhir":
            return frozenset()
        roll, mentioned = self.matched.roll, {match.key for match in self.matched.matches}
        above = {roll.by_region[key].parent_code for key in mentioned}
        live = (roll.by_region[key] for key in self.matched.published.rows if key in roll.by_region)
        return frozenset(each.region for each in live if each.parent_code in above and each.region not in mentioned)

    @cached_property
    def fitted(self) -> Fitted:
        around = neighbours.surroundings(self.matched, ending=self.ending)
        named = {entry.region for text in self.choices.adjust if (entry := self.matched.roll.by_address.get(text))}
        return neighbours.fit(around, self.choices, named)

    @cached_property
    def clashes(self) -> list[Clash]:
        return self.fitted.around.clashes()

    def changes(self, facts: dict[str, object]) -> Iterator[Change]:
        """Yield what becomes of each border; `facts` are what a border of this file says beside its shape."""
        for match in self.matched.matches:
            yield self._of_row(match, facts)
        for region, shape in self.fitted.adjusted.items():
            yield self._adjusted(region, shape)
        for region in sorted(self.ending):
            label = self.matched.roll.by_region[region].label
            yield Change(region, label, "removed", before=self.matched.published.shapes[region])

    def _of_row(self, match: Match, facts: dict[str, object]) -> Change:
        moved = self.fitted.around.new[match.key] if match.key in self.fitted.moved else None
        live = self.matched.published.rows.get(match.key)
        after = moved if moved is not None else match.row.geom
        note, note_en = _drawn(match.row.geom, moved)
        if live is None:
            return Change(match.key, match.label, "added", match.row, note, note_en, shape=moved)
        before = self.matched.published.shapes[match.key]
        alike = same_facts(live, facts) and same_shape(before, after)
        action: Action = "unchanged" if alike else "changed"
        return Change(match.key, match.label, action, match.row, note, note_en, before, moved)

    def _adjusted(self, region: int, shape: BaseGeometry) -> Change:
        before = self.matched.published.shapes[region]
        gain, loss = _moved(before, shape)
        return Change(
            region,
            self.matched.roll.by_region[region].label,
            "changed",
            note=f"disesuaikan dengan tetangganya: +{gain} m², −{loss} m²",
            note_en=f"adjusted to its neighbour: +{gain} m², −{loss} m²",
            before=before,
            shape=shape,
        )


def _drawn(delivered: BaseGeometry | None, moved: BaseGeometry | None) -> tuple[str, str]:
    if delivered is None or moved is None:
        return "", ""
    gain, loss = _moved(delivered, moved)
    return (
        f"ditempelkan ke tetangga: +{gain} m², −{loss} m² dari yang dikirim",
        f"drawn to its neighbours: +{gain} m², −{loss} m² against what was sent",
    )


def _moved(before: BaseGeometry, after: BaseGeometry) -> tuple[str, str]:
    gain, loss = shapely.difference(after, before), shapely.difference(before, after)
    return f"{area_m2(gain):.0f}", f"{area_m2(loss):.0f}"


def same_facts(live: Boundary, facts: dict[str, object]) -> bool:
    return all(getattr(live, name) == value for name, value in facts.items())


def same_shape(old: BaseGeometry, new: BaseGeometry | None) -> bool:
    """Tell whether two shapes are one, whatever the start and direction of their rings, to about a centimetre."""
    if new is None:
        return False
    new = actions.as_multipolygon(new)
    return bool(
        shapely.equals_exact(old, new, SAME_DEGREES)
        or shapely.equals_exact(shapely.normalize(old), shapely.normalize(new), SAME_DEGREES)
    )
