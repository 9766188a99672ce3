"""What the modules of this package give each other and the reading process."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from .kinds import TABLE

Job = dict[str, Any]
WGS84 = "EPSG:4326"
UNREADABLE = "geometri.tidak_terbaca"  # the rule a shape breaks that cannot be made


class Stop(Exception):
    """The file cannot be read on; `code` tells the parent which refusal it is, `details` what it names."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass(frozen=True)
class Trouble:
    """Why a row has no shape though it should: a rule and what is wrong, "kolom: nilai" where a cell is."""

    rule: str
    text: str
    column: str = ""


class Record(NamedTuple):
    """A row. `geometry` is a GeoJSON-like mapping, a fiona or a shapely geometry, or WKB; `number` counts from 1."""

    number: int
    attributes: Mapping[str, Any]
    geometry: Any = None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Source:
    """An open layer. `records` can be called once; `remarks` are things to tell about the file, with their number.

    Of a sheet, `heading` is the line its heading stands in, from 1, and `letters` what its columns are called, as `fields`.
    """

    name: str
    fields: tuple[str, ...]
    geometry: str
    crs: str  # WKT or a code; empty where none is stated
    records: Callable[[], Iterator[Record]]
    remarks: Mapping[str, int] = field(default_factory=dict)
    heading: int = 0
    letters: tuple[str, ...] = ()


class Format(Protocol):
    """A module of this package that reads files."""

    def layers(self, job: Job) -> list[dict[str, Any]]:
        """Name the layers: `name`, `count` (-1: not known), `geometry`."""
        ...

    def open_source(self, job: Job) -> AbstractContextManager[Source]:
        """Open `job["layer"]` of the file at `job["path"]`."""
        ...


def layer(name: str, count: int, geometry: str) -> dict[str, Any]:
    return {"name": name, "count": count, "geometry": geometry}


def common_type(types: set[str]) -> str:
    """Return what a layer of shapes of these types is called; "Unknown" where they are mixed."""
    if not types:
        return TABLE
    single = {each.removeprefix("Multi") for each in types}
    if len(types) == 1:
        return next(iter(types))
    return f"Multi{next(iter(single))}" if len(single) == 1 else "Unknown"
