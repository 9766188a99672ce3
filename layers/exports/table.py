"""The rows of a question as plain values: what every format but GeoJSON, which the database writes itself, is made from."""

from collections.abc import Callable, Generator
from decimal import Decimal
from typing import Any, NamedTuple

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from ..features import expression
from ..filters import FeatureQuery
from ..held import held

CHUNK = 200  # rows fetched at a time where shapes come along
CHUNK_WITHOUT = 2_000


class Row(NamedTuple):
    """One feature: `values` in the order of `FeatureQuery.columns`, each None, text, int, float, bool or date.

    `shape` is in `query.crs`, its first axis longitude or east, whatever the authority of the system says: so files hold it.
    """

    id: str
    values: tuple[Any, ...]
    shape: BaseGeometry | None


@held
def rows(query: FeatureQuery, *, shapes: bool = True) -> Generator[Row, None, None]:
    """Yield the features in the order of their ids, in memory that does not grow with them. One query.

    The transaction keeps a server-side cursor open; an error on the way is raised here.
    """
    fields, shapes = query.columns, shapes and query.shape
    values = {f"out_value_{place}": expression(field, query.reading) for place, field in enumerate(fields)}
    found = query.page().annotate(**values)
    if shapes:
        shape = query.crs.put(query.geometry)
        found = found.annotate(out_wkb=AsWKB(shape))
    cast = [_CASTS.get(field.type, _text) for field in fields]
    listed = found.values_list("out_id", *values, *(("out_wkb",) if shapes else ()))
    with transaction.atomic():
        for place, row in enumerate(listed.iterator(chunk_size=CHUNK if shapes else CHUNK_WITHOUT)):
            if place == query.limit:
                break
            read = tuple(make(value) for make, value in zip(cast, row[1 : 1 + len(cast)], strict=True))
            yield Row(row[0], read, _shape(row[-1]) if shapes else None)


def count(query: FeatureQuery) -> int:
    """Return how many features the file holds. One query."""
    return min(query.page().count(), query.limit)


def _shape(wkb: Any) -> BaseGeometry | None:
    return None if wkb is None else shapely.force_2d(shapely.from_wkb(bytes(wkb)))


def _text(value: Any) -> Any:
    return value if value is None else str(value)


def _number(value: Any) -> Any:
    return None if value is None else float(value)


def _integer(value: Any) -> Any:
    return int(value) if isinstance(value, (str, float, Decimal)) else value


_CASTS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "integer": _integer,
    "boolean": lambda value: value,
    "date": lambda value: value,
}
