"""Rows as read, in the run's own table: in by COPY, out as values the stages take."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from .grouping import groups
from .mapping import values_of
from .models import Run, StagedRow
from .rows import ROWS_TOGETHER, Row

COPY = "COPY imports_stagedrow (run_id, number, attributes, geom) FROM STDIN (FORMAT BINARY)"
# jsonb goes over the wire as the number of its format and the text.
JSONB = b"\x01"
ENCODE = json.JSONEncoder(check_circular=False).encode


def write_rows(run: Run, rows: Iterable[Sequence[Row]]) -> int:
    """Copy groups of rows into the run's table inside the caller's transaction; return how many rows."""
    owner, written = run.pk, 0
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(["int8", "int4", "bytea", "bytea"])
        for group in rows:
            for row, shape in zip(group, _wkb(group), strict=True):
                copy.write_row((owner, row.number, JSONB + ENCODE(row.attributes).encode(), shape))
            written += len(group)
    return written


def _wkb(rows: Sequence[Row]) -> Any:
    """Return the shapes as PostGIS takes them, None where there is none; that they are EPSG:4326 the column says."""
    return shapely.to_wkb(np.array([row.geom for row in rows], dtype=object))


def read_rows(run: Run, mapping: Mapping[str, str]) -> Iterator[Row]:
    """Yield the staged rows in file order, attributes in the order of the file's columns, which jsonb forgets; and
    under the target's names (target field -> file field) what they say."""
    facts = run.evidence.get("file", {})
    names, heading = facts.get("fields", []), facts.get("heading", 0)
    letters = dict(zip(names, facts.get("letters", ()), strict=False))
    staged: Any = StagedRow.objects.filter(run=run).order_by("number")
    told = staged.annotate(wkb=AsWKB("geom"), text=Cast("attributes", TextField()))
    found = told.values_list("number", "text", "wkb").iterator(chunk_size=ROWS_TOGETHER)
    for group in groups(found, ROWS_TOGETHER):
        shapes = shapely.from_wkb(np.array([wkb and bytes(wkb) for _number, _text, wkb in group], dtype=object))
        parsed = json.loads(f"[{','.join(text for _number, text, _wkb in group)}]")
        for (number, _text, _wkb), attributes, shape in zip(group, parsed, shapes, strict=True):
            ordered = {name: attributes[name] for name in names if name in attributes} if names else attributes
            values = values_of(ordered, mapping)
            yield Row(number, ordered, shape, values, mapping, heading + number if heading else 0, letters)


def clear(run: Run) -> None:
    """Forget the rows of a run that is over: the original is kept, and can be read again."""
    StagedRow.objects.filter(run=run).delete()
