"""Whom the rows of a file speak of, and what publishing them would change.

A row that speaks of no feature yet gets the negative of its number as its key: keys of features are positive.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB

from imports.rows import Change, Choices, Difference, Match, Row
from layers.releases import current_numbers

from .columns import Plan
from .fields import label_of
from .models import Feature, FeatureVersion, ThematicLayer
from .shapes import Shapes, as_stored, pairs_alike, same

FETCHED = 5_000
Live = dict[int, tuple[dict[str, Any], Any]]  # feature -> attributes and WKB
Found = dict[int, tuple[int, Literal["code", "shape", "person"]]]  # row number -> feature, and how it was found


def match(layer: ThematicLayer, plan: Plan, rows: Sequence[Row], choices: Choices) -> list[Match]:
    """Find features by the key column where the layer has one, else by shape; answers of a person come first.

    A row without a shape is the one that says the same.
    """
    found = _by_key(layer, plan, rows) if layer.key_field else _by_shape(layer, plan, rows)
    found |= {row: (key, "person") for row, key in choices.matches.items()}
    label = plan.column(label_of(layer.label_field, [column.spec for column in plan.columns]))
    return [_match(row, found.get(row.number), label.text(row) if label else "") for row in rows]


def _match(row: Row, found: tuple[int, Literal["code", "shape", "person"]] | None, label: str) -> Match:
    key, how = found or (-row.number, "shape")
    return Match(row, key, (label or f"baris {row.number}")[:200], how)


def _by_key(layer: ThematicLayer, plan: Plan, rows: Sequence[Row]) -> Found:
    column = plan.column(layer.key_field)
    if column is None:
        return {}
    known = dict(Feature.objects.filter(layer=layer).values_list("key", "pk"))
    keys = ((row.number, known.get(column.text(row))) for row in rows)
    return {number: (key, "code") for number, key in keys if key is not None}


def _by_shape(layer: ThematicLayer, plan: Plan, rows: Sequence[Row]) -> Found:
    features, live = _live_shapes(layer)
    shapes = as_stored([row.geom for row in rows] if features else [], layer.geometry_type)
    found: Found = {rows[here].number: (features[there], "shape") for here, there in pairs_alike(live, shapes).items()}
    return found | _by_content(layer, plan, [row for row in rows if row.geom is None])


def _by_content(layer: ThematicLayer, plan: Plan, rows: Sequence[Row]) -> Found:
    """Find the features of rows without a shape by what they say, each once."""
    live = FeatureVersion.objects.filter(layer=layer, geom=None).current().order_by("-feature")
    there: dict[str, list[int]] = {}
    for feature, attributes in live.values_list("feature", "attributes") if rows else ():
        there.setdefault(_told(attributes), []).append(feature)
    found: Found = {}
    for row in rows:
        if features := there.get(_told(plan.attributes(row))):
            found[row.number] = (features.pop(), "shape")
    return found


def _told(attributes: dict[str, Any]) -> str:
    return json.dumps(attributes, sort_keys=True)


def _live_shapes(layer: ThematicLayer) -> tuple[list[int], Shapes]:
    rows = FeatureVersion.objects.filter(layer=layer).current().order_by("feature").annotate(wkb=AsWKB("geom"))
    found = list(rows.values_list("feature", "wkb").iterator(chunk_size=FETCHED))
    return [feature for feature, _wkb in found], _shapes(wkb for _feature, wkb in found)


def _shapes(wkbs: Iterable[Any]) -> Shapes:
    return shapely.from_wkb(np.array([bytes(wkb) if wkb is not None else None for wkb in wkbs], dtype=object))


def difference(layer: ThematicLayer, plan: Plan, matches: Sequence[Match], choices: Choices) -> Difference:
    """Compare with what is published now. What the file does not mention stays, unless the choices say that it ends."""
    base = current_numbers([layer.key])
    live = _live(layer)
    changes = [
        change
        for start in range(0, len(matches), FETCHED)
        for change in _compared(layer, plan, matches[start : start + FETCHED], live)
    ]
    if choices.absent == "berakhir":
        changes += _ending(layer, live, {match.key for match in matches})
    return Difference(tuple(changes), base)


def _live(layer: ThematicLayer) -> Live:
    """Return what the newest release says, by feature: attributes and WKB."""
    rows = FeatureVersion.objects.filter(layer=layer).current().annotate(wkb=AsWKB("geom"))
    found = rows.values_list("feature", "attributes", "wkb").iterator(chunk_size=FETCHED)
    return {feature: (attributes, wkb) for feature, attributes, wkb in found}


def _compared(layer: ThematicLayer, plan: Plan, matches: Sequence[Match], live: Live) -> Iterable[Change]:
    there = [match for match in matches if match.key in live]
    old = _shapes(live[match.key][1] for match in there)
    new = as_stored([match.row.geom for match in there], layer.geometry_type)
    before = dict(zip((match.row.number for match in there), zip(old, same(old, new), strict=True), strict=True))
    for match in matches:
        if match.key not in live:
            yield Change(match.key, match.label, "added", match.row)
            continue
        shape, alike = before[match.row.number]
        if alike and plan.attributes(match.row) == live[match.key][0]:
            yield Change(match.key, match.label, "unchanged", match.row)
        else:
            yield Change(match.key, match.label, "changed", match.row, before=shape)


def _ending(layer: ThematicLayer, live: dict[int, Any], mentioned: set[int]) -> Iterable[Change]:
    gone = sorted(live.keys() - mentioned)
    keys = dict(Feature.objects.filter(layer=layer, pk__in=gone).values_list("pk", "key"))
    for feature in gone:
        yield Change(feature, keys[feature], "removed", before=_shapes([live[feature][1]])[0])
