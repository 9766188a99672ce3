"""Boundary files: what they must satisfy, whom their rows speak of, and what publishing them would change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

from . import actions, codes
from .checks import check_choices, check_rows
from .models import Boundary, LegalStatus, Level
from .roll import Roll

SAME_DEGREES = 1e-7  # about a centimetre: what reprojecting there and back may move
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


class BoundaryTarget:
    """The boundaries of one level. Publishing kecamatan also dissolves the kabupaten where none was published."""

    geometry_types: tuple[str, ...] = ("Polygon",)
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
        self.layers: tuple[str, ...] = (level.value,) if level != Level.KECAMATAN else ("kabupaten", "kecamatan")
        self.fields: tuple[TargetField, ...] = (
            TargetField("code", "Kode Kemendagri", "Kemendagri code", CODE_SYNONYMS[level], required=True),
            TargetField("name", "Nama", "Name", NAME_SYNONYMS[level]),
            TargetField("area", "Luas tertulis (LUASWH)", "Declared area (LUASWH)", ("LUASWH", "LUAS_KM2", "LUAS")),
        )

    def reference_area(self) -> BaseGeometry | None:
        return shapely.box(*settings.REGENCY_EXTENT)

    def recognise(self, values: Mapping[str, Sequence[str]]) -> float:
        """Return how many of the codes are well-formed codes of this level, 0 to 1."""
        found = values.get("code", [])
        return sum(_level_of(text) == self.level for text in found) / len(found) if found else 0.0

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        roll = Roll.on(choices.effective or timezone.localdate(), self.level)
        return chain(check_choices(choices), check_rows(rows, self.level, roll))

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        roll = Roll.on(timezone.localdate(), self.level)
        return list(self._matches(rows, roll))

    def _matches(self, rows: Sequence[Row], roll: Roll) -> Iterator[Match]:
        for row in rows:
            entry = roll.entry(row.values.get("code", ""))
            if entry is not None:
                yield Match(row, entry.region, f"{entry.code} {entry.name}", "code")

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        base = current_numbers(self.layers)
        day = choices.effective or timezone.localdate()
        live = {row.region_id: row for row in Boundary.objects.of_level(self.level).current().valid_on(day)}
        changes = [_change(match, live.get(match.key), self._facts(choices)) for match in matches]
        return Difference(tuple(changes), base)

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
        facts = self._facts(choices)
        touched = [*difference.of("added"), *difference.of("changed")]
        boundaries = [
            actions.NewBoundary(change.key, change.row.geom, facts)
            for change in touched
            if change.row is not None and change.row.geom is not None
        ]
        made = actions.publish_boundaries(
            level=self.level,
            boundaries=boundaries,
            run=run,
            by=by,
            effective=choices.effective,
            correction=choices.correction,
            reason=choices.legal_basis or choices.source,
        )
        derived = None
        if self.level == Level.KECAMATAN:
            derived = actions.derive_kabupaten(
                run=run, by=by, effective=choices.effective, correction=choices.correction
            )
        if made.alone:
            run.evidence["levels_alone"] = list(made.alone)
        return [each.release.pk for each in (made, derived) if each is not None]

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        releases = run.releases.order_by("-pk")
        return [actions.undo_release(release=release, undoing=undoing, by=by).pk for release in releases]


def _level_of(text: str) -> str | None:
    try:
        return codes.level(codes.normalise(text))
    except ValueError:
        return None


def _change(match: Match, live: Boundary | None, facts: dict[str, object]) -> Change:
    if live is None:
        return Change(match.key, match.label, "added", match.row)
    same_facts = all(getattr(live, name) == value for name, value in facts.items())
    before = actions.from_geos(live.geom)
    if same_facts and same_shape(before, match.row.geom):
        return Change(match.key, match.label, "unchanged", match.row)
    return Change(match.key, match.label, "changed", match.row, before=before)


def same_shape(old: BaseGeometry, new: BaseGeometry | None) -> bool:
    """Tell whether two shapes are one, whatever the start and direction of their rings, to about a centimetre."""
    if new is None:
        return False
    new = actions.as_multipolygon(new)
    return bool(
        shapely.equals_exact(old, new, SAME_DEGREES)
        or shapely.equals_exact(shapely.normalize(old), shapely.normalize(new), SAME_DEGREES)
    )


for _level in (Level.KABUPATEN, Level.KECAMATAN, Level.DESA):
    register(BoundaryTarget(_level))
