"""The target `monografi.lembar`: a filled sheet becomes editions, a row a region; all of a file is published, or nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Max
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

import monografi.rules  # noqa: F401  # declares what the checks find
from accounts.models import User
from boundaries.models import Region
from imports.models import Run
from imports.rights import PUBLISH, UNDO, UPLOAD
from imports.rows import Action, Change, Choices, Difference, Finding, Match, Row
from imports.signals import station
from imports.targets import TargetField, UndoRefused, register
from layers.releases import current_numbers, open_release
from stewardship.selectors import regions_where

from . import entries
from .actions import MONOGRAPH, withdraw
from .columns import all_columns
from .indicators import indicators
from .models import Edition, Figure, Status
from .periods import Period
from .querysets import EditionQuerySet
from .selectors import Value, figures_of

KEY = "monografi.lembar"
BATCH = 5_000
# What somebody may who fills in, or publishes, the monograph of a region by form, they may by its sheet as well.
BY_FORM = {UPLOAD: "monografi.edit", PUBLISH: "monografi.publish", UNDO: "monografi.publish"}


class SheetTarget:
    """Editions of desa and kelurahan. A row whose figures are those published for its year changes nothing."""

    key = KEY
    title_id, title_en = "Monografi dari lembar isian", "Monographs from a filled sheet"
    noun_id, noun_en = "edisi monografi", "monograph editions"
    geometry_types: tuple[str, ...] = ()
    layers: tuple[str, ...] = (MONOGRAPH,)
    asks: tuple[str, ...] = ("source",)
    formulas = True
    template = True
    fields: tuple[TargetField, ...] = tuple(
        TargetField(each.code, each.title_id, each.title_en, (each.code.upper(), *each.synonyms))
        for each in all_columns()
    )

    def reference_area(self) -> BaseGeometry | None:
        return None

    def recognise(self, values: Mapping[str, Sequence[str]]) -> float:
        """Return how many of the template's columns are there."""
        return sum(code in values for code in indicators()) / len(indicators())

    def parts(self, identities: Collection[int]) -> list[Region]:
        """Return the regions whose editions these are."""
        return list(Region.objects.filter(pk__in=identities))

    def kept_by(self, user: User, action: str) -> set[int]:
        """Return the regions whose editions a person may send, publish or undo by keeping them. Two queries at most."""
        asked = BY_FORM.get(action)
        return set(regions_where(user, asked).values_list("pk", flat=True)) if asked else set()

    def not_of(self, rows: Sequence[Row], kept: Collection[int]) -> Iterable[Finding]:
        return entries.not_of(rows, kept)

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        return entries.check(rows)

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        return [
            Match(entry.row, entry.region.pk, f"{entry.region.name} {entry.period.told}", "code")
            for entry in entries.read(rows)
            if entry.told and entry.region is not None and entry.period is not None
        ]

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        read = {entry.row.number: entry for entry in entries.read([match.row for match in matches])}
        shown = _shown({entry.period for entry in read.values() if entry.period})
        changes = (_change(match, read[match.row.number], shown) for match in matches)
        return Difference(tuple(changes), current_numbers(self.layers))

    def publish(self, run: Run, difference: Difference, choices: Choices, *, by: User) -> list[int]:
        changes = [*difference.of("added"), *difference.of("changed")]
        told = entries.read([change.row for change in changes if change.row is not None])
        made = [_edition(entry, choices, run, by) for entry in told]
        for edition in made:
            _same(edition).published().update(status=Status.REPLACED)
        Edition.objects.bulk_create(made)
        Figure.objects.bulk_create(
            (
                _figure(edition, code, value)
                for edition, entry in zip(made, told, strict=True)
                for code, value in entry.values.items()
            ),
            batch_size=BATCH,
        )
        station.send(sender=type(self), name="rows written")
        return [open_release(layer=MONOGRAPH, by=by, reason=choices.source[:200] or run.file_name[:200]).pk]

    def undo(self, run: Run, undoing: Run, *, by: User) -> list[int]:
        editions = list(Edition.objects.select_for_update().filter(run=run).order_by("pk"))
        later = [each for each in editions if each.status == Status.REPLACED]
        if later:
            raise UndoRefused(_runs_since(later))
        for edition in editions:
            if edition.status == Status.PUBLISHED:
                withdraw(edition, reason=f"proses {undoing.pk} membatalkan proses {run.pk}")
        return [open_release(layer=MONOGRAPH, by=by, reason=f"Pembatalan proses {run.pk}").pk]


Shown = Mapping[tuple[int, Period | None], Mapping[str, Value]]


def _shown(periods: set[Period]) -> Shown:
    """Return the published figures of these periods, by region and period. One query a period."""
    published = Edition.objects.published()
    return {
        (region, period): values
        for period in periods
        for region, values in figures_of(published.filter(year=period.year, semester=period.semester)).items()
    }


def _change(match: Match, entry: entries.Entry, shown: Shown) -> Change:
    before = shown.get((match.key, entry.period))
    action: Action = "added" if before is None else "unchanged" if before == entry.values else "changed"
    note_id, note_en = _notes(before or {}, entry.values) if action == "changed" else ("", "")
    return Change(match.key, match.label, action, entry.row, note=note_id, note_en=note_en)


def _notes(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[str, str]:
    moved = [code for code in indicators() if before.get(code) != after.get(code)]
    named = ", ".join(indicators()[code].title_id for code in moved[:3])
    named_en = ", ".join(indicators()[code].title_en for code in moved[:3])
    return f"{len(moved)} isian berubah: {named}", f"{len(moved)} figures change: {named_en}"


def _same(edition: Edition) -> EditionQuerySet:
    return Edition.objects.filter(region=edition.region_id, year=edition.year, semester=edition.semester)


def _edition(entry: entries.Entry, choices: Choices, run: Run, by: User) -> Edition:
    assert entry.region is not None  # rows without one are refused by the checks
    assert entry.year is not None
    edition = Edition(
        region_id=entry.region.pk,
        year=entry.year,
        semester=entry.semester,
        status=Status.PUBLISHED,
        compiled_on=entry.compiled_on,
        source=entry.source or choices.source[:200],
        sample=choices.sample,
        run=run,
        made_by=by,
        published_at=timezone.now(),
    )
    edition.revision = (_same(edition).aggregate(last=Max("revision"))["last"] or 0) + 1
    return edition


def _figure(edition: Edition, code: str, value: Value) -> Figure:
    if isinstance(value, str):
        return Figure(edition=edition, indicator=code, text=value)
    return Figure(edition=edition, indicator=code, number=value)


def _runs_since(replaced: Sequence[Edition]) -> list[int]:
    """Return the runs whose editions took the place of these, newest first."""
    found = {
        each.run_id
        for edition in replaced
        for each in _same(edition).filter(revision__gt=edition.revision, run__isnull=False)
    }
    return sorted((run for run in found if run is not None), reverse=True)


register(SheetTarget())
