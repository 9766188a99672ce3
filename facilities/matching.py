"""Whom the rows of a file speak of, and what publishing them would change.

A row is a facility's by what a person chose, by its key, its NPSN, the same kind and name within 50 m, or else the same
kind and name once in the same desa. One that speaks of none yet gets the negative of its number as its key.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import shapely

from boundaries.names import plain
from imports.rows import Change, Choices, Difference, Match, Row
from layers.releases import current_numbers

from .entries import Entries, Entry
from .kinds import KINDS
from .likeness import Thing, pairs
from .models import CONTENT, LAYER, Facility, FacilityVersion
from .positions import NEW

How = Literal["code", "name", "shape", "person"]
Live = dict[int, FacilityVersion]
STORED = tuple(FacilityVersion._meta.get_field(name).attname for name in CONTENT)  # type: ignore[union-attr]  # all are columns


def live_facilities() -> Live:
    """Return what the newest release says, by facility. One query."""
    return {each.facility_id: each for each in FacilityVersion.objects.current().order_by("facility")}


def match(entries: Entries, choices: Choices, live: Live) -> list[Match]:
    """Find the facility of each row that can be published; no two rows are one facility's."""
    kept = entries.kept
    found = _found(kept, choices, live)
    return [
        Match(entry.row, *found.get(entry.row.number, (-entry.row.number, entry.name[:200], "name"))) for entry in kept
    ]


def _found(kept: Sequence[Entry], choices: Choices, live: Live) -> dict[int, tuple[int, str, How]]:
    found: dict[int, tuple[int, str, How]] = {}
    taken: set[int] = set()
    ways: tuple[tuple[How, Iterable[tuple[Entry, int]]], ...] = (
        ("person", _chosen(kept, choices, live)),
        ("code", _by_key(kept)),
        ("code", _by_npsn(kept, live)),
        ("shape", _by_place(kept, live)),
        ("name", _by_name(kept, live)),
    )
    new = {entry.row.number for entry in kept if choices.matches.get(entry.row.number) == NEW}
    for how, pairs_found in ways:
        for entry, facility in pairs_found:
            number = entry.row.number
            if number not in found and number not in new and facility not in taken:
                found[number] = (facility, entry.name[:200], how)
                taken.add(facility)
    return found


def _chosen(kept: Sequence[Entry], choices: Choices, live: Live) -> Iterator[tuple[Entry, int]]:
    for entry in kept:
        chosen = choices.matches.get(entry.row.number, 0)
        if chosen in live:
            yield entry, chosen


def _by_key(kept: Sequence[Entry]) -> Iterator[tuple[Entry, int]]:
    keys = {entry.row.values.get("key", "").lower() for entry in kept} - {""}
    known = dict(Facility.objects.filter(key__in=keys).values_list("key", "pk")) if keys else {}
    for entry in kept:
        facility = known.get(entry.row.values.get("key", "").lower())
        if facility is not None:
            yield entry, facility


def _by_npsn(kept: Sequence[Entry], live: Live) -> Iterator[tuple[Entry, int]]:
    known = {each.npsn: key for key, each in live.items() if each.npsn}
    for entry in kept:
        facility = known.get(entry.content.get("npsn", ""))
        if facility is not None:
            yield entry, facility


def _by_place(kept: Sequence[Entry], live: Live) -> Iterator[tuple[Entry, int]]:
    there = [thing_of(each) for each in live.values()]
    same = (pair for pair in pairs(things(kept), there) if pair.same)
    for pair in sorted(same, key=lambda each: each.metres):
        yield kept[pair.first], there[pair.second].key


def _by_name(kept: Sequence[Entry], live: Live) -> Iterator[tuple[Entry, int]]:
    """Pair what is called alike once in a desa: a position that was corrected is still the same facility."""
    theirs = Counter((each.region_id, each.kind, plain(each.name)) for each in live.values())
    ours = Counter((entry.region, entry.content["kind"], plain(entry.name)) for entry in kept)
    known = {(each.region_id, each.kind, plain(each.name)): key for key, each in live.items()}
    for entry in kept:
        said = (entry.region, entry.content["kind"], plain(entry.name))
        if said[0] is not None and ours[said] == 1 and theirs[said] == 1:
            yield entry, known[said]


def things(kept: Sequence[Entry]) -> list[Thing]:
    return [
        Thing(entry.row.number, entry.kind.code, entry.kind.group.code, entry.name, entry.placed.point)
        for entry in kept
        if entry.kind is not None and entry.placed.point is not None
    ]


def thing_of(version: FacilityVersion) -> Thing:
    point = (version.geom.x, version.geom.y)
    return Thing(version.facility_id, version.kind, KINDS[version.kind].group.code, version.name, point)


def difference(entries: Entries, matches: Sequence[Match], choices: Choices, live: Live) -> Difference:
    """Compare with what is published now. What the file has no column for stays as it is.

    "Berakhir" ends the facilities of the kinds the file holds and does not mention: a list of schools says nothing of
    mosques.
    """
    by_row = {entry.row.number: entry for entry in entries.entries}
    changes = [_change(match, by_row[match.row.number], live) for match in matches]
    if choices.absent == "berakhir":
        mentioned = {match.key for match in matches}
        kinds = {entry.kind.code for entry in entries.entries if entry.kind is not None}
        ending = [key for key, each in live.items() if key not in mentioned and each.kind in kinds]
        changes += [Change(key, live[key].name, "removed", before=_shape(live[key])) for key in sorted(ending)]
    return Difference(tuple(changes), current_numbers([LAYER]))


def _change(match: Match, entry: Entry, live: Live) -> Change:
    row = Row(
        match.row.number, match.row.attributes, shapely.Point(entry.placed.point), match.row.values, match.row.columns
    )
    before = live.get(match.key)
    if before is None:
        return Change(match.key, match.label, "added", row)
    if all(getattr(before, name) == value for name, value in entry.content.items()):
        return Change(match.key, match.label, "unchanged", row)
    return Change(match.key, match.label, "changed", row, before=_shape(before))


def _shape(version: FacilityVersion) -> Any:
    return shapely.Point(version.geom.x, version.geom.y)


def content_of(version: FacilityVersion | None) -> dict[str, Any]:
    """Return what a version says, by the names of its columns; nothing for none."""
    return {} if version is None else {name: getattr(version, name) for name in STORED}
