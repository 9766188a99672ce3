"""Where a row of a table lies: which columns say so, by their names and by what they hold, and what a cell means.

Cells may stand as their bytes do, one letter a byte, so signs beyond ASCII (°, ′, ″) are known only as not ASCII.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .kinds import TABLE
from .records import WGS84

LON_WORDS = frozenset(("lon", "lng", "long", "longitude", "longtitude", "bujur", "bt"))
LAT_WORDS = frozenset(("lat", "latitude", "latitute", "lintang", "ls", "lu"))
EAST_WORDS, NORTH_WORDS = frozenset(("x", "easting", "east", "timur")), frozenset(("y", "northing", "north", "utara"))
PAIR_WORDS = frozenset(
    ("koordinat", "coordinate", "coordinates", "koordinate", "latlong", "latlon", "lonlat", "longlat")
)
# "x" and "timur" alone may be anything; with one of these, or as the whole name, they are coordinates.
QUALIFIERS = frozenset(("koordinat", "coord", "coordinate", "point", "utm", "titik", "koord"))
SHAPE_START = re.compile(
    r"\s*(SRID=(?P<srid>[0-9]{1,6});)?\s*"
    r"(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)\s*(Z|M|ZM)?\s*[(E]",
    re.IGNORECASE,
)
SIGNS = {
    **dict.fromkeys(("N", "LU", "U"), ("lat", 1)),
    **dict.fromkeys(("S", "LS"), ("lat", -1)),
    **dict.fromkeys(("E", "BT", "T"), ("lon", 1)),
    **dict.fromkeys(("W", "BB", "B"), ("lon", -1)),
}
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]{1,2})?|[+-]?[.,][0-9]+")
ANGLE = re.compile(
    r"(?P<before>[A-Z]{1,2})?[^0-9A-Z+-]*(?P<minus>[+-])?(?P<d>[0-9]{1,3}(?:[.,][0-9]+)?)"
    r"(?:[^0-9A-Z.,+-]+(?P<m>[0-9]{1,2}(?:[.,][0-9]+)?))?(?:[^0-9A-Z.,+-]+(?P<s>[0-9]{1,2}(?:[.,][0-9]+)?))?"
    r"[^0-9A-Z+-]*(?P<after>[A-Z]{1,2})?[^0-9A-Z]*"
)
LONGEST_CELL = 60
TRIED = 3  # columns of one meaning that are looked into
ENOUGH = 0.5  # of the filled cells must read as coordinates, or the name deceives


@dataclass(frozen=True)
class Value:
    """A number in a cell; `axis` is "lon" or "lat" where a letter says so, `degrees` where it is written as an angle."""

    number: float
    axis: str = ""
    degrees: bool = False


@dataclass(frozen=True)
class Places:
    """The columns that say where rows lie. `kind`: xy (two columns), pair (one with both), wkt; `crs` what that means."""

    kind: str
    columns: tuple[int, ...]
    crs: str
    geometry: str = "Point"


def find(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Places | None:
    """Return the columns that say where rows lie, from their names and the first rows; None where none does."""
    return _shape_column(names, rows) or _two_columns(names, rows) or _pair_column(names, rows)


def geometry_of(places: Places | None) -> str:
    return places.geometry if places is not None else TABLE


def _words(name: str) -> set[str]:
    return {word for word in re.split(r"[^0-9a-z]+", name.casefold()) if word}


def _cells(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column].strip() for row in rows if column < len(row) and row[column].strip()]


def _share(readable: Iterable[bool]) -> float:
    found = list(readable)
    return sum(found) / len(found) if found else 0.0


def _shape_column(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Places | None:
    for column in range(len(names)):
        cells = _cells(rows, column)
        if _share(SHAPE_START.match(cell) is not None for cell in cells) > ENOUGH:
            stated = next(match for cell in cells if (match := SHAPE_START.match(cell)))
            crs = f"EPSG:{stated['srid']}" if stated["srid"] and int(stated["srid"]) else ""
            return Places("wkt", (column,), crs, "Unknown")
    return None


def _two_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Places | None:
    for lon_words, lat_words, named in ((LON_WORDS, LAT_WORDS, True), (EAST_WORDS, NORTH_WORDS, False)):
        for lon in _called(names, lon_words, plain=named)[:TRIED]:
            for lat in _called(names, lat_words, plain=named)[:TRIED]:
                if lon != lat and (found := _readable(lon, lat, rows, named=named)) is not None:
                    return found
    return _by_letters(names, rows)


def _called(names: Sequence[str], words: frozenset[str], *, plain: bool) -> list[int]:
    """Return the columns of these words, those called so and nothing else first."""
    found = []
    for column, name in enumerate(names):
        said = _words(name)
        if said and said <= words:
            found.append((0, column))
        elif said & words and (plain or said & QUALIFIERS):
            found.append((1, column))
    return [column for _rank, column in sorted(found)]


def _readable(lon: int, lat: int, rows: Sequence[Sequence[str]], *, named: bool) -> Places | None:
    values = [[value for cell in _cells(rows, column) if (value := read(cell)) is not None] for column in (lon, lat)]
    shares = [len(found) / max(len(_cells(rows, column)), 1) for found, column in zip(values, (lon, lat), strict=True)]
    if min(shares) <= ENOUGH:
        return None
    return Places("xy", (lon, lat), _stated(values[0] + values[1], named=named))


def _stated(values: Sequence[Value], *, named: bool) -> str:
    """Return WGS 84 where the columns speak of degrees and hold some; who writes x and y may mean any system."""
    degrees = _share(abs(value.number) <= 180 for value in values) > ENOUGH
    return WGS84 if degrees and (named or any(value.degrees for value in values)) else ""


def _by_letters(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Places | None:
    """Find the columns whose cells say it themselves, whatever they are called: 117°32'37" BT."""
    found: dict[str, int] = {}
    for column in range(len(names)):
        read_cells = [read(cell) for cell in _cells(rows, column)]
        for axis in ("lon", "lat"):
            if _share(value is not None and value.axis == axis for value in read_cells) > ENOUGH:
                found.setdefault(axis, column)
    return Places("xy", (found["lon"], found["lat"]), WGS84) if len(found) == 2 else None


def _pair_column(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Places | None:
    for column, name in enumerate(names):
        if not _words(name) & PAIR_WORDS:
            continue
        pairs = [pair for cell in _cells(rows, column) if (pair := read_pair(cell)) is not None]
        if len(pairs) > ENOUGH * max(len(_cells(rows, column)), 1):
            return Places("pair", (column,), _stated([each for pair in pairs for each in pair], named=True))
    return None


def read(cell: str) -> Value | None:
    """Return what a cell says: a number with dot or comma, or degrees, minutes and seconds; None where it is neither."""
    text = cell.strip()
    if len(text) > LONGEST_CELL:
        return None
    if NUMBER.fullmatch(text):
        number = _number(text)
        return None if number is None else Value(number)
    return _angle(text)


def read_pair(cell: str) -> tuple[Value, Value] | None:
    """Return (x, y) of a cell with both, as maps on the web copy them: latitude first, unless that cannot be."""
    if len(cell) > 2 * LONGEST_CELL:
        return None
    parts = [part for part in re.split(r"[;|]\s*|,\s+|\s{2,}|(?<=[A-Z])[,\s]\s*", cell.strip()) if part.strip()]
    if len(parts) != 2:
        parts = cell.strip().split(",") if cell.count(",") == 1 else cell.split()
    if len(parts) != 2:
        return None
    first, second = read(parts[0]), read(parts[1])
    if first is None or second is None:
        return None
    if first.axis == "lon" or second.axis == "lat" or abs(first.number) > 90 >= abs(second.number):
        return first, second
    return second, first


def _number(text: str) -> float | None:
    """Read digits with dots and commas: of two signs the last is the decimal one, one that repeats parts thousands."""
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        decimal = max(".,", key=text.rfind)
        if text.count(decimal) > 1:
            return None
        text = text.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif dots > 1 or commas > 1:
        text = text.replace(".", "").replace(",", "")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _angle(text: str) -> Value | None:
    found = ANGLE.fullmatch(text.upper().replace("D", " "))
    if found is None:
        return None
    letters = [letters for letters in (found["before"], found["after"]) if letters]
    if len(letters) > 1 or any(each not in SIGNS for each in letters):
        return None
    parts = [float((found[name] or "0").replace(",", ".")) for name in ("d", "m", "s")]
    if parts[1] >= 60 or parts[2] >= 60:
        return None
    axis, sign = SIGNS[letters[0]] if letters else ("", 1)
    turned = -sign if found["minus"] == "-" else sign
    return Value(turned * (parts[0] + parts[1] / 60 + parts[2] / 3600), axis, degrees=True)
