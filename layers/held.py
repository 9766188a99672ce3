"""Generators that hold a transaction open between their values: closed by whoever reads them, never by the garbage collector.

The collector runs wherever Python happens to be, inside a fetch of another cursor too. What it would close there waits for
the lock of the connection that the very fetch holds, for ever. So an open one is kept until its reader closes it, or, where
the reader was lost in a cycle, until the thread next opens one or ends a request.
"""

import gc
import threading
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection, transaction

Value = TypeVar("Value")
Given = ParamSpec("Given")


class _Thread(threading.local):
    """What is open in this thread, oldest first."""

    def __init__(self) -> None:
        self.open: list[_Open] = []


class _Collector:
    """Knows whether garbage is being collected."""

    running = False

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        self.running = phase == "start"


_thread, _collector = _Thread(), _Collector()
gc.callbacks.append(_collector)


class _Open:
    """A generator that was begun, with the transaction it is in. `lost`: nobody reads it any more."""

    def __init__(self, source: Generator[Any, None, None]) -> None:
        self.source, self.lost = source, False
        self.block: transaction.Atomic | None = None
        self.held_in = _thread.open
        self.held_in.append(self)

    def next(self) -> Any:
        depth = len(connection.atomic_blocks)
        found = next(self.source)
        if self.block is None and len(connection.atomic_blocks) > depth:
            self.block = connection.atomic_blocks[-1]
        return found

    def end(self) -> None:
        """Close it, unless another transaction was begun within its own: then it waits for that one to end."""
        if self.block is None or connection.atomic_blocks[-1:] == [self.block]:
            self.source.close()
            self.forget()
        else:
            self.lost = True

    def forget(self) -> None:
        self.held_in.remove(self)


class Held(Iterator[Value], Generic[Value]):
    """Reads a generator; nothing is opened before the first value is asked for."""

    def __init__(self, source: Generator[Value, None, None]) -> None:
        self._source = source
        self._open: _Open | None = None
        self._over = False

    def __next__(self) -> Value:
        if self._over:
            raise StopIteration
        if self._open is None:
            close_lost()
            self._open = _Open(self._source)
        try:
            found: Value = self._open.next()
        except BaseException:
            self._over = True
            self._open.forget()
            raise
        return found

    def close(self) -> None:
        if self._over:
            return
        self._over = True
        if self._open is None:
            self._source.close()
        elif _collector.running or self._open.held_in is not _thread.open:
            self._open.lost = True
        else:
            self._open.end()

    __del__ = close


def held(make: Callable[Given, Generator[Value, None, None]]) -> Callable[Given, Held[Value]]:
    """Have the generator function `make` return a `Held`."""

    @wraps(make)
    def made(*args: Given.args, **kwargs: Given.kwargs) -> Held[Value]:
        return Held(make(*args, **kwargs))

    return made


def close_lost(**signal: object) -> None:
    """Close what this thread opened and nobody reads any more, the newest first."""
    for each in [each for each in reversed(_thread.open) if each.lost]:
        each.end()
