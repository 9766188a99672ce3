"""Stretches of days, and reading a layer over one: every version that holds within it, under an id of its own.

A version is a row of a layer that knows validity in law (`History.valid`). Its id is `code@from`: the id its feature bears on the
day it is told of, and the first day it holds (`..` where none is known). It is told as on its last day, but no later than the day
of the reading: so one that still holds bears today's code and name, and what ended keeps the last it had.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import CharField, DateField, F, Func, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Greatest, Least
from django.utils import timezone
from psycopg.types.range import DateRange

if TYPE_CHECKING:
    from .declaration import Layer, Reading

Row = TypeVar("Row", bound=Model)
MARK, OPEN = "@", ".."
DAY = "out_day"  # the day a row is told of, where versions are read


@dataclass(frozen=True)
class Span:
    """The days from `begin` to `end`, both of them included; None is open."""

    begin: date | None
    end: date | None

    def __str__(self) -> str:
        return f"{self.begin or OPEN}/{self.end or OPEN}"

    @property
    def label(self) -> str:
        """The span as the name of a file tells it."""
        if self.begin and self.end:
            return f"{self.begin}-sampai-{self.end}"
        return f"sejak-{self.begin}" if self.begin else f"sampai-{self.end}"

    @property
    def last_day(self) -> date:
        """Its last day; of one without end today, or the day it begins where that is later."""
        return self.end or max(filter(None, (self.begin, timezone.localdate())))

    @property
    def range(self) -> DateRange:
        return DateRange(self.begin, self.end, "[]")


EVER = Span(None, None)


def holding(rows: QuerySet[Row], reading: "Reading", valid: str = "valid") -> QuerySet[Row]:
    """Narrow to the rows that hold on the day read, or within its span; then each row carries the day it is told of."""
    if reading.within is None:
        return rows.filter(**{f"{valid}__contains": reading.as_of})
    rows = rows.filter(**{f"{valid}__overlap": reading.within.range})
    return rows.annotate(**{DAY: _told(valid, reading.as_of)})


def day_of(reading: "Reading") -> Any:
    """Return what a row's dates are compared with: the day read, or the day the row is told of."""
    return reading.as_of if reading.within is None else F(DAY)


def outer_day_of(reading: "Reading") -> Any:
    """Return the same for a subquery of a row."""
    return reading.as_of if reading.within is None else OuterRef(DAY)


def identified(expression: Any, layer: "Layer", reading: "Reading") -> Any:
    """Return the id of a row from that of its feature: where versions are read, with the first day it holds."""
    if reading.within is None or layer.history is None:
        return expression
    begin = Coalesce(_Iso(F(f"{layer.history.valid}__startswith")), Value(OPEN))
    # Concat would take nothing for "": a version without a code cannot be addressed, as a feature cannot.
    return _Known(expression, Concat(expression, Value(MARK), begin, output_field=CharField()))


def is_version(layer: "Layer", feature_id: str) -> bool:
    """Tell whether an id names a version of a feature rather than a feature."""
    return layer.dated_by_law and _first_day(feature_id) is not None


def of_version(layer: "Layer", reading: "Reading", feature_id: str, *, dated: bool) -> "Reading":
    """Return the reading in which a feature is looked up: for the id of a version the days it began on, or those asked for.

    `dated` tells that a day was asked for: the version must hold on it.
    """
    first = _first_day(feature_id) if layer.dated_by_law else None
    if first is None or reading.within is not None:
        return reading
    return replace(reading, within=Span(reading.as_of, reading.as_of) if dated else first)


def _first_day(feature_id: str) -> Span | None:
    """Return the first day the id of a version names, as a span; None where it names none."""
    _code, mark, text = feature_id.rpartition(MARK)
    if not mark or text == OPEN:
        return EVER if mark else None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Span(day, day)


def _told(valid: str, day: date) -> Greatest:
    """Return the last day a row holds, but no later than `day`, and no earlier than the first; what is open bounds nothing."""
    last = Func(F(f"{valid}__endswith"), template="(%(expressions)s - 1)", output_field=DateField())
    return Greatest(F(f"{valid}__startswith"), Least(last, Value(day, output_field=DateField())))


class _Iso(Func):
    template, output_field = "to_char(%(expressions)s, 'YYYY-MM-DD')", CharField()


class _Known(Func):
    """The second, unless the first is null."""

    output_field = CharField()
    template, arg_joiner = "CASE WHEN %(expressions)s END", " IS NOT NULL THEN "
