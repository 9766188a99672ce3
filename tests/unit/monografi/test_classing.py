"""Breaks are those of the textbooks, and hold what they promise for any numbers."""

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monografi.classing import Breaks, class_of, equal_steps, jenks, mirrored, quantiles

METHODS = [quantiles, equal_steps, jenks]
numbers = st.lists(st.integers(0, 10**7).map(float), min_size=1, max_size=60)


def counts(values: list[float], breaks: Breaks) -> list[int]:
    found = [0] * (len(breaks) + 1)
    for value in values:
        found[class_of(value, breaks)] += 1
    return found


def squares(values: list[float], breaks: Breaks) -> float:
    classes: dict[int, list[float]] = {}
    for value in values:
        classes.setdefault(class_of(value, breaks), []).append(value)
    return sum(sum((each - sum(held) / len(held)) ** 2 for each in held) for held in classes.values())


def test_quantiles_hold_equally_many() -> None:
    assert quantiles([float(each) for each in range(1, 13)], 4) == (4, 7, 10)
    assert counts([float(each) for each in range(1, 13)], (4, 7, 10)) == [3, 3, 3, 3]


def test_quantiles_never_part_equal_numbers() -> None:
    values = [1.0, 5.0, 5.0, 5.0, 5.0, 9.0]
    assert quantiles(values, 3) == (5,)
    assert counts(values, (5,)) == [1, 5]


def test_equal_steps_are_equal() -> None:
    assert equal_steps([0.0, 3.0, 100.0], 5) == (20, 40, 60, 80)


@pytest.mark.parametrize(
    ("values", "classes", "expected"),
    [
        # Three groups that anybody sees.
        ([1, 2, 3, 10, 11, 12, 50, 51], 3, (10, 50)),
        ([4, 5, 9, 10], 2, (9,)),
        # Fewer values than classes: each is one.
        ([2, 2, 2, 7], 5, (7,)),
        ([3, 3, 3], 4, ()),
        # Ties, zeros and one far away.
        ([0, 0, 1, 2, 2, 3, 8, 9, 20, 21, 60], 5, (2, 8, 20, 60)),
    ],
)
def test_jenks_finds_the_known_breaks(values: list[float], classes: int, expected: Breaks) -> None:
    assert jenks([float(each) for each in values], classes) == expected


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-50, 50).map(float), min_size=4, max_size=9), st.integers(2, 4))
def test_jenks_is_the_best_of_all_ways(values: list[float], classes: int) -> None:
    distinct = sorted(set(values))
    ways = combinations(distinct[1:], min(classes, len(distinct)) - 1)
    best = min(squares(values, way) for way in ways)
    assert squares(values, jenks(values, classes)) == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(values=numbers, classes=st.integers(3, 7))
def test_breaks_rise_and_every_number_has_a_class(method, values, classes) -> None:  # type: ignore[no-untyped-def]
    breaks = method(values, classes)
    assert all(one < other for one, other in pairwise(breaks))
    assert len(breaks) < classes
    assert sum(counts(values, breaks)) == len(values)


@pytest.mark.parametrize("method", METHODS)
def test_of_nothing_there_are_no_breaks(method) -> None:  # type: ignore[no-untyped-def]
    assert method([], 5) == ()


def test_classes_around_zero_are_alike_on_both_sides() -> None:
    values = [-8.0, -4.0, -1.0, 0.0, 2.0, 3.0, 9.0]
    even, odd = mirrored(equal_steps, values, 4), mirrored(equal_steps, values, 5)
    assert even == (-4.5, 0, 4.5)
    assert odd == (-6, -3, 3, 6)
    assert class_of(0, odd) == 2


def test_a_break_equals_the_number_it_was_taken_from_or_lies_below() -> None:
    values = [1 / 3, 2 / 3, 1.0, 123456.789, 1e9 + 1]
    for breaks in (quantiles(values, 5), jenks(values, 5)):
        assert counts(values, breaks) == [1, 1, 1, 1, 1]
