"""Which facilities may be one: of one group, with like names, within 50 m. Plain over shapely and difflib."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from math import cos, radians
from typing import NamedTuple

import numpy as np
import shapely

from boundaries.names import plain
from imports.geodesy import distance_m

WITHIN_M = 50.0
ALIKE = 0.75
METRES_PER_DEGREE = 111_320


class Thing(NamedTuple):
    """What is compared of a facility."""

    key: int
    kind: str
    group: str
    name: str
    point: tuple[float, float]


class Pair(NamedTuple):
    """Two facilities within 50 m with like names, by their places in what was compared; `same`: kind and name are one."""

    first: int
    second: int
    metres: float
    same: bool


def pairs(here: Sequence[Thing], there: Sequence[Thing]) -> Iterator[Pair]:
    """Yield the pairs of one in `here` and one in `there` that may be one facility, in order."""
    if not here or not there:
        return
    tree = shapely.STRtree(shapely.points([each.point for each in there]))
    middle = radians(here[0].point[1])
    reach = WITHIN_M / METRES_PER_DEGREE / cos(middle) * 1.05
    found, others = tree.query(shapely.points([each.point for each in here]), predicate="dwithin", distance=reach)
    order = np.lexsort((others, found))
    for first, second in zip(found[order].tolist(), others[order].tolist(), strict=True):
        pair = _pair(here[first], there[second], first, second)
        if pair is not None:
            yield pair


def _pair(one: Thing, other: Thing, first: int, second: int) -> Pair | None:
    metres = distance_m(one.point, other.point)
    if one.group != other.group or metres > WITHIN_M or not alike(one.name, other.name):
        return None
    return Pair(first, second, metres, one.kind == other.kind and plain(one.name) == plain(other.name))


def alike(one: str, other: str) -> bool:
    """Tell whether two names may be of one thing; names that differ in a number are of two."""
    one, other = plain(one), plain(other)
    if [word for word in one.split() if word.isdigit()] != [word for word in other.split() if word.isdigit()]:
        return False
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE
