"""Whom the rows of a boundary file speak of: by code, else by name within its kecamatan, else a person chooses.

A code that is there decides, right or wrong: a wrong one is for the checks to tell. A name is taken only where one region
of the kecamatan bears it and the shape does not say otherwise. Shapes alone never decide; they propose candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import shapely
from django.utils import timezone

from imports.rows import Candidate, Choices, Match, Row

from .models import Level
from .published import Published
from .roll import Entry, Roll

# A row found by its name must share this much with the border published under that name.
ALIKE = 0.5
WORTH_NAMING = 0.05
MOST_BY_SHAPE, MOST_WITHOUT_BORDER = 5, 10
ABOVE = {Level.DESA: Level.KECAMATAN}
How = Literal["code", "name", "shape", "person"]


@dataclass(frozen=True)
class Doubtful:
    """A row a person has to choose for, with the regions it may speak of, likeliest first."""

    row: Row
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Matched:
    """The rows whose region is known, those that are doubtful, and what they were held against."""

    roll: Roll
    published: Published
    matches: tuple[Match, ...]
    doubtful: tuple[Doubtful, ...]

    @classmethod
    def of(cls, matches: Sequence[Match], level: Level, choices: Choices) -> Matched:
        """Return matches made before beside the roll and the borders of the day they hold from. Three queries."""
        day = choices.effective or timezone.localdate()
        return cls(Roll.on(day, level), Published.on(day, level), tuple(matches), ())

    @cached_property
    def by_row(self) -> dict[int, Match]:
        return {match.row.number: match for match in self.matches}

    def entry(self, row: Row) -> Entry | None:
        """Return whom a row speaks of; None where that is not known."""
        match = self.by_row.get(row.number)
        return self.roll.by_region[match.key] if match is not None else None


def match_rows(rows: Sequence[Row], level: Level, choices: Choices) -> Matched:
    """Find the region of each row. Six queries at most."""
    day = choices.effective or timezone.localdate()
    matcher = _Matcher(level, day, choices)
    found = [matcher.find(row) for row in rows]
    return Matched(
        matcher.roll,
        matcher.published,
        tuple(each for each in found if isinstance(each, Match)),
        tuple(each for each in found if isinstance(each, Doubtful)),
    )


class _Matcher:
    def __init__(self, level: Level, day: date, choices: Choices) -> None:
        self.level, self.day, self.choices = level, day, choices
        self.roll = Roll.on(day, level)
        self.published = Published.on(day, level)

    @cached_property
    def _parents(self) -> tuple[Roll, Published] | None:
        above = ABOVE.get(self.level)
        return (Roll.on(self.day, above), Published.on(self.day, above)) if above else None

    def find(self, row: Row) -> Match | Doubtful | None:
        chosen = self.roll.by_region.get(self.choices.matches.get(row.number, 0))
        if chosen is not None:
            return _match(row, chosen, "person")
        if row.values.get("code"):
            entry = self.roll.entry(row.values["code"])
            return _match(row, entry, "code") if entry is not None else None
        return self._without_code(row)

    def _without_code(self, row: Row) -> Match | Doubtful | None:
        parent = self._parent_code(row)
        named = [each for each in self.roll.called(row.values.get("name", "")) if parent in (None, each.parent_code)]
        if len(named) == 1 and self._fits(named[0], row):
            return _match(row, named[0], "name")
        candidates = self._candidates(row, named, parent)
        return Doubtful(row, candidates) if candidates else None

    def _parent_code(self, row: Row) -> str | None:
        """Return the code of the unit above: as the row says, else where it lies; None where neither tells."""
        if self._parents is None:
            return None
        roll, published = self._parents
        stated = roll.entry(row.values.get("parent_code", ""))
        named = [stated] if stated else roll.called(row.values.get("parent_name", ""))
        if len(named) == 1:
            return named[0].code
        if not _usable(row):
            return None
        lying = max(published.overlapping(row.geom), key=lambda each: each[1], default=None)
        held = roll.by_region.get(lying[0]) if lying is not None and lying[1] > ALIKE else None
        return held.code if held is not None else None

    def _fits(self, entry: Entry, row: Row) -> bool:
        """Tell whether the shape lies where the border published under that name does, if there is one."""
        former = self.published.shapes.get(entry.region)
        if former is None or not former.is_valid or not _usable(row):
            return True
        shared = shapely.intersection(former, row.geom).area
        return bool(shared >= ALIKE * min(former.area, row.geom.area))  # type: ignore[union-attr]

    def _candidates(self, row: Row, named: Iterable[Entry], parent: str | None) -> tuple[Candidate, ...]:
        """Return those the shape overlaps, then those of that name, then those of the kecamatan that have no border."""
        shares = dict(self.published.overlapping(row.geom)) if _usable(row) else {}
        lying = sorted((key for key, share in shares.items() if share >= WORTH_NAMING), key=lambda key: -shares[key])
        bare = [each for each in self.roll if each.region not in self.published.rows and each.parent_code == parent]
        keys = [*lying[:MOST_BY_SHAPE], *(each.region for each in (*named, *bare[:MOST_WITHOUT_BORDER]))]
        entries = [self.roll.by_region[key] for key in dict.fromkeys(keys) if key in self.roll.by_region]
        return tuple(Candidate(each.region, each.label, shares.get(each.region)) for each in entries)


def _usable(row: Row) -> bool:
    return row.geom is not None and not row.geom.is_empty and row.geom.is_valid


def _match(row: Row, entry: Entry, how: How) -> Match:
    return Match(row, entry.region, entry.label, how)
