"""Lines and rings cut into arcs: a stretch several of them run along is one arc."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.int64]  # positions in whole steps, none negative: n x 2
Ids = NDArray[np.int64]


class Topology:
    """`arcs` are what `lines` are made of, `uses` for each line the arcs it runs along: ~n is arc n run backwards.

    A line that ends where it begins is a ring. Lines share arcs where they run through the same positions.
    """

    def __init__(self, lines: Sequence[Steps]) -> None:
        self.uses: list[list[int]] = []
        self._known: dict[bytes, int] = {}
        self._runs: list[Ids] = []
        self._positions, paths = _numbered(lines)
        junctions = _junctions(paths, len(self._positions))
        for path in paths:
            self.uses.append([self._arc(run) for run in _runs(path, junctions)])

    @property
    def arcs(self) -> Iterator[Steps]:
        return (self._positions[run] for run in self._runs)

    def _arc(self, run: Ids) -> int:
        backwards = self._known.get(run[::-1].tobytes())
        if backwards is not None:
            return ~backwards
        number = self._known.setdefault(run.tobytes(), len(self._runs))
        if number == len(self._runs):
            self._runs.append(run)
        return number


def _numbered(lines: Sequence[Steps]) -> tuple[Steps, list[Ids]]:
    """Return the positions there are, and each line as numbers of them."""
    if not lines:
        return np.empty((0, 2), np.int64), []
    every = np.concatenate(lines)
    packed, ids = np.unique(every[:, 0] << 32 | every[:, 1], return_inverse=True)
    ends = np.cumsum([len(line) for line in lines])[:-1]
    return np.column_stack((packed >> 32, packed & 0xFFFFFFFF)), np.split(ids.astype(np.int64), ends)


def _is_ring(path: Ids) -> bool:
    return len(path) > 3 and bool(path[0] == path[-1])


def _junctions(paths: Sequence[Ids], count: int) -> NDArray[np.bool_]:
    """Tell which positions are ends of arcs: ends of lines, and where lines that meet do not come from and go on alike."""
    ends = np.zeros(count, bool)
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    for path in paths:
        if _is_ring(path):
            inner, before, after = path[:-1], np.roll(path[:-1], 1), path[1:]
        else:
            ends[path[[0, -1]]] = True
            inner, before, after = path[1:-1], path[:-2], path[2:]
        beside = np.minimum(before, after) * count + np.maximum(before, after)
        np.minimum.at(least, inner, beside)
        np.maximum.at(most, inner, beside)
    return ends | ((most >= 0) & (least != most))


def _runs(path: Ids, junctions: NDArray[np.bool_]) -> Iterator[Ids]:
    """Yield the stretches of a line from one junction to the next; a ring without any begins at its least position."""
    if _is_ring(path):
        inner = path[:-1]
        cuts = np.flatnonzero(junctions[inner])
        start = cuts[0] if len(cuts) else inner.argmin()
        inner = np.roll(inner, -start)
        path = np.append(inner, inner[0])
    cuts = np.flatnonzero(junctions[path])
    if len(cuts) < 2:
        yield path
        return
    for start, end in itertools.pairwise(cuts):
        yield path[start : end + 1]
