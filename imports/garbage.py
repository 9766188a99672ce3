"""Work on many rows without Python going through all of them again and again in search of circles.

Rows hold no circles: they are freed with the last reference to them. Yet each time their number has grown by a quarter, a
full pass of the collector looks at everything there is, which for a country's desa took a quarter of a run's processor time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

NEVER = 1 << 30

_lock = Lock()
_within: list[tuple[int, int, int]] = []  # what holds otherwise, once for each thread that is within


@contextmanager
def full_passes_later() -> Iterator[None]:
    """Put full passes of the collector off until the block is left, in all threads; young circles are still found."""
    with _lock:
        _within.append(_within[-1] if _within else gc.get_threshold())
        gc.set_threshold(*_within[-1][:2], NEVER)
    try:
        yield
    finally:
        with _lock:
            usual = _within.pop()
            if not _within:
                gc.set_threshold(*usual)
