"""What the fields of a layer hold: the few values of a code list, the least and the most. Read once per release."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, DateField, FloatField, Max, Min
from django.db.models.functions import Cast

from .declaration import Field, Layer, Reading
from .extents import extent, remembered
from .features import features, value_of
from .filters import filterable

MOST_VALUES = 60  # more are no list to choose from
LONGEST_VALUE = 60  # letters; longer texts are prose
MOST_COUNTED = 50_000  # features; of more, lists would cost a reader seconds
CAST: dict[str, Any] = {"number": FloatField, "integer": BigIntegerField, "date": DateField}


@dataclass(frozen=True)
class Held:
    """`values` are all there are, in order, None where they are too many or not counted; `least` and `most` of an order.

    A field nothing is known of holds no values: an empty tuple, or None in `least`.
    """

    values: tuple[str, ...] | None = None
    least: Any = None
    most: Any = None

    @property
    def choosable(self) -> bool:
        """Tell whether a filter by the field would leave something out."""
        if self.values is not None:
            return len(self.values) > 1
        return True


def contents(layer: Layer, reading: Reading) -> dict[str, Held]:
    """Return what each filterable field holds, by name; a query for each text field, one for the others, none while it is
    remembered."""
    return remembered("contents", layer, reading, _read)


def _read(layer: Layer, reading: Reading) -> dict[str, Held]:
    few = extent(layer, reading).count <= MOST_COUNTED
    return dict((*_ordered(layer, reading, few), *_listed(layer, reading, few)))


def _ordered(layer: Layer, reading: Reading, few: bool) -> Iterator[tuple[str, Held]]:
    fields = [field for field in filterable(layer) if field.type in CAST]
    if not few or not fields:
        yield from ((field.name, Held()) for field in fields)
        return
    columns = {f"out_{place}": _cast(layer, field, reading) for place, field in enumerate(fields)}
    asked = {f"{edge}_{column}": made(column) for column in columns for edge, made in (("least", Min), ("most", Max))}
    found = features(layer, reading).annotate(**columns).order_by().aggregate(**asked)
    for column, field in zip(columns, fields, strict=True):
        least, most = found[f"least_{column}"], found[f"most_{column}"]
        yield field.name, Held(() if least is None or least == most else None, least, most)


def _cast(layer: Layer, field: Field, reading: Reading) -> Cast:
    return Cast(value_of(layer, field.name, reading), CAST[field.type]())


def _listed(layer: Layer, reading: Reading, few: bool) -> Iterator[tuple[str, Held]]:
    for field in filterable(layer):
        if field.type not in CAST:
            yield field.name, Held(_values(layer, field, reading) if few else None)


def _values(layer: Layer, field: Field, reading: Reading) -> tuple[str, ...] | None:
    rows = features(layer, reading).annotate(out_value=value_of(layer, field.name, reading)).exclude(out_value=None)
    found = rows.order_by("out_value").values_list("out_value", flat=True).distinct()[: MOST_VALUES + 1]
    values = tuple(str(value) for value in found)
    if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
        return None
    return values
