"""Numbers -> classes for a thematic map. Plain Python, no Django.

A class is told by its breaks: k classes have k - 1 breaks in rising order, and a number that equals a break belongs to
the class above it. Breaks are rounded down to eight digits before anything is classed by them, so that an address that
holds them reproduces the classes.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence

FEWEST, MOST = 3, 7
DIGITS = 8
Breaks = tuple[float, ...]


def quantiles(numbers: Sequence[float], classes: int) -> Breaks:
    """Return breaks that put as equally many numbers into each class as ties allow; equal numbers are never parted."""
    ordered = sorted(numbers)
    starts = [math.ceil(len(ordered) * part / classes) for part in range(1, classes)]
    return _tidy([ordered[start] for start in starts if start < len(ordered)], ordered)


def equal_steps(numbers: Sequence[float], classes: int) -> Breaks:
    """Return breaks at equal distances between the smallest and the largest number."""
    if not numbers:
        return ()
    least, most = min(numbers), max(numbers)
    if least == most:
        return ()
    return tuple(_floored(least + (most - least) * part / classes) for part in range(1, classes))


def jenks(numbers: Sequence[float], classes: int) -> Breaks:
    """Return the breaks with the least sum of squared distances of the numbers to the means of their classes.

    Fisher's dynamic programme over the distinct values: O(classes * n * log n) steps, n the number of distinct values.
    Where there are fewer distinct values than classes, each is a class.
    """
    ordered = sorted(numbers)
    values = sorted(set(ordered))
    wanted = min(classes, len(values))
    if wanted < 2:
        return ()
    counts = Counter(ordered)
    spread = _spread(values, [counts[value] for value in values])
    return _tidy([values[start] for start in _best_starts(spread, len(values), wanted)], ordered)


def _spread(values: Sequence[float], counts: Sequence[int]) -> Callable[[int, int], float]:
    """Return a function of two places that tells the squared distances to the mean of all numbers from one up to before
    the other."""
    middle = sum(value * count for value, count in zip(values, counts, strict=True)) / sum(counts)
    weights, sums, squares = [0.0], [0.0], [0.0]
    for value, count in zip(values, counts, strict=True):
        off = value - middle  # near zero, so that squares of large numbers lose no digits
        weights.append(weights[-1] + count)
        sums.append(sums[-1] + count * off)
        squares.append(squares[-1] + count * off * off)

    def between(start: int, end: int) -> float:
        weight, total = weights[end] - weights[start], sums[end] - sums[start]
        return squares[end] - squares[start] - total * total / weight

    return between


def _best_starts(spread: Callable[[int, int], float], size: int, classes: int) -> list[int]:
    """Return where the second and every later class begins."""
    best = [spread(0, end) if end else 0.0 for end in range(size + 1)]
    starts: list[list[int]] = []
    for number in range(2, classes + 1):
        costs, begun = [math.inf] * (size + 1), [0] * (size + 1)
        _fill(best, spread, costs, begun, (number, size), (number - 1, size - 1))
        best = costs
        starts.append(begun)
    found, end = [], size
    for begun in reversed(starts):
        end = begun[end]
        found.append(end)
    return found[::-1]


def _fill(
    best: Sequence[float],
    spread: Callable[[int, int], float],
    costs: list[float],
    begun: list[int],
    ends: tuple[int, int],
    among: tuple[int, int],
) -> None:
    """Find where the last class begins for every end: the best beginning never moves back as the end moves on, so the
    middle one parts what is left to look at."""
    first, last = ends
    if first > last:
        return
    end = (first + last) // 2
    begin = min(range(among[0], min(among[1], end - 1) + 1), key=lambda start: best[start] + spread(start, end))
    costs[end], begun[end] = best[begin] + spread(begin, end), begin
    _fill(best, spread, costs, begun, (first, end - 1), (among[0], begin))
    _fill(best, spread, costs, begun, (end + 1, last), (begin, among[1]))


def mirrored(method: Callable[[Sequence[float], int], Breaks], numbers: Sequence[float], classes: int) -> Breaks:
    """Return breaks that lie alike on both sides of zero, for numbers that grow and shrink.

    An odd number of classes has one in the middle that holds zero; an even number breaks at zero.
    """
    sizes = [abs(number) for number in numbers]
    above = [each for each in method(sizes, (classes + 1) // 2) if each > 0]
    middle = [] if classes % 2 else [0.0]
    return tuple([-each for each in reversed(above)] + middle + above)


def class_of(number: float, breaks: Sequence[float]) -> int:
    """Return the class of a number, 0 for the lowest."""
    return bisect_right(breaks, number)


def _tidy(breaks: Sequence[float], ordered: Sequence[float]) -> Breaks:
    """Return the breaks once each, without those that would leave the lowest class empty."""
    kept = sorted({_floored(each) for each in breaks if each > ordered[0]})
    return tuple(each for each in kept if each > ordered[0])


def _floored(number: float) -> float:
    """Round down to eight digits, which never takes a number out of the class above."""
    if number == 0 or not math.isfinite(number):
        return number
    digits = DIGITS - 1 - math.floor(math.log10(abs(number)))
    if digits <= 0 and number == int(number):
        return number  # a whole number is written out as it is
    return math.floor(round(number * 10**digits, 6)) / 10**digits if digits > 0 else math.floor(number)
