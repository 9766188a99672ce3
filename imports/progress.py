"""How far the work on a run is, told as it goes, and whether somebody asked to stop it.

`with following(run):` names the run that is worked on; whatever is called within may `tell` where it stands, and need
not know which run it works for. It is written over a connection of its own: others see it while the run's transaction is
open, and a rollback does not take it back.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .models import Progress, Run
from .signals import station

Item = TypeVar("Item")
SECONDS_BETWEEN = 0.5
# The steps a run passes, in order; pages have a word for each.
READING, CHECKING, COMPARING, WRITING, SIMPLIFYING, CLOSING = (
    "baca",
    "periksa",
    "banding",
    "tulis",
    "sederhana",
    "tutup",
)
STEPS = (READING, CHECKING, COMPARING, WRITING, SIMPLIFYING, CLOSING)
AFTER_STATION = {"rows written": SIMPLIFYING, "levels made": CLOSING}
UPDATE = "UPDATE imports_progress SET step = %s, done = %s, of = %s, at = now() WHERE run_id = %s RETURNING stop_asked"


class Stopped(Exception):
    """A person asked to stop the work on this run."""


@dataclass
class _Follower:
    run: int
    connection: BaseDatabaseWrapper
    step: str = ""
    of: int = 0
    told_at: float = 0.0

    def tell(self, step: str, done: int, of: int | None) -> None:
        """Write where the work stands, at most twice a second within a step; raise Stopped where that was asked."""
        now = time.monotonic()
        if step == self.step and now - self.told_at < SECONDS_BETWEEN:
            return
        self.of = of if of is not None else (self.of if step == self.step else 0)
        self.step, self.told_at = step, now
        with self.connection.cursor() as cursor:
            cursor.execute(UPDATE, [step, done, self.of, self.run])
            row = cursor.fetchone()
        if row is not None and row[0]:
            raise Stopped


_following: ContextVar[_Follower | None] = ContextVar("following", default=None)


def open_connection() -> BaseDatabaseWrapper:
    """Return a new connection to the portal's database."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


@contextmanager
def following(run: Run) -> Iterator[None]:
    """Make `tell` speak of `run` within the block."""
    Progress.objects.update_or_create(run=run, defaults={"step": "", "done": 0, "of": 0, "stop_asked": False})
    follower = _Follower(run.pk, open_connection())
    token = _following.set(follower)
    try:
        yield
    finally:
        _following.reset(token)
        follower.connection.close()


def tell(step: str, done: int = 0, of: int | None = None) -> None:
    """Say that the work is at `done` of `of` in a step (`of` 0: not counted); nothing happens where no run is followed."""
    follower = _following.get()
    if follower is not None:
        follower.tell(step, done, of)


def counted(
    items: Iterable[Item], step: str, of: int = 0, *, size: Callable[[Item], int] = lambda item: 1
) -> Iterator[Item]:
    """Pass items on, telling how many went by; with `size`, each counts for so many."""
    tell(step, 0, of)
    told_at, done = time.monotonic(), 0
    for item in items:
        yield item
        done += size(item)
        if (now := time.monotonic()) - told_at >= SECONDS_BETWEEN:
            tell(step, done)
            told_at = now


def ask_to_stop(run: Run) -> None:
    Progress.objects.update_or_create(run=run, defaults={"stop_asked": True})


def _tell_of_station(sender: object, name: str, **_more: object) -> None:
    if name in AFTER_STATION:
        tell(AFTER_STATION[name])


station.connect(_tell_of_station)
