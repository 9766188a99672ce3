"""Rows in groups: arrays are faster than rows one by one, and a group is all that need be in memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def groups(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of `size`, the last one shorter; none is made before it is asked for."""
    left = iter(items)
    while group := list(islice(left, size)):
        yield group
