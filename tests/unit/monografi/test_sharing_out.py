"""Parts make the total, whatever the weights."""

from hypothesis import given
from hypothesis import strategies as st

from monografi.sharing_out import shared_out


@given(st.integers(0, 10**7), st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_parts_make_the_total(total: int, weights: list[float]) -> None:
    parts = shared_out(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


def test_parts_follow_the_weights() -> None:
    assert shared_out(10, [1, 1, 2]) == [3, 2, 5]
    assert shared_out(7, [0, 0]) == [7, 0]
