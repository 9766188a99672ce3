"""Rows as read, in the run's own table: in by COPY, out as values the stages take."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db import connection
from psycopg.types.json import Jsonb

from .grouping import groups
from .models import Run, StagedRow
from .rows import ROWS_TOGETHER, Row

COPY = "COPY imports_stagedrow (run_id, number, attributes, geom) FROM STDIN (FORMAT BINARY)"


def write_rows(run: Run, rows: Iterable[Sequence[Row]]) -> int:
    """Copy groups of rows into the run's table inside the caller's transaction; return how many rows."""
    owner, written = run.pk, 0
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(["int8", "int4", "jsonb", "bytea"])
        for group in rows:
            for row, shape in zip(group, _wkb(group), strict=True):
                copy.write_row((owner, row.number, Jsonb(row.attributes), shape))
            written += len(group)
    return written


def _wkb(rows: Sequence[Row]) -> Any:
    """Return the shapes as PostGIS takes them, None where there is none; that they are EPSG:4326 the column says."""
    return shapely.to_wkb(np.array([row.geom for row in rows], dtype=object))


def read_rows(run: Run) -> Iterator[Row]:
    """Yield the staged rows in file order, attributes in the order of the file's columns, which jsonb forgets."""
    facts = run.evidence.get("file", {})
    names, heading = facts.get("fields", []), facts.get("heading", 0)
    letters = dict(zip(names, facts.get("letters", ()), strict=False))
    staged: Any = StagedRow.objects.filter(run=run).order_by("number").annotate(wkb=AsWKB("geom"))
    found = staged.values_list("number", "attributes", "wkb").iterator(chunk_size=ROWS_TOGETHER)
    for group in groups(found, ROWS_TOGETHER):
        shapes = shapely.from_wkb(np.array([wkb and bytes(wkb) for _number, _attributes, wkb in group], dtype=object))
        for (number, attributes, _wkb), shape in zip(group, shapes, strict=True):
            ordered = {name: attributes[name] for name in names if name in attributes} if names else attributes
            yield Row(number, ordered, shape, line=heading + number if heading else 0, letters=letters)


def clear(run: Run) -> None:
    """Forget the rows of a run that is over: the original is kept, and can be read again."""
    StagedRow.objects.filter(run=run).delete()
