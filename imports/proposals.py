"""What the text of a table would say under each encoding it may be in: real rows for a person to judge by."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from . import encodings
from .encodings import Sample, decodes
from .shapefiles import read_table

# Newer files first; the last two are of DOS, and read any byte at all.
USUAL = ("utf-8", "cp1252", "cp1250", "cp850", "cp437")
ROWS_SHOWN = 5


@dataclass(frozen=True)
class Reading:
    """Up to five values that are not plain ASCII, with the row and column they stand in, as one encoding reads them."""

    encoding: str
    rows: tuple[tuple[int, str, str], ...]


def readings(dbf: Path) -> tuple[list[Reading], int]:
    """Return the readings that decode every value, those that read alike once, and how many values speak."""
    table = read_table(dbf)
    samples = list(encodings.foreign_values(dbf, table))
    names = [USUAL[0], encodings.LANGUAGES.get(table.language, USUAL[1]), *USUAL[1:]]
    return _read_by(dict.fromkeys(names), samples, lambda name: all(decodes(each.raw, name) for each in samples))


def readings_of_text(path: Path) -> tuple[list[Reading], int]:
    """Return the same for a file of text: lines instead of values."""
    samples = list(islice(encodings.foreign_lines(path), encodings.SAMPLES))
    return _read_by(USUAL, samples, lambda name: encodings.decodes_file(path, name))


def _read_by(
    names: Iterable[str], samples: list[Sample], decodes_all: Callable[[str], bool]
) -> tuple[list[Reading], int]:
    shown = _different(samples)
    found: dict[tuple[str, ...], Reading] = {}
    for name in names if samples else ():
        if decodes_all(name):
            rows = tuple(
                (each.row, _text(each.column.encode("latin-1"), name), _text(each.raw, name)) for each in shown
            )
            found.setdefault(tuple(text for _row, _column, text in rows), Reading(name, rows))
    return list(found.values()), len(samples)


def _different(samples: list[Sample]) -> list[Sample]:
    return list({sample.raw: sample for sample in reversed(samples)}.values())[::-1][:ROWS_SHOWN]


def _text(raw: bytes, name: str) -> str:
    return encodings.decode(raw, name) or ""
