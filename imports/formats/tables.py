"""A table of cells becomes rows: which line is its heading, what its columns are called, where its rows lie."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from . import positions
from .positions import SHAPE_START, Places
from .records import Job, Record, Source, Stop, Trouble

Cells = Sequence[str]
# Rows that are looked at before the columns are settled, and lines in which a heading is sought.
SAMPLE, HEADING_WITHIN = 1_000, 20
# A heading fills most of the columns; a title above it fills one or two.
HEADING_SHARE = 0.6
EXCESS, POSITION, FORMULA = "tabel.sel_lebih", "tabel.posisi", "tabel.rumus_tanpa_hasil"
UNSOLVED = "\ue000"  # what a reader gives for a cell with a formula and no result; no letter of any script
LONGEST_SHOWN = 60
# Of ASCII only: where text stands as its bytes, the others are parts of letters.
SPACES = " \t\r\n"


@dataclass(frozen=True)
class Plan:
    """How the lines of a table are read. `heading` is the index of that line; `names` are one per column, "" left out."""

    heading: int
    names: tuple[str, ...]
    places: Places | None

    @property
    def columns(self) -> list[int]:
        left_out = self.places.columns if self.places is not None and self.places.kind == "wkt" else ()
        return [column for column, name in enumerate(self.names) if name and column not in left_out]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.names[column] for column in self.columns)


def filled(cells: Cells) -> int:
    return sum(1 for cell in cells if cell.strip())


def plan(sample: Sequence[Cells], job: Job) -> Plan | None:
    """Settle heading and columns from the first lines; None where no line says anything."""
    heading = _heading(sample)
    if heading is None:
        return None
    rows = sample[heading + 1 :]
    names = _names(sample[heading], rows)
    if sum(map(bool, names)) > job["columns"]:
        raise Stop("columns")
    return Plan(heading, names, positions.find(names, rows))


def _heading(sample: Sequence[Cells]) -> int | None:
    """Return the first line that fills most of the columns; the first that says anything where none does."""
    said = [(index, filled(cells)) for index, cells in enumerate(sample[: HEADING_WITHIN * 2]) if filled(cells)]
    if not said:
        return None
    widest = max(count for _index, count in said)
    for index, count in said[:HEADING_WITHIN]:
        if count >= max(widest * HEADING_SHARE, min(widest, 2)):
            return index
    return said[0][0]


def _names(cells: Cells, rows: Sequence[Cells]) -> tuple[str, ...]:
    """Return a name of its own for each column; one without heading is called by its letter if it holds anything."""
    width = max([len(cells), *map(len, rows)])
    taken: set[str] = set()
    names = []
    for column in range(width):
        name = (
            re.sub(r"[ \t\r\n]+", " ", cells[column].replace(UNSOLVED, "")).strip(SPACES) if column < len(cells) else ""
        )
        if not name and any(column < len(row) and row[column].strip() for row in rows):
            name = f"Kolom {letters(column)}"
        names.append(_unlike(name, taken))
    return tuple(names)


def _unlike(name: str, taken: set[str]) -> str:
    """Return the name, numbered where another column is called so."""
    unique, number = name, 1
    while unique and unique in taken:
        number += 1
        unique = f"{name} ({number})"
    taken.add(unique)
    return unique


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0."""
    found, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def source(name: str, made: Plan, lines: Iterable[Cells]) -> Source:
    """Return the open table; `lines` are all of it, from the first."""
    crs = made.places.crs if made.places is not None else ""
    return Source(
        name,
        made.fields,
        positions.geometry_of(made.places),
        crs,
        lambda: _records(made, lines),
        heading=made.heading + 1,
        letters=tuple(map(letters, made.columns)),
    )


def _records(made: Plan, lines: Iterable[Cells]) -> Iterator[Record]:
    """Yield the rows below the heading; an empty line is none, but counts as a spreadsheet counts it."""
    for index, cells in enumerate(lines):
        number = index - made.heading
        if number > 0 and any(cell.strip() for cell in cells):
            yield _record(number, cells, made)


def _record(number: int, cells: Cells, made: Plan) -> Record:
    unsolved = [column for column, cell in enumerate(cells) if cell == UNSOLVED]
    if unsolved:
        cells = ["" if cell == UNSOLVED else cell for cell in cells]
    geometry, trouble = _place(cells, made.places, made.names)
    shown = set(made.fields)
    attributes = {name: cell or None for name, cell in zip(made.names, cells, strict=False) if name in shown}
    for name in made.fields:
        attributes.setdefault(name, None)
    excess = [
        cell.strip(SPACES)
        for column, cell in enumerate(cells)
        if cell.strip() and (column >= len(made.names) or not made.names[column])
    ]
    if excess:
        trouble = Trouble(EXCESS, excess[0][:LONGEST_SHOWN])
    if unsolved and trouble is None:
        columns = [made.names[column] or letters(column) for column in unsolved if column < len(made.names)]
        trouble = Trouble(FORMULA, str(len(unsolved)), ", ".join(columns)[:LONGEST_SHOWN])
    return Record(number, attributes, geometry, trouble)


def _place(cells: Cells, places: Places | None, names: Sequence[str]) -> tuple[BaseGeometry | None, Trouble | None]:
    """Return the shape of a row, or what is wrong with the cells that should say it."""
    if places is None:
        return None, None
    said = [cells[column].strip() if column < len(cells) else "" for column in places.columns]
    if not any(said):
        return None, None
    try:
        return _shape(said, places), None
    except (ValueError, shapely.errors.ShapelyError) as error:
        wrong = int(str(error)) if str(error) in {"0", "1"} else 0
        name = names[places.columns[min(wrong, len(places.columns) - 1)]]
        return None, Trouble(POSITION, said[min(wrong, len(said) - 1)][:LONGEST_SHOWN], name)


def _shape(said: Sequence[str], places: Places) -> BaseGeometry:
    """Make the shape; a ValueError names the index of the cell that cannot be read."""
    if places.kind == "wkt":
        stated = SHAPE_START.match(said[0])
        text = said[0].partition(";")[2] if stated and stated["srid"] else said[0]
        return shapely.from_wkt(text)
    if places.kind == "pair":
        pair = positions.read_pair(said[0])
        if pair is None:
            raise ValueError("0")
        return shapely.Point(pair[0].number, pair[1].number)
    x, y = (positions.read(cell) for cell in said)
    if x is None or y is None:
        raise ValueError("0" if x is None else "1")
    if x.axis == "lat" and y.axis == "lon":
        x, y = y, x
    return shapely.Point(x.number, y.number)
