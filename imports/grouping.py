"""Rows in groups: arrays are faster than rows one by one, and a group is all that need be in memory."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def groups(
    items: Iterable[Item], size: int, *, weigh: Callable[[Item], int] | None = None, most: int = 0
) -> Iterator[list[Item]]:
    """Yield the items in lists of `size`, the last one shorter; none is made before it is asked for.

    With `weigh`, a list also ends with the item that brings its weight to `most`.
    """
    group: list[Item] = []
    weight = 0
    for item in items:
        group.append(item)
        weight += weigh(item) if weigh is not None else 0
        if len(group) >= size or (weigh is not None and weight >= most):
            yield group
            group, weight = [], 0
    if group:
        yield group
