"""How far a layer reaches, in space and time, how much it holds and from where. Counted once per release."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.contrib.gis.db.models import Extent as Box
from django.contrib.gis.db.models.functions import MemSize
from django.contrib.postgres.aggregates import BoolOr
from django.core.cache import cache
from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from .declaration import Layer, Reading
from .features import features, value_of

DIGITS = 4  # of a degree; rounded outward, so that no feature pokes out
KEPT_S = 24 * 3600
# Names of fields, where a layer has them (docs/reference/fields.md).
VALID_FROM, VALID_UNTIL, SAMPLE, SOURCE = "valid_from", "valid_until", "sample", "source"
MOST_SOURCES = 5
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Extent:
    """`bbox` is west, south, east, north, None for an empty layer; None in `interval` means open."""

    bbox: tuple[float, float, float, float] | None
    interval: tuple[date | None, date | None]
    sample: bool
    count: int = 0
    shape_bytes: int = 0  # of the shapes as they are stored


def extent(layer: Layer, reading: Reading) -> Extent:
    """Return the extent of what the reading says. One query, none while it is remembered."""
    return remembered("extent", layer, reading, _measure)


def sources(layer: Layer, reading: Reading) -> list[str]:
    """Return where the features come from, as they say or as the layer does: the first few, by name.

    One query, none while they are remembered or where features name no source.
    """
    told = remembered("sources", layer, reading, _told_sources) if layer.field(SOURCE) else []
    return told or [layer.source] * bool(layer.source)


def remembered(what: str, layer: Layer, reading: Reading, read: Callable[[Layer, Reading], Kept]) -> Kept:
    """Return what `read` returns, read once per release and day; `what` names it."""
    if not reading.release:
        return read(layer, reading)  # nothing tells when such a layer changes
    key = f"{what}-2:{layer.key}:{reading.release}:{reading.as_of}:{reading.within}"
    found: Kept | None = cache.get(key)
    if found is None:
        found = read(layer, reading)
        cache.set(key, found, KEPT_S)
    return found


def _told_sources(layer: Layer, reading: Reading) -> list[str]:
    rows = features(layer, reading).annotate(out_source=value_of(layer, SOURCE, reading))
    told = rows.exclude(out_source=None).exclude(out_source="").order_by("out_source")
    return list(told.values_list("out_source", flat=True).distinct()[:MOST_SOURCES])


def _measure(layer: Layer, reading: Reading) -> Extent:
    rows = features(layer, reading)
    stored = Coalesce(Sum(MemSize(layer.geometry)), 0)
    wanted: dict[str, Any] = {"out_box": Box(layer.geometry), "out_count": Count("pk"), "out_bytes": stored}
    for name, aggregate in ((VALID_FROM, Min), (VALID_UNTIL, Max)):
        if layer.field(name):
            rows = rows.annotate(**{f"out_{name}": value_of(layer, name, reading)})
            wanted |= {f"x_{name}": aggregate(f"out_{name}"), f"x_{name}_open": BoolOr(_missing(f"out_{name}"))}
    if layer.field(SAMPLE):
        rows = rows.annotate(out_sample=value_of(layer, SAMPLE, reading))
        wanted["x_sample"] = BoolOr("out_sample")
    found = rows.aggregate(**wanted)
    interval = tuple(None if found.get(f"x_{n}_open") else found.get(f"x_{n}") for n in (VALID_FROM, VALID_UNTIL))
    sample, count = bool(found.get("x_sample")), found["out_count"]
    return Extent(_outward(found["out_box"]), (interval[0], interval[1]), sample, count, found["out_bytes"])


def _missing(name: str) -> ExpressionWrapper:
    return ExpressionWrapper(Q((f"{name}__isnull", True)), output_field=BooleanField())


def _outward(box: tuple[float, float, float, float] | None) -> tuple[float, float, float, float] | None:
    if box is None:
        return None
    unit = 10**DIGITS
    west, south = (math.floor(value * unit) / unit for value in box[:2])
    east, north = (math.ceil(value * unit) / unit for value in box[2:])
    return west, south, east, north
