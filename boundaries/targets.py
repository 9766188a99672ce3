"""Boundary files: what they must satisfy, whom their rows speak of, and what publishing them would change."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import shapely
from django.conf import settings
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from imports.models import Run
from imports.rows import Change, Choices, Difference, Finding, Match, Row
from imports.targets import TargetField, register
from layers.releases import current_numbers

from . import actions, codes, neighbour_checks
from .checks import ELSEWHERE, check_choices, check_register, check_rows
from .differences import Plan
from .disputes import note_disputes, undo_disputes
from .file_level import check_level
from .ledger.target import RegisterTarget
from .matching import Matched, match_rows
from .models import Boundary, LegalStatus, Level, Region
from .shape_checks import check_shapes

CODE_SYNONYMS = {
    Level.DESA: ("KDEPUM", "KODE_DESA", "KD_DESA", "IDDESA", "KODE", "CODE"),
    Level.KECAMATAN: ("KDCPUM", "KODE_KEC", "KD_KEC", "KODE", "CODE"),
    Level.KABUPATEN: ("KDBBPUM", "KDBPUM", "KDPKAB", "KODE_KAB", "KODE", "CODE"),
}
NAME_SYNONYMS = {
    Level.DESA: ("WADMKD", "NAMOBJ", "DESA", "NAMA", "NAME"),
    Level.KECAMATAN: ("WADMKC", "NAMOBJ", "KECAMATAN", "NAMA", "NAME"),
    Level.KABUPATEN: ("WADMKK", "NAMOBJ", "KABUPATEN", "NAMA", "NAME"),
}
# The levels that are dissolved from a level's borders, the nearest first.
ABOVE = {Level.DESA: (Level.KECAMATAN, Level.KABUPATEN), Level.KECAMATAN: (Level.KABUPATEN,), Level.KABUPATEN: ()}
PARENT_FIELDS = (
    TargetField(
        "parent_code", "Kode kecamatan", "Code of the kecamatan", ("KDCPUM", "KODE_KEC", "KD_KEC", "KODE_KECAMATAN")
    ),
    TargetField(
        "parent_name", "Nama kecamatan", "Name of the kecamatan", ("WADMKC", "KECAMATAN", "NAMA_KEC", "NAMA_KECAMATAN")
    ),
)


class BoundaryTarget:
    """The boundaries of one level. What lies above is dissolved from it, level by level, where none was published."""

    geometry_types: tuple[str, ...] = ("Polygon",)
    tells_outside: tuple[str, ...] = (ELSEWHERE,)
    asks: tuple[str, ...] = (
        "correction",
        "effective",
        "legal_status",
        "legal_basis",
        "minutes",
        "source",
        "scale",
        "absent",
        "neighbours",
    )
    statuses: tuple[tuple[str, str, str], ...] = (
        (LegalStatus.DEFINITIF, "definitif", "final"),
        (LegalStatus.KESEPAKATAN, "kesepakatan teknis", "technical agreement"),
        (LegalStatus.INDIKATIF, "indikatif", "indicative"),
    )

    def __init__(self, level: Level) -> None:
        self.level = level
        self.key = f"batas.{level.value}"
        self.title_id, self.title_en = f"Batas {level.label}", f"Boundaries: {level.value}"
        self.layers: tuple[str, ...] = tuple(sorted([level.value, *ABOVE[level]]))
        self.fields: tuple[TargetField, ...] = (
            TargetField("code", "Kode Kemendagri", "Kemendagri code", CODE_SYNONYMS[level]),
            TargetField("name", "Nama", "Name", NAME_SYNONYMS[level]),
            *(PARENT_FIELDS if level == Level.DESA else ()),
            TargetField("area", "Luas tertulis (LUASWH)", "Declared area (LUASWH)", ("LUASWH", "LUAS_KM2", "LUAS")),
        )

    def reference_area(self) -> BaseGeometry | None:
        return shapely.box(*settings.REGENCY_EXTENT)

    def recognise(self, values: Mapping[str, Sequence[str]]) -> float:
        """Return how many of the codes are well-formed codes of this level, 0 to 1."""
        found = values.get("code", [])
        return sum(_level_of(text) == self.level for text in found) / len(found) if found else 0.0

    def parts(self, identities: Collection[int]) -> list[Region]:
        """Return the regions whose borders these are: a mandate over a region covers its border and those below it."""
        return list(Region.objects.filter(pk__in=identities))

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        matched = match_rows(rows, self.level, choices)
        # What is wrong with the whole file is said once, not again for every row.
        whole = [*check_choices(choices), *check_register(matched.roll), *check_level(rows, self.level)]
        if whole:
            return whole
        plan = Plan(matched, choices)
        return chain(
            check_rows(rows, self.level, matched),
            check_shapes(self.level, matched),
            neighbour_checks.check_choices(choices, matched.roll, plan.fitted),
            neighbour_checks.check_neighbours(matched, plan.clashes),
        )

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        return list(match_rows(rows, self.level, choices).matches)

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        changes = self._plan(matches, choices).changes(self._facts(choices))
        return Difference(tuple(changes), current_numbers([self.level]))

    def _plan(self, matches: Sequence[Match], choices: Choices) -> Plan:
        return Plan(Matched.of(matches, self.level, choices), choices)

    def _facts(self, choices: Choices) -> dict[str, object]:
        return {
            "source": choices.source,
            "legal_status": choices.legal_status or LegalStatus.INDIKATIF,
            "legal_basis": choices.legal_basis,
            "minutes": choices.minutes,
            "scale": choices.scale,
            "sample": choices.sample,
        }

    def publish(self, run: Run, difference: Difference, choices: Choices, *, by: User) -> list[int]:
        written = [*difference.of("added"), *difference.of("changed")]
        ended = [change.key for change in difference.of("removed")]
        clashes = self._plan(
            _matches_in(difference), choices
        ).clashes  # against what is there before the rows are written
        made = actions.publish_boundaries(
            level=self.level,
            boundaries=list(self._new_boundaries(written, choices)),
            ending=ended,
            run=run,
            by=by,
            effective=choices.effective,
            correction=choices.correction,
            reason=choices.legal_basis or choices.source,
        )
        note_disputes(
            release=made.release,
            run=run,
            clashes=clashes,
            written=[change.key for change in written if change.row is not None],
            ended=ended,
        )
        derived = [
            actions.derive(level, run=run, by=by, effective=choices.effective, correction=choices.correction)
            for level in ABOVE[self.level]
        ]
        if made.alone:
            run.evidence["levels_alone"] = list(made.alone)
        return [each.release.pk for each in (made, *derived) if each is not None]

    def _new_boundaries(self, changes: Sequence[Change], choices: Choices) -> Iterator[actions.NewBoundary]:
        """Yield the borders to write; a neighbour that was adjusted keeps what it says beside its shape."""
        facts = self._facts(choices)
        adjusted = [change.key for change in changes if change.row is None]
        live = Boundary.objects.of_level(self.level).current().filter(region__in=adjusted)
        kept = {row.region_id: {name: getattr(row, name) for name in facts} for row in live.valid_on(_day(choices))}
        for change in changes:
            if change.after is not None:
                yield actions.NewBoundary(change.key, change.after, kept.get(change.key, facts))

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        opened = []
        for release in run.releases.order_by("-pk"):
            new = actions.undo_release(release=release, undoing=undoing, by=by)
            undo_disputes(release=release, new=new, undoing=undoing)
            opened.append(new.pk)
        return opened


def _day(choices: Choices) -> date:
    return choices.effective or timezone.localdate()


def _matches_in(difference: Difference) -> list[Match]:
    rows = ((change, change.row) for change in difference.changes)
    return [Match(row, change.key, change.label, "code") for change, row in rows if row is not None]


def _level_of(text: str) -> str | None:
    try:
        return codes.level(codes.normalise(text))
    except ValueError:
        return None


for _level in (Level.KABUPATEN, Level.KECAMATAN, Level.DESA):
    register(BoundaryTarget(_level))
register(RegisterTarget())
