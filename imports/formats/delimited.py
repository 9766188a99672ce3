"""CSV and its kin: text with a separator that is found, not presumed.

The text stands as its bytes do, one letter a byte, as that of a shapefile does: every encoding in use for such files
keeps separators, quotes and line ends where ASCII has them. Which one it is is decided outside.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from . import positions, tables
from .records import Job, Source, Stop, layer

SEPARATORS = ",;\t|"
LOOKED_AT_BYTES, LOOKED_AT_LINES = 200_000, 50
UTF8_MARK = b"\xef\xbb\xbf"
HINT = "sep="  # the first line by which Excel is told the separator


def layers(job: Job) -> list[dict[str, Any]]:
    made, _separator = _planned(job)
    return [layer(Path(job["path"]).stem, -1, positions.geometry_of(made.places))]


@contextmanager
def open_source(job: Job) -> Iterator[Source]:
    made, separator = _planned(job)
    yield tables.source("", made, _lines(job, separator))


def _planned(job: Job) -> tuple[tables.Plan, str]:
    separator = _separator(job)
    made = tables.plan(list(islice(_lines(job, separator), tables.SAMPLE)), job)
    if made is None:
        raise Stop("no_table")
    return made, separator


def _text(job: Job) -> io.TextIOWrapper:
    file = Path(job["path"]).open("rb")  # noqa: SIM115  # the wrapper closes it
    if file.read(len(UTF8_MARK)) != UTF8_MARK:
        file.seek(0)
    return io.TextIOWrapper(file, encoding="latin-1", newline="")


def _lines(job: Job, separator: str) -> Iterator[list[str]]:
    """Yield the lines as cells, without empty ones at the end; raise Stop where a quote never ends.

    The line that names the separator is none.
    """
    csv.field_size_limit(job["cell_chars"])
    with _text(job) as file:
        _skip_hint(file)
        # Strictly, so that a quote that swallows the rest of the file is noticed.
        reader = csv.reader(file, delimiter=separator, strict=True)
        read = 0
        try:
            for cells in reader:
                read += 1
                while cells and not cells[-1]:
                    cells.pop()
                if len(cells) > job["columns"]:
                    raise Stop("columns")
                yield cells
        except csv.Error as error:
            code = "cell" if "field larger" in str(error) else "quote"
            raise Stop(code, row=read + 1, column="") from error


def _skip_hint(file: io.TextIOWrapper) -> str:
    """Go past a first line that only names the separator; return what it names."""
    start = file.tell()
    first = file.readline(20).strip("\r\n \"'")
    if first.casefold().startswith(HINT) and len(first) == len(HINT) + 1:
        return first[-1]
    file.seek(start)
    return ""


def _separator(job: Job) -> str:
    """Return the separator that cuts most lines into as many cells as each other, and a heading among them."""
    with _text(job) as file:
        hinted = _skip_hint(file)
        head = file.read(LOOKED_AT_BYTES)
    return hinted if hinted in set(SEPARATORS) else max(SEPARATORS, key=lambda each: _regularity(_cut(head, each)))


def _regularity(lines: Sequence[list[str]]) -> tuple[float, bool, int]:
    """Return the share of lines with the usual number of cells, whether the first is a heading, and that number.

    One cell a line is no table. A decimal comma cuts as regularly as a separator does, but leaves numbers on top.
    """
    said = [cells for cells in lines if tables.filled(cells)]
    counts = Counter(len(cells) for cells in said if len(cells) > 1)
    if not counts:
        return 0.0, False, 0
    usual, often = counts.most_common(1)[0]
    heading = next(cells for cells in said if len(cells) == usual)
    return round(often / len(said), 1), not any(positions.read(cell) for cell in heading), usual


def _cut(head: str, separator: str) -> Sequence[list[str]]:
    found = []
    try:
        for cells in islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), LOOKED_AT_LINES):
            found.append(cells)
    except csv.Error:
        pass  # the reading itself says what is wrong
    return found
