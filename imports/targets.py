"""What an app declares so that files can be published into a table it owns. `imports` knows nothing else about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shapely.geometry.base import BaseGeometry

from accounts.models import User

from .rows import Choices, Difference, Finding, Match, Row

if TYPE_CHECKING:
    from .models import Run


@dataclass(frozen=True)
class TargetField:
    """A value the target reads from a row. `synonyms` are field names seen in files, best first, compared without case."""

    name: str
    title_id: str
    title_en: str
    synonyms: tuple[str, ...]
    required: bool = False


class Target(Protocol):
    """The table at the end of a run.

    `geometry_types` are the single-part types accepted ("Polygon"); multi-parts of them are accepted too.
    """

    key: str
    title_id: str
    title_en: str
    fields: tuple[TargetField, ...]
    geometry_types: tuple[str, ...]
    layers: tuple[str, ...]  # keys of the layers whose releases a publication moves

    def reference_area(self) -> BaseGeometry | None:
        """Return where rows are expected, in EPSG:4326; None if nothing is known yet."""
        ...

    def check(self, rows: Sequence[Row], choices: Choices) -> Iterable[Finding]:
        """Find what only this target can know: codes, names, parents, neighbours, official figures."""
        ...

    def match(self, rows: Sequence[Row]) -> list[Match]:
        """Find the identity of each row; rows without one are absent from the answer (a check says why)."""
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


class UndoRefused(Exception):
    """Later runs touched the same rows; `runs` are their keys, newest first."""

    def __init__(self, runs: Sequence[int]) -> None:
        super().__init__(f"later runs touched the same rows: {list(runs)}")
        self.runs = list(runs)


_targets: dict[str, Target] = {}


def register(target: Target) -> Target:
    """Declare a target; call it from an app's `targets.py`, imported when the apps are ready."""
    _targets[target.key] = target
    return target


def get_target(key: str) -> Target:
    """Return the target registered under `key`; KeyError where there is none."""
    return _targets[key]


def all_targets() -> list[Target]:
    return [_targets[key] for key in sorted(_targets)]
