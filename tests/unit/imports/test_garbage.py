"""Full passes of Python's collector wait while many rows are worked on, and come again afterwards."""

import gc
import threading
from collections.abc import Iterator

import pytest

from imports.garbage import full_passes_later


@pytest.fixture(autouse=True)
def usual() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    assert gc.get_threshold() == before


def full_passes() -> int:
    return gc.get_stats()[2]["collections"]


def test_no_full_pass_comes_by_however_many_rows_are_kept() -> None:
    with full_passes_later():
        before = full_passes()
        rows = [{"nama": [number]} for number in range(300_000)]
        assert full_passes() == before
    assert len(rows) == 300_000


def test_young_circles_are_still_found() -> None:
    with full_passes_later():
        before = gc.get_stats()[1]["collected"] + gc.get_stats()[0]["collected"]
        for _each in range(100_000):
            circle: list[object] = []
            circle.append(circle)
        assert gc.get_stats()[1]["collected"] + gc.get_stats()[0]["collected"] > before


def test_within_one_another_the_outer_block_decides() -> None:
    with full_passes_later():
        within = gc.get_threshold()
        with full_passes_later():
            assert gc.get_threshold() == within
        assert gc.get_threshold() == within


def test_what_fails_leaves_the_collector_as_it_was() -> None:
    with pytest.raises(ValueError, match="baris"), full_passes_later():
        raise ValueError("baris")


def test_threads_that_overlap_leave_it_as_it_was() -> None:
    """The first to come is the first to go: the other must not put back what it found."""
    gone = threading.Event()

    def come() -> None:
        with full_passes_later():
            entered.set()
            gone.wait(10)

    entered, thread = threading.Event(), threading.Thread(target=come)
    with full_passes_later():
        within = gc.get_threshold()
        thread.start()
        assert entered.wait(10)
    assert gc.get_threshold() == within
    gone.set()
    thread.join()
