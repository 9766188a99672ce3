"""Features as GeoJSON (RFC 7946): the database writes each as text, Python passes it on as it comes.

One writer serves lists, pages and single features, so that a feature reads the same wherever it is met.
"""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce

from . import feature_statements, sorting
from .features import expression
from .filters import MAX_LIMIT, FeatureQuery
from .held import held
from .reference_systems import CRS84, ReferenceSystem
from .shape_text import ShapeText

DIGITS = CRS84.digits  # of a degree: about 0.1 m
WHOLE = 200  # features: a page up to here is made before it is sent, so that an error still gets an answer
CHUNK = 100  # features sent at a time; real borders are tens of kilobytes each
COUNTED = 10_000  # matches are counted up to here; a larger number is left out rather than paid for
PAIRS = 50  # PostgreSQL takes 100 arguments a function

Link = dict[str, str]


def feature_texts(query: FeatureQuery, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, str]]:
    """Return the id and the GeoJSON text of each of `rows`."""
    return rows.annotate(out_text=feature_expression(query)).values_list("out_id", "out_text")


def feature_text(query: FeatureQuery, feature_id: str) -> str | None:
    """Return the text of one feature; None where the reading has none of that id. One query."""
    found = feature_statements.rows(query, _single, id=feature_id)
    return found[0][1] if found else None


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
    for features in _batches(query):
        more = returned + len(features) > query.limit
        if told := features[: query.limit - returned]:
            yield ("," if returned else "") + ",".join(text for _id, text, *_keys in told)
            feature_id, _text, *keys = told[-1]
            returned, last = returned + len(told), sorting.written(feature_id, keys)
    counts = _counts(query, returned, more)
    yield f"],{_members({**counts, **members, 'links': links(last if more else None)})}}}"


def _batches(query: FeatureQuery) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Yield the rows of a page, some at a time.

    A small page is read at once, a larger one as it comes. A whole file is read from a cursor inside a transaction, so that the
    database need not finish the whole result before the first row.
    """
    if query.limit <= WHOLE:
        yield from filter(None, [feature_statements.rows(query, _page)])
    elif query.limit <= MAX_LIMIT:
        yield from _by(CHUNK, feature_statements.stream(query, _page))
    else:
        with transaction.atomic():
            yield from _by(CHUNK, _page(query).iterator(chunk_size=CHUNK))


def _by(size: int, rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, size)):
        yield batch


def _page(query: FeatureQuery) -> QuerySet[Any, tuple[Any, ...]]:
    rows = query.page().annotate(out_text=feature_expression(query))
    return rows.values_list("out_id", "out_text", *sorting.columns(query.order))


def _single(query: FeatureQuery) -> QuerySet[Any, tuple[str, str]]:
    return feature_texts(query, query.matched().filter(out_id=feature_statements.ID))[:1]


def _matches(query: FeatureQuery) -> QuerySet[Any, tuple[str]]:
    return query.matched().values_list("out_id")[: COUNTED + 1]


def _counted(query: FeatureQuery) -> feature_statements.Around:
    return feature_statements.Around("SELECT count(*) FROM ({}) counted")


def _counts(query: FeatureQuery, returned: int, more: bool) -> dict[str, int]:
    """Return numberReturned, and numberMatched on a first page where it is cheap. At most one query."""
    matched = _matched(query, returned, more) if query.after is None else None
    return {"numberReturned": returned, **({} if matched is None else {"numberMatched": matched})}


def _matched(query: FeatureQuery, returned: int, more: bool) -> int | None:
    if not more and (returned or not query.offset):
        return query.offset + returned
    ((counted,),) = feature_statements.rows(query, _matches, around=_counted, mark=COUNTED) or [(0,)]
    return counted if counted <= COUNTED else None


def as_json(value: Any) -> str:
    """Return `value` as JSON, dates as ISO text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _members(members: dict[str, Any]) -> str:
    return as_json(members)[1:-1]


class _Joined(Func):
    """Texts in a row. Each || would copy all that stands before it, a long shape included."""

    function, output_field = "concat", TextField()


class _Id(Func):
    template, output_field = "to_json((%(expressions)s)::text)::text", TextField()


class _Object(Func):
    """Names and values as a JSON object."""

    template, output_field = "json_build_object(%(expressions)s)::text", TextField()


class _Members(Func):
    """The same without its braces."""

    template, output_field = "substr(left(json_build_object(%(expressions)s)::text, -1), 2)", TextField()


class _Shape(Func):
    """A shape as GeoJSON; without the member `crs` that PostGIS would add (RFC 7946 knows none)."""

    output_field = TextField()

    def __init__(self, shape: Any, system: ReferenceSystem) -> None:
        template = f"COALESCE(ST_AsGeoJSON(%(expressions)s, {system.digits}, 0), 'null')"
        super().__init__(system.out(shape), template=template)


def feature_expression(query: FeatureQuery) -> Func:
    """Return the expression of a feature's whole text, for rows that carry `out_id`."""
    shape = _shape(query) if query.shape else Value("null")
    pieces: list[Any] = [Value('{"type":"Feature","id":'), _Id(F("out_id")), Value(',"geometry":'), shape]
    return _Joined(*pieces, Value(',"properties":'), properties_text(query), Value("}"))


def _shape(query: FeatureQuery) -> Any:
    """Return the expression of the shape's text: what stands beside it already, where that is what was asked for."""
    written = _Shape(query.geometry, query.crs)
    whole = query.detail_m is None and query.clip is None
    if not query.layer.shape_text or query.crs != CRS84 or not whole:
        return written
    return Coalesce(ShapeText(query.layer.shape_text), written)


def properties_text(query: FeatureQuery) -> Func:
    """Return the expression of a feature's properties as the text of a JSON object."""
    fields, reading = query.columns, query.reading
    pairs = [(Value(field.name), expression(field, reading)) for field in fields]
    parts = [chain.from_iterable(pairs[start : start + PAIRS]) for start in range(0, len(pairs), PAIRS)]
    if len(parts) <= 1:
        return _Object(*chain.from_iterable(parts))
    joined = (piece for part in parts for piece in (Value(", "), _Members(*part)))
    return _Joined(Value("{"), *islice(joined, 1, None), Value("}"))
