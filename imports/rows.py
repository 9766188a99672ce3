"""The values the stages hand to each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal, Protocol, TypeVar, get_args

import shapely
from shapely.geometry.base import BaseGeometry

from .grouping import groups
from .rules import Level, level_of

Action = Literal["added", "changed", "removed", "unchanged"]
Absent = Literal["tetap", "berakhir"]
Neighbours = Literal["biarkan", "tempel", "sesuaikan"]
SNAP_M = 5.0  # how far a new border may be moved to its neighbour's, unless said otherwise
# So many rows, or vertices, are worked on as one array: what is in memory at once beside the rows themselves.
ROWS_TOGETHER, VERTICES_TOGETHER = 1_000, 250_000


class Shaped(Protocol):
    """A row with a shape, as read or as staged."""

    @property
    def geom(self) -> BaseGeometry | None: ...


AnyRow = TypeVar("AnyRow", bound=Shaped)


def together(rows: Iterable[AnyRow]) -> Iterator[list[AnyRow]]:
    """Yield rows in groups small enough to be worked on at once, however large their shapes are."""
    return groups(rows, ROWS_TOGETHER, weigh=_vertices, most=VERTICES_TOGETHER)


def _vertices(row: Shaped) -> int:
    return int(shapely.get_num_coordinates(row.geom))


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Row:
    """A row of the file: `attributes` under the file's own field names, `values` under the target's.

    `geom` is 2D in EPSG:4326, or None. `number` counts from 1 as a spreadsheet would without its heading. `columns` is
    the mapping the values were made by (the target's name -> the file's), one for all rows. Of a sheet, `line` is the line
    the row stands in and `letters` what its columns are called.
    """

    number: int
    attributes: dict[str, str | None]
    geom: BaseGeometry | None
    values: dict[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """Return the address of this row's cell in a column of the file ("F17"); the line alone where it has no letter."""
        return f"{self.letters.get(column, '')}{self.line or self.number}"


@dataclass(frozen=True)
class Choices:
    """What a person confirmed before publishing.

    `correction` True: the published state was always wrong and is replaced for all its validity (koreksi). False: the
    new state is true from `effective` on (perubahan; None means today in WITA).

    `matches` are answers to doubtful rows: row number -> key of the identity meant. `absent` says what becomes of what is
    published and not in the file. `neighbours` says what happens where a new shape does not fit what is published beside
    it: published as it is and the pair marked *belum sepakat*, drawn to the neighbours where they are within `snap_m`,
    or the neighbours named in `adjust` (by address, as "64.08.04.2001") changed to fit.
    """

    effective: date | None = None
    correction: bool = False
    source: str = ""
    legal_status: str = ""
    legal_basis: str = ""
    minutes: str = ""
    scale: int | None = None
    sample: bool = False
    matches: Mapping[int, int] = field(default_factory=dict)
    absent: Absent = "tetap"
    neighbours: Neighbours = "biarkan"
    snap_m: float = SNAP_M
    adjust: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the choices as JSON keeps them."""
        facts = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            **facts,
            "effective": self.effective.isoformat() if self.effective else None,
            "matches": {str(row): key for row, key in self.matches.items()},
            "adjust": list(self.adjust),
        }

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "Choices":
        """Return the choices `as_json` wrote, with the defaults for what did not exist then; other keys are ignored."""
        known: dict[str, Any] = {each.name: facts[each.name] for each in fields(cls) if each.name in facts}
        if known.get("effective"):
            known["effective"] = date.fromisoformat(known["effective"])
        if "matches" in known:
            known["matches"] = {int(row): int(key) for row, key in known["matches"].items()}
        if "adjust" in known:
            known["adjust"] = tuple(known["adjust"])
        return cls(**known)


@dataclass(frozen=True)
class Candidate:
    """An identity a doubtful row may speak of; `share` is how much of the row's shape lies in it (0 to 1), None unknown."""

    key: int
    label: str
    share: float | None = None


@dataclass(frozen=True)
class Match:
    """A row and the identity it speaks of (its permanent key); `how` tells by what it was found."""

    row: Row
    key: int
    label: str
    how: Literal["code", "name", "shape", "person"]


@dataclass(frozen=True)
class Change:
    """What publishing would do to one identity. `row` is None where the file does not mention it.

    `before` is the shape published now. `shape` is what would be stored where that is not the row's own: drawn to its
    neighbours, or a neighbour adjusted. `note` says more than the action does, in both languages.
    """

    key: int
    label: str
    action: Action
    row: Row | None = None
    note: str = ""
    note_en: str = ""
    before: BaseGeometry | None = None
    shape: BaseGeometry | None = None

    @property
    def after(self) -> BaseGeometry | None:
        """What would be stored; None where the identity goes."""
        if self.action == "removed":
            return None
        return self.shape if self.shape is not None else self.row.geom if self.row is not None else self.before


@dataclass(frozen=True)
class Difference:
    """All changes, bound to the releases they were computed against (layer key -> number)."""

    changes: tuple[Change, ...]
    base_releases: dict[str, int]

    def of(self, action: Action) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.action == action)

    @property
    def counts(self) -> dict[str, int]:
        return {action: len(self.of(action)) for action in get_args(Action)}

    @property
    def touched(self) -> set[int]:
        """The identities that would not stay as they are."""
        return {change.key for change in self.changes if change.action != "unchanged"}

    @property
    def empty(self) -> bool:
        return all(change.action == "unchanged" for change in self.changes)


@dataclass(frozen=True)
class Finding:
    """Something found in a file. `rule` is a dotted code ("geometri.kosong"); `place` is (lon, lat) in EPSG:4326.

    Its level is the declared one of its rule (`rules.py`) unless it is given. `candidates` are what a doubtful row may
    speak of: answered in `Choices.matches`, the finding is gone.
    """

    rule: str
    level: Level | Literal[""] = ""
    message_id: str = ""
    message_en: str = ""
    remedy_id: str = ""
    remedy_en: str = ""
    row: int | None = None
    place: tuple[float, float] | None = None
    column: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        if not self.level:
            object.__setattr__(self, "level", level_of(self.rule))

    @property
    def blocks(self) -> bool:
        return self.level == "galat"
