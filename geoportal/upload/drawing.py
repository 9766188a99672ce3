"""The maps of an upload, over the regency's own borders: where candidates would put the rows, where problems lie, old and new."""

from collections.abc import Iterable, Sequence

import shapely
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from geoportal.pages.backdrop import backdrop, window_around
from geoportal.pages.maps import Atlas, open_atlas
from imports import crs
from imports.candidates import SWAPPED
from imports.looking import Look
from imports.models import ProblemLevel, RunChange, RunProblem
from layers.svg import Frame, Shape, Stratum, draw

SMALL = 3600  # units: half the usual width, for maps side by side
LEAST_WINDOW = 0.004
PROBLEM_CSS = {ProblemLevel.ERROR: "galat", ProblemLevel.WARNING: "peringatan", ProblemLevel.INFO: "info"}


class Paper:
    """The regency as background, read once for all drawings of a page."""

    def __init__(self, request: HttpRequest) -> None:
        self.atlas: Atlas = open_atlas(request.user, day=timezone.localdate(), as_of=None)

    def strata(self, frame: Frame, *, labels: bool = False) -> list[Stratum]:
        return backdrop(self.atlas, frame, labels=labels)


def placed(paper: Paper, seen: Look, answer: str, reference: BaseGeometry | None) -> str:
    """Return where the first rows would lie under a reference system."""
    system, _dropped = crs.parse(answer.removesuffix(SWAPPED))
    warp = crs.warp(system, reference, swapped=answer.endswith(SWAPPED))
    shapes = [warp(shapely.from_wkb(outline)) for outline in seen.outlines]
    frame = Frame.around(settings.REGENCY_EXTENT, width=SMALL)
    drawn = Stratum("baru", [Shape(shape) for shape in shapes if not shape.is_empty], lines=True)
    return draw(frame, [*paper.strata(frame), drawn], scale_bar=False)


def places(paper: Paper, problems: Iterable[RunProblem]) -> str:
    """Return a map of the places of problems; empty where none has one."""
    marked = [each for each in problems if each.place is not None]
    if not marked:
        return ""
    points = {
        level: [Shape(shapely.Point(each.place.coords)) for each in marked if each.level == level and each.place]
        for level in reversed(PROBLEM_CSS)
    }
    frame = Frame.around(window_around([shape.geometry for found in points.values() for shape in found], LEAST_WINDOW))
    strata = [Stratum(f"titik {PROBLEM_CSS[level]}", shapes) for level, shapes in points.items() if shapes]
    return draw(frame, [*paper.strata(frame, labels=True), *strata])


def compared(paper: Paper, changes: Sequence[RunChange], *, named: bool) -> str:
    """Return old against new; empty where nothing has a shape."""
    pairs = [(each, _shape(each.before), _shape(each.after)) for each in changes]
    shapes = [shape for _each, *both in pairs for shape in both if shape is not None]
    if not shapes:
        return ""
    frame = Frame.around(window_around(shapes, LEAST_WINDOW))
    new = [_drawn(each, after, named) for each, before, after in pairs if after is not None and before is not None]
    old = [_drawn(each, before, False) for each, before, after in pairs if before is not None and after is not None]
    added = [_drawn(each, after, named) for each, before, after in pairs if after is not None and before is None]
    removed = [_drawn(each, before, named) for each, before, after in pairs if before is not None and after is None]
    strata = [
        Stratum("hapus", removed, lines=True, labels=named),
        Stratum("tambah", added, lines=True, labels=named),
        Stratum("baru", new, lines=True, labels=named),
        Stratum("lama", old, lines=True),
    ]
    return draw(frame, [*paper.strata(frame), *(each for each in strata if each.shapes)])


def _drawn(change: RunChange, shape: BaseGeometry, named: bool) -> Shape:
    return Shape(shape, change.label.partition(" ")[2] or change.label if named else "")


def _shape(stored: object) -> BaseGeometry | None:
    return shapely.from_wkb(bytes(stored.wkb)) if stored is not None else None  # type: ignore[attr-defined]
