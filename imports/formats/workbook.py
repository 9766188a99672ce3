"""XLSX, sheet by sheet, by openpyxl (with defusedxml: a DTD or an entity in it is refused).

Cells give what was stored: a formula its last result (or, where a target wants to know of them, its text), a number its
digits. A formula without a stored result (written by a program that calculates nothing) is told, row by row, and read as
empty. Macros, links and pictures are not opened.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from typing import Any

from defusedxml.common import DefusedXmlException

from . import positions, tables
from .records import Job, Source, Stop, layer

# Read when openpyxl is loaded: lxml would take the place of the parser that defusedxml guards.
os.environ["OPENPYXL_LXML"] = "False"
import openpyxl
from openpyxl.worksheet import _read_only
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

LAST_ROW = 1_048_576  # of a sheet, says Excel; who numbers a row higher wants to keep a reader busy
SURPLUS = 64  # empty cells that may stand beyond the limit on columns
INSTRUCTIONS = frozenset({"petunjuk", "instruksi", "instructions"})  # what the portal's own templates call theirs
ZEROS = frozenset("0")


def layers(job: Job) -> list[dict[str, Any]]:
    """Name the sheets that hold something; hidden ones, and those that only instruct, where nothing else does."""
    with _opened(job) as book:
        sheets = [(_to_be_read(sheet), _described(sheet, job)) for sheet in book.worksheets]
    found = [(visible, described) for visible, described in sheets if described is not None]
    shown = [described for visible, described in found if visible]
    return shown or [described for _visible, described in found]


def _to_be_read(sheet: Any) -> bool:
    return sheet.sheet_state == "visible" and sheet.title.strip().casefold() not in INSTRUCTIONS


def _described(sheet: Any, job: Job) -> dict[str, Any] | None:
    made = tables.plan(list(islice(_lines(sheet, job), tables.SAMPLE)), job)
    if made is None:
        return None
    rows = -1 if sheet.max_row is None else max(sheet.max_row - made.heading - 1, 0)
    return layer(sheet.title, min(rows, LAST_ROW), positions.geometry_of(made.places))


@contextmanager
def open_source(job: Job) -> Iterator[Source]:
    with _opened(job) as book:
        sheet = book[job["layer"]] if job.get("layer") else book.worksheets[0]
        made = tables.plan(list(islice(_lines(sheet, job), tables.SAMPLE)), job)
        if made is None:
            raise Stop("no_table")
        yield tables.source(sheet.title, made, _lines(sheet, job))


class _Parser(WorkSheetParser):
    """openpyxl's, which gives an empty cell for a formula whose result was never stored; here its formula tells of it."""

    def parse_cell(self, element: Any) -> Any:
        cell = super().parse_cell(element)
        formula = self.data_only and element.find(FORMULA_TAG) is not None
        # A result that is an empty text is stored as one: its cell says so.
        stored = element.find(VALUE_TAG) is not None and element.get("t") == "str"
        if formula and cell["value"] is None and not stored:
            cell["value"], cell["data_type"] = tables.UNSOLVED, "s"
        return cell


# What `load_workbook(read_only=True)` reads a sheet with.
_read_only.WorkSheetParser = _Parser


@contextmanager
def _opened(job: Job) -> Iterator[Any]:
    if not openpyxl.DEFUSEDXML or openpyxl.LXML:
        raise RuntimeError("openpyxl reads XML without defusedxml")
    warnings.simplefilter("ignore")  # about styles and validations, which are not read
    try:
        book = openpyxl.load_workbook(job["path"], read_only=True, data_only=not job.get("formulas"), keep_links=False)
        try:
            yield book
        finally:
            book.close()
    except (Stop, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        causes = list(_causes(error))
        if any(isinstance(each, DefusedXmlException) for each in causes):
            raise Stop("entities") from error
        raise Stop("workbook", text=f"{type(causes[-1]).__name__}: {causes[-1]}"[:200]) from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _lines(sheet: Any, job: Job) -> Iterator[list[str]]:
    """Yield the lines as text; what a sheet says about its own size is not believed."""
    stated = sheet.max_row
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > LAST_ROW:
                raise Stop("sheet_rows", limit=LAST_ROW)
            yield _texts(cells, job)
    finally:
        sheet._max_row = stated


def _texts(cells: tuple[Any, ...], job: Job) -> list[str]:
    found = [_text(cell) for cell in cells[: job["columns"] + SURPLUS]]
    while found and not found[-1]:
        found.pop()
    if len(found) > job["columns"] or any(cell.value is not None for cell in cells[job["columns"] + SURPLUS :]):
        raise Stop("columns")
    return found


def _text(cell: Any) -> str:
    """Return what a cell holds as text, digit by digit; a day without an hour is a day."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and value >= 0:
        return _with_zeros(str(value), cell.number_format)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _with_zeros(digits: str, number_format: str | None) -> str:
    """Give a code back the zeros that its cell shows ("0000000000") and the number has lost."""
    return digits.zfill(len(number_format)) if number_format and set(number_format) == ZEROS else digits
