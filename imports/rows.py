"""The values the stages hand to each other."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from shapely.geometry.base import BaseGeometry

Action = Literal["added", "changed", "removed", "unchanged"]


@dataclass(frozen=True)
class Row:
    """A row of the file: `attributes` under the file's own field names, `values` under the target's.

    `geom` is 2D in EPSG:4326, or None. `number` counts from 1 as a spreadsheet would without its heading.
    """

    number: int
    attributes: dict[str, str | None]
    geom: BaseGeometry | None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What a person confirmed before publishing.

    `correction` True: the published state was always wrong and is replaced for all its validity (koreksi). False: the
    new state is true from `effective` on (perubahan; None means today in WITA).
    """

    effective: date | None = None
    correction: bool = False
    source: str = ""
    legal_status: str = ""
    legal_basis: str = ""
    minutes: str = ""
    scale: int | None = None
    sample: bool = False


@dataclass(frozen=True)
class Match:
    """A row and the identity it speaks of (its permanent key); `how` tells by what it was found."""

    row: Row
    key: int
    label: str
    how: Literal["code", "name", "shape", "person"]


@dataclass(frozen=True)
class Change:
    """What publishing would do to one identity. `row` is None where the file does not mention it."""

    key: int
    label: str
    action: Action
    row: Row | None = None
    note: str = ""


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
    def empty(self) -> bool:
        return all(change.action == "unchanged" for change in self.changes)


@dataclass(frozen=True)
class Finding:
    """Something found in a file. `rule` is a dotted code ("geometri.kosong"); `place` is (lon, lat) in EPSG:4326."""

    rule: str
    level: Literal["galat", "peringatan", "info"]
    message_id: str
    message_en: str
    remedy_id: str = ""
    remedy_en: str = ""
    row: int | None = None
    place: tuple[float, float] | None = None
    column: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return self.level == "galat"
