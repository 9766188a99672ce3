"""What undoing a release would put back, for rows counted by releases (`layers.models.VersionedRow`).

Rows are compared by what they say: a later release that was itself undone does not stand in the way.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from layers.models import Release
from layers.querysets import VersionedQuerySet

from .models import Run
from .targets import UndoRefused

Contents = Callable[[VersionedQuerySet[Any]], dict[Hashable, int]]


@dataclass(frozen=True)
class Restoration:
    """Keys of the rows said now that were not said before, and of former rows to say again (as copies)."""

    close: list[int]
    again: list[int]


def restoration(rows: VersionedQuerySet[Any], release: Release, *, identity: str, contents: Contents) -> Restoration:
    """Return what puts back the state before `release`; raise UndoRefused where the same rows say something else since.

    `rows` are all versions in the layer, `identity` names the foreign key a version hangs on, `contents` reads what each
    version says, apart from when and by which run it was said -> its key.
    """
    number = release.number
    touched = rows.filter(Q(since=number) | Q(until=number)).values(identity)
    rows = rows.filter(**{f"{identity}__in": touched})
    before, after, now = (contents(state) for state in (rows.said_in(number - 1), rows.said_in(number), rows.current()))
    if now.keys() != after.keys():
        raise UndoRefused(_later_runs(rows, release))
    return Restoration(
        close=[key for content, key in now.items() if content not in before],
        again=[key for content, key in before.items() if content not in now],
    )


def _later_runs(rows: VersionedQuerySet[Any], release: Release) -> list[int]:
    """Return the runs that stand behind later releases of these rows and are not undone, newest first."""
    numbers = {*rows.values_list("since", flat=True).distinct(), *rows.values_list("until", flat=True).distinct()}
    later = [each for each in numbers if each is not None and each > release.number]
    runs = Run.objects.filter(releases__layer=release.layer, releases__number__in=later, undo_of=None, undone_by=None)
    return list(runs.order_by("-pk").values_list("pk", flat=True))
