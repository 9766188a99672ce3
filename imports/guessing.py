"""What a file's columns and first values say about where it belongs. Proposals for a person, never a decision."""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .looking import Look
from .mapping import map_fields
from .refusals import ColumnsMissing, Words
from .targets import Target

TABLE_SHARE = 0.5  # what a fit is worth where a file has shapes and the target is a table
HARDLY = 0.2  # the first values look this little like the target's
Samples = dict[str, list[str]]


@dataclass(frozen=True)
class Guess:
    """A target, how well the file looks like its rows (0 to 1), and what speaks for or against it."""

    target: Target
    share: float
    note: Words

    @property
    def title(self) -> Words:
        return Words(self.target.title_id, self.target.title_en)


def samples_of(seen: Look, decoded: Callable[[str], str]) -> Samples:
    """Return the first values of each column, under the names a person reads."""
    return {decoded(column["name"]): [decoded(value) for value in column["values"]] for column in seen.columns}


def mapping(target: Target, names: Sequence[str], filled: Iterable[str]) -> dict[str, str]:
    """Return the mapping the names propose, as far as they do."""
    found: dict[str, str] = {}
    full = list(filled)
    for field in target.fields:
        with contextlib.suppress(ColumnsMissing):
            found.update(map_fields(names, full, [field]))
    return found


def ranked(targets: Sequence[Target], seen: Look, samples: Samples) -> list[Guess]:
    """Return the targets, those the file fits best first."""
    return sorted(
        (_guess(target, seen, samples) for target in targets), key=lambda each: (-each.share, each.target.key)
    )


def _guess(target: Target, seen: Look, samples: Samples) -> Guess:
    trouble = _wrong_shapes(target, seen)
    if trouble is not None:
        return Guess(target, 0.0, trouble)
    found = mapping(target, list(samples), [name for name, values in samples.items() if values])
    missing = [field for field in target.fields if field.required and field.name not in found]
    if missing:
        named = ", ".join(field.title_id for field in missing), ", ".join(field.title_en for field in missing)
        return Guess(target, 0.0, Words(f"kolom belum dikenali: {named[0]}", f"columns not recognised: {named[1]}"))
    share = _fit(target, seen, found, samples)
    listed = ", ".join(found.values())
    if share < HARDLY:
        return Guess(
            target,
            share,
            Words(
                f"ada kolom {listed}, tetapi isinya tidak cocok",
                f"there are columns {listed}, but what they hold does not fit",
            ),
        )
    return Guess(target, share, Words(f"kolom dan isinya cocok: {listed}", f"columns and what they hold fit: {listed}"))


def _wrong_shapes(target: Target, seen: Look) -> Words | None:
    """Say why the shapes cannot go there; None where they can."""
    kinds = {name.removeprefix("Multi") for name in seen.shapes}
    if seen.whole and not kinds and target.geometry_types and "None" not in target.geometry_types:
        return Words("berkas tanpa bentuk, lapisan ini memerlukannya", "the file has no shapes, this layer needs them")
    if not target.geometry_types or not kinds or kinds & set(target.geometry_types):
        return None
    have, want = ", ".join(sorted(kinds)), ", ".join(target.geometry_types)
    return Words(
        f"berkas berisi {have}, lapisan ini memerlukan {want}", f"the file holds {have}, this layer needs {want}"
    )


def _fit(target: Target, seen: Look, found: Mapping[str, str], samples: Samples) -> float:
    """Return how well the first values look like rows of the target, as it says itself; half where it cannot tell.

    The first field names the rows, each value once; a column of what the rows lie in would repeat.
    """
    recognised = getattr(target, "recognise", None)
    if recognised is None:
        return 0.5
    share = float(recognised({field: samples.get(name, []) for field, name in found.items()}))
    key = next((found[field.name] for field in target.fields if field.name in found), None)
    if key is not None:
        column = seen.columns[list(samples).index(key)]
        share *= column["distinct"] / max(column["filled"], 1)
    if seen.shapes and not target.geometry_types:
        share *= TABLE_SHARE
    return share
