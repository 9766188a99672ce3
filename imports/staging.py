"""Rows as read, in the run's own table: in by COPY, out as values the stages take."""

from collections.abc import Iterable, Iterator
from typing import Any

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db import connection
from psycopg.types.json import Jsonb

from .models import Run, StagedRow
from .rows import Row

COPY = "COPY imports_stagedrow (run_id, number, attributes, geom) FROM STDIN (FORMAT BINARY)"


def write_rows(run: Run, rows: Iterable[Row]) -> int:
    """Copy rows into the run's table inside the caller's transaction; return how many."""
    written = 0
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(["int8", "int4", "jsonb", "bytea"])
        for row in rows:
            copy.write_row((run.pk, row.number, Jsonb(row.attributes), _ewkb(row)))
            written += 1
    return written


def _ewkb(row: Row) -> bytes | None:
    if row.geom is None:
        return None
    return bytes(shapely.to_wkb(shapely.set_srid(row.geom, 4326), include_srid=True))


def read_rows(run: Run) -> Iterator[Row]:
    """Yield the staged rows in file order, attributes in the order of the file's columns, which jsonb forgets."""
    names = run.evidence.get("file", {}).get("fields", [])
    staged: Any = StagedRow.objects.filter(run=run).order_by("number").annotate(wkb=AsWKB("geom"))
    for number, attributes, wkb in staged.values_list("number", "attributes", "wkb").iterator(chunk_size=500):
        ordered = {name: attributes[name] for name in names if name in attributes} if names else attributes
        yield Row(number, ordered, shapely.from_wkb(bytes(wkb)) if wkb is not None else None)


def clear(run: Run) -> None:
    """Forget the rows of a run that is over: the original is kept, and can be read again."""
    StagedRow.objects.filter(run=run).delete()
