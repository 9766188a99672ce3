"""XLSX: codes stay text, dates are dates, figures are numbers, and nothing in it is a formula."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ..api.words import said
from ..declaration import Field
from .asking import Export
from .delimited import FORMULA, shape_name, wkt, wkt_digits
from .stable import rewrite
from .table import rows
from .words import about, crs_words, filter_words

ROWS = 1_000_000  # of a sheet; Excel takes 1,048,576
LONGEST = 32_767  # characters of a cell
WIDTH = 18


def write(export: Export, path: Path) -> None:
    """Write the workbook: the rows, then a sheet that says what they are. Memory stays flat."""
    book, fields = Workbook(write_only=True), export.query.columns
    with_shape, digits, too_long = "wkt" in export.options, wkt_digits(export), 0
    sheet: Any = None
    for place, row in enumerate(rows(export.query, shapes=with_shape)):
        if place % ROWS == 0:
            sheet = _sheet(book, export, fields, place // ROWS, with_shape)
        shape = wkt(row, digits) if with_shape else ""
        too_long += len(shape) > LONGEST
        cells = [*row.values, shape if len(shape) <= LONGEST else ""] if with_shape else row.values
        sheet.append([_cell(sheet, value) for value in cells])
    if sheet is None:
        _sheet(book, export, fields, 0, with_shape)
    if too_long:
        export.notes.append(
            (
                f"{too_long} bentuk lebih panjang daripada yang muat dalam satu sel; kolom wkt-nya kosong. Pakai CSV.",
                f"{too_long} shapes are longer than a cell takes; their wkt is empty. Use CSV.",
            )
        )
    _explain(book, export, fields)
    moment = export.moment.replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.creator, book.properties.title = export.layer.steward, export.layer.title
    book.save(path)
    _steady(path, export)


def _sheet(book: Workbook, export: Export, fields: list[Field], number: int, with_shape: bool) -> Any:
    name = "".join(letter for letter in export.layer.key if letter not in "[]:*?/\\")[:25]
    sheet = book.create_sheet(f"{name} {number + 1}" if number else name)
    sheet.freeze_panes = "B2"
    names = [*(field.name for field in fields), *([shape_name(export)] if with_shape else [])]
    for place in range(1, len(names) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.append([_head(sheet, name) for name in names])
    return sheet


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Return text as a text cell whatever it begins with; a sign at its start stays quoted when somebody edits it."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
    if not text.startswith(FORMULA):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _explain(book: Workbook, export: Export, fields: list[Field]) -> None:
    sheet: Any = book.create_sheet(said("Keterangan", "About"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 90
    for name, told in _explained(export, fields):
        sheet.append([_head(sheet, name), _cell(sheet, told)])


def _explained(export: Export, fields: list[Field]) -> Iterator[tuple[str, str]]:
    yield from about(export)
    yield said("Saringan", "Filter"), filter_words(export)
    yield said("Alamat", "Address"), export.address
    if "wkt" in export.options:
        yield said("Bentuk", "Shapes"), crs_words(export)
    for note in export.notes:
        yield said("Catatan", "Note"), said(*note)
    yield "", ""
    yield said("Kolom", "Column"), said("Isi", "Content")
    for field in fields:
        yield field.name, field.title


def _steady(path: Path, export: Export) -> None:
    """Give the same bytes to the same content: openpyxl writes the clock into it."""
    stamp = export.moment.astimezone().strftime("%Y-%m-%dT%H:%M:%SZ")

    def core(name: str, content: bytes) -> bytes:
        return _stamped(content, stamp) if name == "docProps/core.xml" else content

    rewrite(path, export.moment, core, compression=zipfile.ZIP_DEFLATED)


def _stamped(content: bytes, stamp: str) -> bytes:
    start, mark, rest = content.partition(b"<dcterms:modified")
    opened, closing, after = rest.partition(b">")
    _, end, tail = after.partition(b"</dcterms:modified>")
    return start + mark + opened + closing + stamp.encode() + end + tail
