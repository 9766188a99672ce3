"""CSV in two kinds: standard, exact to the letter; and `ragam=excel`, as Excel under Indonesian settings opens it by itself.

The standard kind quotes every text and nothing else: a reader that asks ("Format quoted field as text" of LibreOffice) keeps
codes as text and figures as figures, and an empty text is told from an unknown one.

Excel there wants semicolons, a decimal comma and a byte order mark; it reads 64.08.04 as a time and 6408040 as a figure,
and runs what begins with a sign. So codes are written as ="64.08.04", and an apostrophe stands before a sign.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any

import shapely

from .asking import Export
from .table import Row, rows

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would run
LONGEST_QUOTED = 250  # Excel takes no longer text in a formula
PIECE = 1 << 16
SHAPE = "wkt"
DIGITS = 7  # of a degree in WKT: a centimetre


def pieces(export: Export) -> Iterator[bytes]:
    """Yield the table; its last column is the shape as WKT in WGS 84 where `wkt=1` asks for it."""
    excel, with_shape = export.options.get("ragam") == "excel", "wkt" in export.options
    text = StringIO()
    write = _excel_writer(text) if excel else _exact_writer(text)
    write([*(field.name for field in export.query.columns), *([SHAPE] if with_shape else [])])
    for row in rows(export.query, shapes=with_shape):
        write([*row.values, *([wkt(row)] if with_shape else [])])
        if text.tell() > PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _excel_writer(text: StringIO) -> Callable[[list[Any]], Any]:
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    return lambda values: writer.writerow(map(excel_cell, values))


def _exact_writer(text: StringIO) -> Callable[[list[Any]], Any]:
    return lambda values: text.write(",".join(map(exact_cell, values)) + "\r\n")


def wkt(row: Row) -> str:
    return "" if row.shape is None else shapely.to_wkt(row.shape, rounding_precision=DIGITS)


def exact_cell(value: Any) -> str:
    """Return a value as the standard kind holds it: texts in quotes, nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, str):
        return '"{}"'.format(value.replace('"', '""'))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def excel_cell(value: Any) -> Any:
    """Return a value as Excel under Indonesian settings reads it: figures as figures, all text as text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) else value
    if value.startswith(FORMULA):
        return f"'{value}"
    guessed = value[:1].isdigit() and len(value) <= LONGEST_QUOTED and "\n" not in value
    return '="{}"'.format(value.replace('"', '""')) if guessed else value
