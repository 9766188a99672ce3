"""What a tile may cost: so many queries at once in a process, and so many seconds each."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from ..problems import Problem

RETRY_S = 5


class Busy(Problem):
    status = 503
    title_id, title_en = "Sedang sibuk", "Busy"


@contextmanager
def bounded() -> Iterator[None]:
    """Hold one of the process's places for a tile's query, in a transaction that ends it in time; Busy where it cannot."""
    places = _places(settings.TILE_QUERIES)
    if not places.acquire(timeout=settings.TILE_SECONDS):
        raise _busy()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Compiling a query that runs once costs more than it saves.
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)",
                    [str(settings.TILE_SECONDS * 1000)],
                )
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise _busy() from error
        raise
    finally:
        places.release()


@cache
def _places(count: int) -> BoundedSemaphore:
    return BoundedSemaphore(count)


def _busy() -> Busy:
    return Busy(
        f"Ubin ini tidak selesai dalam {settings.TILE_SECONDS} detik; coba lagi sebentar lagi, atau perbesar petanya.",
        f"This tile was not made within {settings.TILE_SECONDS} seconds; try again shortly, or zoom in.",
    )
