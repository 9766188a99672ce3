"""`manage.py doctor`: what is wrong with this installation, and what to do. Indonesian first, English second.

Each check is a small function that returns findings; `examine` asks them in an order in which the first thing wrong is
the first to mend.
"""

from collections.abc import Callable, Iterator

from . import database, place, process
from .finding import ERROR, OK, WARNING, Finding

__all__ = ["ERROR", "OK", "WARNING", "Finding", "examine"]

Check = Callable[[], Iterator[Finding]]


def examine() -> Iterator[Finding]:
    """Yield the findings of every check; those about the database end where it cannot be reached."""
    for check in (*process.CHECKS, *place.CHECKS):
        yield from check()
    connected = True
    for check in database.CHECKS:
        if connected:
            for finding in check():
                connected = connected and not finding.ends
                yield finding
