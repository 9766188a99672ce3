from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from boundaries.periods import period, split_at, until_next

days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(st.lists(days, min_size=3, max_size=3, unique=True))
def test_split_leaves_no_gap_and_no_overlap(picked: list[date]) -> None:
    lower, day, upper = sorted(picked)
    before, after = split_at(period(lower, upper), day)
    assert before is not None
    assert (before.lower, before.upper, after.lower, after.upper) == (lower, day, day, upper)


def test_split_on_the_first_day_leaves_nothing_before() -> None:
    before, after = split_at(period(date(2025, 1, 1)), date(2025, 1, 1))
    assert before is None
    assert after == period(date(2025, 1, 1))


def test_open_beginning_splits_into_a_past_without_beginning() -> None:
    before, _after = split_at(period(), date(2025, 1, 1))
    assert before == period(None, date(2025, 1, 1))


def test_until_next_ends_where_the_next_begins() -> None:
    others = [period(date(2030, 1, 1)), period(date(2027, 1, 1), date(2030, 1, 1))]
    assert until_next(date(2026, 1, 1), others) == period(date(2026, 1, 1), date(2027, 1, 1))
    assert until_next(None, []) == period()
