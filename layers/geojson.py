"""Features as GeoJSON (RFC 7946): the database writes each as text, Python passes it on as it comes.

One writer serves lists, pages and single features, so that a feature reads the same wherever it is met.
"""

import json
from collections.abc import Callable, Generator, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.expressions import Func

from . import sorting
from .features import expression
from .filters import FeatureQuery
from .held import held
from .reference_systems import CRS84, ReferenceSystem

DIGITS = CRS84.digits  # of a degree: about 0.1 m
CHUNK = 50  # features fetched at a time; real borders are tens of kilobytes each
COUNTED = 10_000  # matches are counted up to here; a larger number is left out rather than paid for
PAIRS = 50  # PostgreSQL takes 100 arguments a function

Link = dict[str, str]


def feature_texts(query: FeatureQuery, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, str]]:
    """Return the id and the GeoJSON text of each of `rows`."""
    return rows.annotate(out_text=_feature(query)).values_list("out_id", "out_text")


def feature_text(query: FeatureQuery, feature_id: str) -> str | None:
    """Return the text of one feature; None where the reading has none of that id. One query."""
    found = feature_texts(query, query.matched().filter(out_id=feature_id)).first()
    return found[1] if found else None


def with_members(text: str, **members: Any) -> str:
    """Return the JSON object `text` with members added at its end."""
    return f"{text[:-1]},{_members(members)}}}"


@held
def collection_text(
    query: FeatureQuery, *, links: Callable[[str | None], list[Link]], **members: Any
) -> Generator[str, None, None]:
    """Yield a FeatureCollection piece by piece, in memory that does not grow with it.

    `links` is given the position behind the last feature where another page follows, else None. Counts and links come after
    the features, because only then are they known; `next` is told by one feature more than asked for, never by a count.
    An error on the way is raised here, so that the server breaks the connection instead of ending it neatly.
    """
    yield '{"type":"FeatureCollection","features":['
    returned, last, more = 0, "", False
    # The transaction keeps the cursor open, so that the database need not finish the whole result before the first row.
    with transaction.atomic():
        rows = (
            query.page()
            .annotate(out_text=_feature(query))
            .values_list("out_id", "out_text", *sorting.columns(query.order))
        )
        for feature_id, text, *keys in rows.iterator(chunk_size=CHUNK):
            if returned == query.limit:
                more = True
                break
            yield f",{text}" if returned else text
            returned, last = returned + 1, sorting.written(feature_id, keys)
    counts = _counts(query, returned, more)
    yield f"],{_members({**counts, **members, 'links': links(last if more else None)})}}}"


def _counts(query: FeatureQuery, returned: int, more: bool) -> dict[str, int]:
    """Return numberReturned, and numberMatched on a first page where it is cheap. At most one query."""
    matched = _matched(query, returned, more) if query.after is None else None
    return {"numberReturned": returned, **({} if matched is None else {"numberMatched": matched})}


def _matched(query: FeatureQuery, returned: int, more: bool) -> int | None:
    if not more and (returned or not query.offset):
        return query.offset + returned
    counted = query.matched().values("out_id")[: COUNTED + 1].count()
    return counted if counted <= COUNTED else None


def properties_text(query: FeatureQuery) -> Func:
    """Return the expression of a feature's properties as JSON text."""
    return _Joined(Value("{"), *_properties(query), Value("}"))


def feature_expression(query: FeatureQuery) -> Func:
    """Return the expression of a feature's whole text, for rows that carry `out_id`."""
    return _feature(query)


def as_json(value: Any) -> str:
    """Return `value` as JSON, dates as ISO text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _members(members: dict[str, Any]) -> str:
    return as_json(members)[1:-1]


class _Joined(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " || ", TextField()


class _Id(Func):
    template, output_field = "to_json((%(expressions)s)::text)::text", TextField()


class _Members(Func):
    """Names and values as the members of a JSON object, without its braces."""

    template, output_field = "substr(left(json_build_object(%(expressions)s)::text, -1), 2)", TextField()


class _Shape(Func):
    """A shape as GeoJSON; without the member `crs` that PostGIS would add (RFC 7946 knows none)."""

    output_field = TextField()

    def __init__(self, shape: Any, system: ReferenceSystem) -> None:
        template = f"COALESCE(ST_AsGeoJSON(%(expressions)s, {system.digits}, 0), 'null')"
        super().__init__(system.out(shape), template=template)


def _feature(query: FeatureQuery) -> Func:
    shape = _Shape(query.geometry, query.crs) if query.shape else Value("null")
    pieces: list[Any] = [Value('{"type":"Feature","id":'), _Id(F("out_id")), Value(',"geometry":'), shape]
    return _Joined(*pieces, Value(',"properties":{'), *_properties(query), Value("}}"))


def _properties(query: FeatureQuery) -> Iterable[Any]:
    fields, reading = query.columns, query.reading
    for start in range(0, len(fields), PAIRS):
        if start:
            yield Value(", ")
        pairs = [(Value(field.name), expression(field, reading)) for field in fields[start : start + PAIRS]]
        yield _Members(*(part for pair in pairs for part in pair))
