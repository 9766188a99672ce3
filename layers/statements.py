"""Statements that Django writes once and PostgreSQL plans once; what differs from request to request is bound when they run.

Writing the SQL of a page of features takes the ORM longer than PostgreSQL needs to answer. So a queryset may name what is not
known yet (`Bound`), and be kept written (`Statement`): everything else in it is a part of its text. Statements are sent with
parameters of PostgreSQL's own, so that a connection plans one only once after it was asked for a few times. (A pooler between
that gives a connection away after each transaction must know prepared statements: PgBouncer does from 1.21 on.)

Whoever keeps a `Statement` says what its text depends on: a value that is neither bound nor part of that would be answered from
another question.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.contrib.gis.db.models import GeometryField
from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.expressions import Expression
from psycopg import sql

PREPARED_AFTER = 5  # uses on one connection; planning is a part of each until then
ROWS_AT_ONCE = 100  # rows a stream takes from the server at a time, where the client library can take more than one
INNER = "in"
ROUNDED = 1e-4  # of a degree; boxes of an index hold 4-byte numbers, which are 1.5e-5 apart near 180
Values = dict[str, Any]


class Bound(Expression):
    """A value that is given when the statement runs, under `name`; `cast` is its type in PostgreSQL."""

    def __init__(self, name: str, cast: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name, self.cast = name, cast

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class BoundBox(Expression):
    """A box of which west, south, east and north are given when the statement runs, by `corners`.

    `inner` is the box a little smaller: what lies in it by the boxes of the index, which are rounded, lies in this one.
    """

    output_field = GeometryField(srid=4326)

    def __init__(self, name: str, *, inner: bool = False) -> None:
        super().__init__()
        self.name = name
        self.corners = [Bound(f"{name}{place}{INNER * inner}", "float8", GeometryField()) for place in range(4)]

    @property
    def inner(self) -> "BoundBox":
        return BoundBox(self.name, inner=True)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "ST_MakeEnvelope(%s, %s, %s, %s, 4326)", list(self.corners)


class BoundPoint(Expression):
    """A point of which `lon` and `lat` are given when the statement runs."""

    output_field = GeometryField(srid=4326)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "ST_SetSRID(ST_MakePoint(%s, %s), 4326)", [
            Bound(name, "float8", GeometryField()) for name in ("lon", "lat")
        ]


def corners(name: str, box: Sequence[float]) -> Values:
    """Return the values of a `BoundBox`, and of its inner one."""
    return {f"{name}{place}": value for place, value in enumerate(box)} | {
        f"{name}{place}{INNER}": value for place, value in enumerate(_inner(box))
    }


def _inner(box: Sequence[float]) -> tuple[float, float, float, float]:
    """Return the box without a margin; its middle where nothing is left."""
    west, south, east, north = box
    middle = (west + east) / 2, (south + north) / 2
    return (
        min(west + ROUNDED, middle[0]),
        min(south + ROUNDED, middle[1]),
        max(east - ROUNDED, middle[0]),
        max(north - ROUNDED, middle[1]),
    )


class Statement:
    """The written form of a queryset; `rows` and `stream` give what `values_list` would.

    `around` is an SQL text it stands in, where {} is; `before` and `after` are what is bound to the %s on either side of that:
    a `Bound`, or a value that becomes a part of the text. Raises EmptyResultSet where Django sees that no row can fit.
    """

    def __init__(
        self, rows: QuerySet[Any, Any], around: str = "{}", *, before: Sequence[Any] = (), after: Sequence[Any] = ()
    ) -> None:
        text, params = rows.query.sql_with_params()
        connection.ensure_connection()
        self.names: list[str] = []
        pieces = around.format(text).split("%s")
        written = [pieces[0]]
        for param, piece in zip([*before, *params, *after], pieces[1:], strict=True):
            written += [self._placed(param), piece]
        self.text = "".join(written)

    def _placed(self, param: Any) -> str:
        """Return what stands for a parameter: a place to bind, or the value itself."""
        if isinstance(param, Bound):
            self.names.append(param.name)
            return f"%s::{param.cast}"
        return sql.Literal(param).as_string(connection.connection).replace("%", "%%")

    def rows(self, values: Values, *, plan_once: bool = True) -> list[tuple[Any, ...]]:
        """Return all rows. One query. `plan_once` is false where the best plan depends on what is bound: how large a box is."""
        with _asking(self.text) as cursor:
            # Django switches preparing off, for cursors of its own put values into the text.
            cursor.connection.prepare_threshold = PREPARED_AFTER
            cursor.execute(self.text, self._bound(values), prepare=None if plan_once else False)
            return cursor.fetchall()

    def stream(self, values: Values) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as they come, in memory that does not grow with them. One query; nothing else can be asked meanwhile."""
        size = ROWS_AT_ONCE if psycopg.capabilities.has_stream_chunked() else 1
        with _asking(self.text) as cursor:
            yield from cursor.stream(self.text, self._bound(values), size=size)

    def _bound(self, values: Values) -> list[Any]:
        return [values[name] for name in self.names]


@contextmanager
def _asking(text: str) -> Iterator["psycopg.Cursor[Any]"]:
    """Give a cursor on Django's connection, in whose transaction it is; Django's own would put the values into the text."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    began = time.monotonic()
    try:
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            yield cursor
    finally:
        if connection.queries_logged:
            connection.queries_log.append({"sql": text, "time": f"{time.monotonic() - began:.3f}"})
