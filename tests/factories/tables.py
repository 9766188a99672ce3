"""Tables as offices keep them: CSV in every dialect, XLSX with titles above the heading and codes as numbers."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADING = ("Kode", "Nama", "Bujur", "Lintang")
ROWS = (
    ("PKS-1", "Pabrik Satu", "117.551", "0.52"),
    ("PKS-2", "Pabrik Dua", "117.552", "0.53"),
    ("PKS-3", "Pabrik Tiga", "117.553", "0.54"),
)


def delimited(
    path: Path,
    heading: Sequence[str] = HEADING,
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    line: str = "\r\n",
) -> Path:
    """Write lines as they are, unquoted."""
    path.write_bytes(line.join(separator.join(cells) for cells in [heading, *rows]).encode(encoding))
    return path


def workbook(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], formats: Mapping[str, str] | None = None
) -> Path:
    """Write sheets of rows; `formats` gives cells ("A2") of every sheet a number format."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cell, number_format in (formats or {}).items():
            sheet[cell].number_format = number_format
    book.save(path)
    return path


def office(path: Path, **details: Any) -> Path:
    """Write the mills of `ROWS` as numbers under a heading."""
    rows = [(code, name, float(lon), float(lat)) for code, name, lon, lat in ROWS]
    return workbook(path, {"Pabrik": [HEADING, *rows]}, **details)


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one entry of a zip as an attacker would."""
    whole = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if entry.filename == name else content)
    path.write_bytes(whole.getvalue())
    return path
