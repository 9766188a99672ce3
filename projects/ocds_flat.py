"""OCDS releases and records as one table, by a plain mapping: each is a row, a path of the standard is a column.

`tender.value.amount` is the column `tender/value/amount`, the first award `awards/0/...` (as Flatten Tool names them); a
record has its compiled release under `compiledRelease/` and the releases it was made from under `releases/0/...`;
lists of words stand in one cell parted by ";", coordinates as JSON text. What a row does not tell is an empty cell.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from imports.findings import BYTE_ORDER_MARK, FORMULA

from .ocds import Document

Cell = str | int | float | bool
WHOLE = "coordinates"  # a GeoJSON geometry's: nested too deep for columns
# What a package holds, and what names one of them.
FIRST = {"releases": ("ocid", "id", "date", "tag"), "records": ("ocid",)}
WIDTH = 24


def flat(document: Document) -> dict[str, Cell]:
    """Return the cells of a release or a record by column."""
    return dict(_cells("", document))


def _cells(path: str, value: Any) -> Iterator[tuple[str, Cell]]:
    name = path.rpartition("/")[2]
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _cells(f"{path}/{key}" if path else key, below)
    elif isinstance(value, list) and name == WHOLE:
        yield path, json.dumps(value, separators=(",", ":"))
    elif isinstance(value, list) and value and not isinstance(value[0], dict):
        yield path, ";".join(str(each) for each in value)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _cells(f"{path}/{place}", each)
    elif value is not None:
        yield path, value


def held(package: Document) -> str:
    """Return what a package holds: `releases` or `records`."""
    return next(name for name in FIRST if name in package)


def table(documents: Sequence[Document], first: Sequence[str]) -> tuple[list[str], list[list[Cell | None]]]:
    """Return columns and rows; a column stands where some row tells it, what names the row (`first`) first."""
    rows = [flat(document) for document in documents]
    found = dict.fromkeys(name for row in rows for name in row)
    columns = [*first, *sorted(name for name in found if name not in first)]
    return columns, [[row.get(name) for name in columns] for row in rows]


def as_csv(package: Document) -> bytes:
    """Return the releases or records of a package as CSV in UTF-8 with a byte order mark, as spreadsheets want it."""
    name = held(package)
    columns, rows = table(package[name], FIRST[name])
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def as_xlsx(package: Document) -> bytes:
    """Return the releases or records of a package as a workbook; the second sheet says what the package says of itself."""
    held_here = held(package)
    columns, rows = table(package[held_here], FIRST[held_here])
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = held_here
    for row in [list[Cell | None](columns), *rows]:
        sheet.append([_harmless(cell) for cell in row])
    sheet.freeze_panes = "B2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTH
    about = book.create_sheet("package")
    for name, told in flat({key: value for key, value in package.items() if key != held_here}).items():
        about.append([name, _harmless(told)])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _harmless(cell: Cell | None) -> Cell | None:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
