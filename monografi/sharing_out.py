"""Whole numbers shared out by weights so that the parts make the total."""

from collections.abc import Sequence


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole parts of `total` in proportion to `weights` (largest remainder); they sum to `total` exactly.

    Without any weight every part is 0 but the first, which takes all.
    """
    whole = sum(weights)
    if whole <= 0:
        return [total, *([0] * (len(weights) - 1))]
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    rest = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in rest[: total - sum(parts)]:
        parts[place] += 1
    return parts
