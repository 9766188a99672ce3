"""A target for every thematic layer: `tematik.{key}`. Whatever columns a file has become fields of the layer."""

import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from imports.models import Run
from imports.rows import Choices, Difference, Finding, Match, Row
from imports.targets import TargetField, register_source

from . import matching, publishing
from .checks import check_rows
from .columns import Plan
from .fields import FieldSpec, current
from .models import Geometry, ThematicLayer

PREFIX = "tematik"
ACCEPTED = {
    Geometry.POINT: ("Point", "None"),
    Geometry.MULTIPOINT: ("Point", "None"),
    Geometry.LINE: ("LineString", "None"),
    Geometry.AREA: ("Polygon", "None"),
}


@dataclass(frozen=True)
class _Told:
    """Rows known again by their count, the first and the last, without keeping a country's rows in memory."""

    count: int
    ends: tuple["weakref.ref[Row]", ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "_Told":
        return cls(len(rows), tuple(weakref.ref(row) for row in (*rows[:1], *rows[-1:])))

    def same(self, other: "_Told") -> bool:
        pairs = zip(self.ends, other.ends, strict=True) if self.count == other.count else ()
        return self.count == other.count and all(own() is another() is not None for own, another in pairs)


class ThematicTarget:
    """The features of one layer. Rows are known again by the key column where there is one, else by their shape."""

    def __init__(self, layer: ThematicLayer) -> None:
        self.layer = layer
        self.key = f"{PREFIX}.{layer.key}"
        self.title_id, self.title_en = layer.title_id, layer.title_en
        self.layers: tuple[str, ...] = (layer.key,)
        self.source = layer.source
        self.geometry_types: tuple[str, ...] = ACCEPTED[Geometry(layer.geometry_type)]
        self.fields: tuple[TargetField, ...] = tuple(_target_field(spec, layer) for spec in current(layer.fields))

        self._planned: tuple[_Told, Plan] | None = None

    def _plan(self, rows: Sequence[Row]) -> Plan:
        """Return how these rows fill the layer. All are looked through for it: once, where the stages bring the same."""
        told = _Told.of(rows)
        if self._planned is None or not self._planned[0].same(told):
            self._planned = (told, Plan.of(self.layer, rows))
        return self._planned[1]

    def reference_area(self) -> BaseGeometry | None:
        return shapely.box(*settings.REGENCY_EXTENT) if self.layer.in_regency else None

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        return check_rows(self.layer, self._plan(rows), rows)

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        return matching.match(self.layer, self._plan(rows), rows, choices)

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        plan = self._plan([match.row for match in matches])
        return matching.difference(self.layer, plan, matches, choices)

    def publish(self, run: Run, difference: Difference, choices: Choices, *, by: User) -> list[int]:
        reason = choices.legal_basis or choices.source
        plan = self._plan([change.row for change in difference.changes if change.row is not None])
        return [publishing.publish(self.layer, plan, run, difference, by=by, reason=reason).pk]

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        releases = run.releases.order_by("-pk")
        return [publishing.undo_release(self.layer, release, undoing=undoing, by=by).pk for release in releases]


def _target_field(spec: FieldSpec, layer: ThematicLayer) -> TargetField:
    required = spec.name == layer.key_field
    return TargetField(spec.name, spec.title_id, spec.title_en, (spec.column,), required, spec.type)


def targets() -> Iterator[ThematicTarget]:
    """Make a target of every layer that has a row. One query."""
    return (ThematicTarget(layer) for layer in ThematicLayer.objects.order_by("key"))


register_source(targets)
