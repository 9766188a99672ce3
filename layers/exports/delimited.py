"""CSV in two kinds: standard, exact to the letter; and `ragam=excel`, as Excel under Indonesian settings opens it by itself.

The standard kind quotes every text of a row and nothing else: a reader that asks ("Format quoted field as text" of
LibreOffice) keeps codes as text and figures as figures, and an empty text is told from an unknown one.

Excel there wants semicolons, a decimal comma and a byte order mark; it reads 64.08.04 as a time and 6408040 as a figure,
and runs what begins with a sign. So codes are written as ="64.08.04", and an apostrophe stands before a sign.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any

import shapely

from ..reference_systems import CRS84
from .asking import Export
from .table import Row, rows

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would run
LONGEST_QUOTED = 250  # Excel takes no longer text in a formula
PIECE = 1 << 16
SHAPE = "wkt"
DIGITS, DIGITS_OF_METRES = 7, 3  # in WKT: a centimetre, a millimetre


def pieces(export: Export) -> Iterator[bytes]:
    """Yield the table; its last column is the shape as WKT where `wkt=1` asks for it."""
    excel, with_shape = export.options.get("ragam") == "excel", "wkt" in export.options
    text, digits = StringIO(), wkt_digits(export)
    write = _excel_writer(text) if excel else _exact_writer(text)
    heading = csv.writer(text, delimiter=";" if excel else ",", lineterminator="\r\n")
    heading.writerow([*(field.name for field in export.query.columns), *([shape_name(export)] if with_shape else [])])
    for row in rows(export.query, shapes=with_shape):
        write([*row.values, *([wkt(row, digits)] if with_shape else [])])
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


def shape_name(export: Export) -> str:
    """Return what the column of shapes is called: it says the reference system where that is not longitude and latitude."""
    system = export.query.crs
    return SHAPE if system == CRS84 else f"{SHAPE}_epsg_{system.epsg}"


def wkt_digits(export: Export) -> int:
    return DIGITS_OF_METRES if export.query.crs.proj else DIGITS


def wkt(row: Row, digits: int = DIGITS) -> str:
    return "" if row.shape is None else shapely.to_wkt(row.shape, rounding_precision=digits)


def defused(text: str) -> str:
    """Return a text as no spreadsheet runs it: an apostrophe stands before a sign."""
    return f"'{text}" if text.startswith(FORMULA) else text


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
        return defused(value)
    guessed = value[:1].isdigit() and len(value) <= LONGEST_QUOTED and "\n" not in value
    return '="{}"'.format(value.replace('"', '""')) if guessed else value
