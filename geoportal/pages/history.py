"""Riwayat data: which releases changed a region's border or a feature, what was different, and what stands behind each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from imports.actions import choices_of
from imports.models import Run
from imports.rights import visible_runs
from imports.rows import Choices
from layers.changes import ADDED, REMOVED
from layers.declaration import Layer
from layers.models import Release
from layers.timeline import Step, timeline

SHOWN = 20  # steps; what is older is in the API
CORRECTION, CHANGE, UNDO = "koreksi", "perubahan", "pembatalan"


@dataclass(frozen=True)
class Origin:
    """The run behind a release. `person` and `opens` are for those who may know; everyone sees the rest."""

    run: Run
    choices: Choices
    person: str = ""
    opens: bool = False

    @property
    def kind(self) -> str:
        if self.run.undo_of_id:
            return UNDO
        return CORRECTION if self.choices.correction else CHANGE


@dataclass(frozen=True)
class Line:
    """One step of a history as the page tells it."""

    release: Release
    words: str
    origin: Origin | None

    @property
    def day_query(self) -> str:
        return f"?as_of={self.release.as_of.isoformat()}"


@dataclass(frozen=True)
class Told:
    """A history, the newest line first; `older` says how many steps are left out."""

    lines: list[Line]
    older: int


def history_of(request: HttpRequest, layer: Layer, identity: int) -> Told:
    """Return what became of one feature of a layer. Three queries; for somebody signed in those of their rights, too."""
    steps = timeline(layer, identity)
    shown = steps[:SHOWN]
    origins = origins_of(request, [step.release for step in shown])
    first = steps[-1] if steps else None
    lines = [
        Line(step.release, words_of(step, again=step is not first), origins.get(step.release.pk)) for step in shown
    ]
    return Told(lines, len(steps) - len(shown))


def origins_of(request: HttpRequest, releases: list[Release]) -> dict[int, Origin]:
    """Return the run behind each release that has one, by the release's key. One query, and those of the rights."""
    rows = (
        Run.objects.filter(releases__in=[release.pk for release in releases]).select_related("actor").defer("evidence")
    )
    runs: dict[int, Run] = {run.release_pk: run for run in rows.annotate(release_pk=F("releases__pk")).order_by("pk")}
    reader = request.user
    if not reader.is_authenticated:
        return {key: Origin(run, choices_of(run)) for key, run in runs.items()}
    open_to = _open_to(reader, runs)
    return {
        key: Origin(run, choices_of(run), run.actor.get_short_name(), run.pk in open_to) for key, run in runs.items()
    }


def _open_to(reader: User | AnonymousUser, runs: dict[int, Run]) -> set[int]:
    """Return the runs whose pages, the original's particulars included, the reader may open."""
    asked = {run.pk for run in runs.values()}
    return set(visible_runs(reader).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()


def words_of(step: Step, *, again: bool) -> str:
    """Say what was different; `again` where the feature had been published before."""
    if step.kind == ADDED:
        return _("Terbit lagi") if again else _("Terbit pertama kali")
    if step.kind == REMOVED:
        return _("Tidak terbit lagi")
    different = [*([_("bentuk di peta")] if step.moved else []), *(fact.title for fact in step.facts)]
    return _("Berbeda: %(what)s") % {"what": ", ".join(each[:1].lower() + each[1:] for each in different)}
