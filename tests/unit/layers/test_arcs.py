"""Lines cut into arcs: what is shared is told once, and every line comes back as it was."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layers.exports.arcs import Steps, Topology


def steps(*positions: tuple[int, int]) -> Steps:
    return np.array(positions, np.int64)


def back(topology: Topology, line: int) -> list[list[int]]:
    """Return a line put together again from its arcs."""
    arcs, found = list(topology.arcs), []
    for use in topology.uses[line]:
        arc = arcs[use] if use >= 0 else arcs[~use][::-1]
        found += arc.tolist()[1 if found else 0 :]
    return found


def turned(ring: list[list[int]]) -> list[list[int]]:
    """Return a ring from its least position, so that rings that begin elsewhere compare."""
    start = ring.index(min(ring))
    return ring[start:-1] + ring[:start] + [min(ring)]


LEFT = steps((0, 0), (0, 2), (2, 2), (2, 1), (2, 0), (0, 0))
RIGHT = steps((2, 0), (2, 1), (2, 2), (4, 2), (4, 0), (2, 0))


def test_neighbours_share_the_border_between_them() -> None:
    topology = Topology([LEFT, RIGHT])
    assert len(list(topology.arcs)) == 3
    shared = {use if use >= 0 else ~use for use in topology.uses[0]} & {
        use if use >= 0 else ~use for use in topology.uses[1]
    }
    assert len(shared) == 1
    assert sorted(list(topology.arcs)[shared.pop()].tolist()) == [[2, 0], [2, 1], [2, 2]]


def test_an_island_and_the_hole_around_it_are_one_arc() -> None:
    hole = steps((4, 2), (2, 2), (2, 4), (4, 2))
    topology = Topology([steps((2, 2), (4, 2), (2, 4), (2, 2)), hole[::-1], hole])
    assert len(list(topology.arcs)) == 1
    assert [use[0] for use in topology.uses] in ([0, 0, -1], [0, -1, 0])


def test_nothing_makes_nothing() -> None:
    assert (list(Topology([]).arcs), Topology([]).uses) == ([], [])


position = st.tuples(st.integers(0, 3), st.integers(0, 3))


@given(st.lists(st.lists(position, min_size=2, max_size=8), max_size=5), st.booleans())
def test_every_line_comes_back(drawn: list[list[tuple[int, int]]], closed: bool) -> None:
    lines = [steps(*line, *([line[0]] if closed else [])) for line in drawn]
    topology = Topology(lines)
    for number, line in enumerate(lines):
        whole, told = line.tolist(), back(topology, number)
        if len(whole) > 3 and whole[0] == whole[-1]:
            # A ring may begin elsewhere.
            assert sorted(itertools.pairwise(whole)) == sorted(itertools.pairwise(told))
            assert told[0] == told[-1]
        else:
            assert told == whole
