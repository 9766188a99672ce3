"""Downloads nobody reads to their end: they hold no cursor, and the garbage collector never touches the connection."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from layers import held
from layers.exports import table
from layers.features import reading_now
from layers.filters import FeatureQuery
from layers.held import close_lost
from layers.registry import get_layer

pytestmark = pytest.mark.django_db
ENDINGS = ["csv", "kml", "geojson", "geojsons", "csv?ragam=excel&wkt=1"]


class Watched:
    """A lock that tells of whoever would wait for it for ever."""

    def __init__(self, lock: Any) -> None:
        self.lock, self.taken, self.touched = lock, False, 0

    def __enter__(self) -> None:
        if self.taken:
            self.touched += 1
            raise RuntimeError("would hang here")
        self.lock.acquire()
        self.taken = True

    def __exit__(self, *raised: object) -> None:
        self.taken = False
        self.lock.release()


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Watched:
    connection.ensure_connection()
    watched = Watched(connection.connection.lock)
    monkeypatch.setattr(connection.connection, "lock", watched)
    return watched


@pytest.fixture(autouse=True)
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetch a few rows at a time, so that a cursor stays open behind the first piece."""
    monkeypatch.setattr(table, "CHUNK", 2)
    monkeypatch.setattr(table, "CHUNK_WITHOUT", 2)


def cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name NOT LIKE '<%'")
        return int(cursor.fetchone()[0])


def rows() -> Iterator[Any]:
    layer = get_layer("desa", None)  # type: ignore[arg-type]
    assert layer is not None
    return table.rows(FeatureQuery(layer, reading_now(layer)), shapes=False)


def lost_in_a_cycle(thing: Any) -> None:
    ring = [thing]
    ring.append(ring)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_download_nobody_reads_holds_nothing(client: Client, lock: Watched, ending: str) -> None:
    response = client.get(f"/unduh/desa.{ending}")
    assert (response.status_code, cursors()) == (200, 0)
    lost_in_a_cycle(response)
    del response
    other = rows()
    next(other)
    with lock:
        gc.collect()
    assert lock.touched == 0
    assert len(list(other)) == 140


@pytest.mark.parametrize("shown", [1, 3])
def test_one_read_half_way_is_closed_when_it_is_safe(lock: Watched, shown: int) -> None:
    half = rows()
    for _ in range(shown):
        next(half)
    assert cursors() == 1
    lost_in_a_cycle(half)
    del half
    with lock:  # as while another cursor fetches
        gc.collect()
    assert (lock.touched, cursors()) == (0, 1)
    assert len(list(rows())) == 141
    assert cursors() == 0


def test_the_end_of_a_request_closes_it_too(client: Client) -> None:
    half = rows()
    next(half)
    lost_in_a_cycle(half)
    del half
    gc.collect()
    assert cursors() == 1
    client.get("/robots.txt")
    assert cursors() == 0


def test_what_lies_in_another_transaction_waits_for_it(lock: Watched) -> None:
    outer = rows()
    next(outer)
    inner = rows()
    next(inner)
    outer.close()  # type: ignore[attr-defined]
    assert cursors() == 2
    assert len(list(inner)) == 140
    close_lost()
    assert cursors() == 0
    assert not held._thread.open


@pytest.mark.parametrize("ending", ENDINGS)
def test_closing_a_response_half_way_ends_the_reading(client: Client, ending: str) -> None:
    response: Any = client.get(f"/unduh/desa.{ending}")
    next(iter(response))
    response._iterator.close()  # the test client's own, which closes the response but not the connection
    assert cursors() == 0 and response.closed
