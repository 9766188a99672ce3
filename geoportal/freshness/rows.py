"""Regions with the age of their parts, worst first, and kecamatan with how many of theirs are up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from boundaries.facts import RegionFacts
from stewardship.selectors import Keeping, keepers_of

from .parts import PARTS, Part

FRESH, OLD, LACKING, NONE, NOT_ASKED = "baru", "lama", "kurang", "kosong", "tidak_diminta"


@dataclass(frozen=True)
class Cell:
    part: Part
    newest: date | None
    state: str
    form: str = ""
    lacks: tuple[str, ...] = ()

    @property
    def due(self) -> bool:
        return self.state in (OLD, LACKING, NONE)


@dataclass(frozen=True)
class Row:
    region: RegionFacts
    keeping: Keeping | None
    cells: tuple[Cell, ...]

    @property
    def due(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.due]

    @property
    def newest(self) -> date | None:
        return max((cell.newest for cell in self.cells if cell.newest), default=None)

    @property
    def badness(self) -> tuple[int, int, date]:
        """Sort by this: what lacks most first, then what is old most, then what was changed longest ago."""
        states = [cell.state for cell in self.cells]
        return -states.count(NONE), -states.count(OLD) - states.count(LACKING), self.newest or date.min


def rows_of(regions: Sequence[RegionFacts], day: date) -> list[Row]:
    """Return a row for each region, in their order. At most three queries a part, and one for the keepers."""
    known = [(part, part.newest(), part.lacks(regions, day) if part.lacks else {}) for part in PARTS]
    keepers = keepers_of(regions, day=day)
    return [
        Row(
            region,
            keepers.get(region.pk),
            tuple(
                _cell(part, region, newest.get(region.pk), tuple(lacks.get(region.pk, ())), day)
                for part, newest, lacks in known
            ),
        )
        for region in regions
    ]


def _cell(part: Part, region: RegionFacts, newest: date | None, lacks: tuple[str, ...], day: date) -> Cell:
    form = part.form(region) if part.form and region.code else ""
    if not part.asked_of(region):
        return Cell(part, newest, FRESH if newest else NOT_ASKED, form)
    return Cell(part, newest, _state(part, newest, lacks, day), form, lacks)


def _state(part: Part, newest: date | None, lacks: tuple[str, ...], day: date) -> str:
    if newest is None:
        return NONE
    if lacks:
        return LACKING
    return OLD if part.stale_after is not None and (day - newest).days > part.stale_after else FRESH


@dataclass(frozen=True)
class Count:
    """How many of the villages of a kecamatan that are asked for a part have it, not old."""

    fresh: int
    asked: int


@dataclass(frozen=True)
class Summary:
    region: RegionFacts
    keeping: Keeping | None
    counts: tuple[Count, ...]
    newest: date | None


def summaries(rows: Iterable[Row]) -> list[Summary]:
    """Return each kecamatan among `rows` with how many of its villages are up to date, by part."""
    rows = list(rows)
    below: dict[int | None, list[Row]] = {}
    for row in rows:
        if row.region.level == "desa":
            below.setdefault(row.region.parent_pk, []).append(row)
    return [_summary(row, below.get(row.region.pk, [])) for row in rows if row.region.level == "kecamatan"]


def _summary(row: Row, villages: Sequence[Row]) -> Summary:
    counts = []
    for number, _part in enumerate(PARTS):
        states = [each.cells[number].state for each in villages if each.cells[number].state != NOT_ASKED]
        counts.append(Count(states.count(FRESH), len(states)))
    newest = max((each.newest for each in (row, *villages) if each.newest), default=None)
    return Summary(row.region, row.keeping, tuple(counts), newest)
