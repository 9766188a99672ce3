"""The statements behind features: one for each form of a question, kept; boxes, ids and positions are bound.

Part of a statement's text is the declaration itself, the state that is read, what is told of a feature, and every value
compared with but boxes. So a new release, another day, or a layer declared otherwise are other statements; those asked for
least are forgotten.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, TextField

from .filters import FeatureQuery
from .marked import Marked
from .parameters import Box
from .sorting import Position
from .statements import Bound, BoundBox, Statement, Values, corners

KEPT = 512  # statements in a process: those of tiles are one a zoom
ID, AFTER = Bound("id", "text", TextField()), Bound("after", "text", TextField())
Make = Callable[[FeatureQuery], QuerySet[Any, Any]]


class Around(NamedTuple):
    """An SQL text in which a queryset stands ({}), and what is bound to the %s after it, as `Statement` takes it."""

    text: str = "{}"
    after: tuple[Any, ...] = ()


Surround = Callable[[FeatureQuery], Around]


def alone(query: FeatureQuery) -> Around:
    """Return nothing around: the rows as they are."""
    return Around()


def rows(
    query: FeatureQuery,
    make: Make,
    *,
    around: Surround = alone,
    mark: Any = None,
    plan_once: bool | None = None,
    **values: Any,
) -> list[tuple[Any, ...]]:
    """Return the rows of the queryset `make` writes of a query; it may hold `Bound`s, whose values are given. One query.

    `around` writes what the queryset stands in, `mark` is whatever else the two depend on. `plan_once` (`Statement.rows`) follows
    from the query unless it is said.
    """
    statement = _statement(query, make, around, mark)
    # Where rows are sorted, the best plan depends on how large a box is.
    once = (not query.boxes or around is not alone) if plan_once is None else plan_once
    return [] if statement is None else statement.rows(_values(query) | values, plan_once=once)


def stream(query: FeatureQuery, make: Make) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as `rows` returns them, one after the other as they come. One query."""
    statement = _statement(query, make, alone, None)
    return iter(()) if statement is None else statement.stream(_values(query))


def _statement(query: FeatureQuery, make: Make, around: Surround, mark: Any) -> Statement | None:
    """Return the statement; None where Django sees that no feature can fit."""
    boxes: tuple[Any, ...] = tuple(
        _bound_box(f"box{place}") if _is_bound(box) else box for place, box in enumerate(query.boxes)
    )
    name: Any = AFTER
    form = replace(query, boxes=boxes, after=query.after and Position(name, query.after.values))
    # What a filter or an order carries is not asked twice, as a rule.
    with_shapes = bool(query.areas) or query.clip is not None
    once = query.asked is not None or with_shapes or bool(query.after and query.after.values)
    return _write(form, make, around) if once else _kept(Marked(_marks(query, mark), form), make, around)


@cache
def _bound_box(name: str) -> BoundBox:
    return BoundBox(name)


def _write(form: FeatureQuery, make: Make, around: Surround) -> Statement | None:
    text, after = around(form)
    try:
        return Statement(make(form), text, after=after)
    except EmptyResultSet:
        return None


@lru_cache(KEPT)
def _kept(form: Marked, make: Make, around: Surround) -> Statement | None:
    return _write(form.it, make, around)


def _marks(query: FeatureQuery, mark: Any) -> tuple[Any, ...]:
    """Return what the text of a statement depends on; a layer is the same only as long as it is the same object."""
    return (
        mark,
        id(query.layer),
        query.reading,
        query.limit,
        query.offset,
        tuple("" if _is_bound(box) else box for box in query.boxes),
        query.after is None,
        query.region,
        tuple((each.name, value) for each, value in query.equal),
        tuple((key.field.name, key.down) for key in query.order),
        query.names,
        query.crs,
        query.detail_m,
        query.shape,
    )


def _values(query: FeatureQuery) -> Values:
    found: Values = {"after": query.after.id} if query.after else {}
    for place, box in enumerate(query.boxes):
        found |= corners(f"box{place}", box)
    return found


def _is_bound(box: Box) -> bool:
    """Tell whether a box has an area: a line or a point is no box to PostgreSQL, and stands in the text."""
    return box[0] < box[2] and box[1] < box[3]
