"""What an app declares so that files can be published into a table it owns. `imports` knows nothing else about it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shapely.geometry.base import BaseGeometry

from accounts.models import User
from layers.declaration import FieldType

from .rows import Choices, Difference, Finding, Match, Row

if TYPE_CHECKING:
    from .models import Run


@dataclass(frozen=True)
class TargetField:
    """A value the target reads from a row. `synonyms` are field names seen in files, best first, compared without case.

    `type` is what the text in the file must be readable as.
    """

    name: str
    title_id: str
    title_en: str
    synonyms: tuple[str, ...]
    required: bool = False
    type: FieldType = "text"


class Target(Protocol):
    """The table at the end of a run.

    `geometry_types` are the single-part types accepted ("Polygon"); multi-parts of them are accepted too, and with
    "None" rows that have no shape. A target of rows without shapes has none.
    """

    key: str
    title_id: str
    title_en: str
    fields: tuple[TargetField, ...]
    geometry_types: tuple[str, ...]
    layers: tuple[str, ...]  # keys of the layers whose releases a publication moves
    # A target may further have:
    #   asks        names of the `Choices` a publication asks for (without it: "source" alone)
    #   noun_id, noun_en  what its rows are called in a sentence (without them: the last word of its key)
    #   proposes    which of them the last publication proposes for the next (without it: source, status, basis, scale)
    #   statuses    the legal statuses to choose from: (value, Indonesian, English)
    #   source      where its rows come from, unless a publication says otherwise
    #   parts       (identities) -> what a mandate over a part of the target can be over, of each (without it: no parts)
    #   kept_by     (user, action) -> identities the user may do an action of the flow to by keeping them, besides mandates
    #               over the target; it then has not_of too: (rows, identities kept) -> what is wrong with the other rows
    #   judges_places  True: what rows without a shape, or outside the area, mean is told by `check`, not by every file's rules
    #   tells_outside  rules by which `check` says of a row that it lies elsewhere: its place is then not told, too
    #   template    True: the portal gives out a template of its columns; a file with those alone is not asked what they hold
    #   formulas    True: a formula in a workbook is handed over as its text (without it: as its last result)
    #   recognise   (values: target field -> first values) -> how much they look like rows of the target, 0 to 1

    def reference_area(self) -> BaseGeometry | None:
        """Return where rows are expected, in EPSG:4326; None if nothing is known yet."""
        ...

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        """Find what only this target can know: codes, names, parents, neighbours, official figures."""
        ...

    def match(self, rows: Sequence[Row], choices: Choices) -> list[Match]:
        """Find the identity of each row; rows without one are absent from the answer (a check says why).

        `choices.matches` answers for rows a check found doubtful.
        """
        ...

    def difference(self, matches: Sequence[Match], choices: Choices) -> Difference:
        """Compare with what is published now."""
        ...

    def publish(self, run: "Run", difference: Difference, choices: Choices, *, by: User) -> list[int]:
        """Write the difference inside the caller's transaction; return the keys of the releases opened."""
        ...

    def undo(self, run: "Run", undoing: "Run", *, by: User) -> list[int]:
        """Insert what was there before `run`; raise UndoRefused naming later runs that touched the same rows."""
        ...


def asked_by(target: Target | None) -> tuple[str, ...]:
    """Return the names of the `Choices` a publication into a target asks for."""
    return tuple(getattr(target, "asks", ("source",)))


class UndoRefused(Exception):
    """Later runs touched the same rows; `runs` are their keys, newest first."""

    def __init__(self, runs: Sequence[int]) -> None:
        super().__init__(f"later runs touched the same rows: {list(runs)}")
        self.runs = list(runs)


_targets: dict[str, Target] = {}
_sources: list[Callable[[], Iterable[Target]]] = []
_asked_once: ContextVar[dict[str, Target] | None] = ContextVar("targets_asked_once", default=None)


def register(target: Target) -> Target:
    """Declare a target; call it from an app's `targets.py`, imported when the apps are ready."""
    _targets[target.key] = target
    return target


def register_source(source: Callable[[], Iterable[Target]]) -> None:
    """Add a function that is asked, each time, for targets made from rows."""
    _sources.append(source)


def get_target(key: str) -> Target:
    """Return the target under `key`, the sources asked only where none is declared; KeyError where there is none."""
    if key in _targets:
        return _targets[key]
    return _from_rows()[key]


def all_targets() -> list[Target]:
    """Return every target in order of keys; each source is asked once."""
    found = {**_from_rows(), **_targets}
    return [found[key] for key in sorted(found)]


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask the sources once for everything within: for pages that tell of many runs."""
    token = _asked_once.set(_from_rows())
    try:
        yield
    finally:
        _asked_once.reset(token)


def _from_rows() -> dict[str, Target]:
    known = _asked_once.get()
    if known is not None:
        return known
    return {target.key: target for source in _sources for target in source()}
