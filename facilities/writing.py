"""Writing versions of facilities. Every function runs inside the caller's transaction, after `layers.releases.lock_layer`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from accounts.models import User
from imports.models import Run

from .models import Facility, FacilityVersion, key_of

BATCH = 2_000


def new_facilities(count: int) -> list[Facility]:
    """Make `count` facilities, each with the permanent key its number gives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Facility._meta.db_table, count],
        )
        numbers = [row[0] for row in cursor.fetchall()]
    made = [Facility(pk=number, key=key_of(number)) for number in numbers]
    return Facility.objects.bulk_create(made, batch_size=BATCH)


def say(
    rows: Iterable[tuple[Facility | int, dict[str, Any]]],
    *,
    release: int,
    run: Run | None = None,
    actor: User | None = None,
) -> None:
    """Write what release number `release` says of facilities: `CONTENT` by name, absent parts as their defaults."""
    versions = [
        FacilityVersion(
            facility_id=facility if isinstance(facility, int) else facility.pk,
            since=release,
            run=run,
            actor=actor,
            **content,
        )
        for facility, content in rows
    ]
    FacilityVersion.objects.bulk_create(versions, batch_size=BATCH)


def close(facilities: Sequence[int], *, release: int) -> None:
    """Let what is said now of these facilities end with `release`."""
    FacilityVersion.objects.current().filter(facility__in=facilities).update(until=release)
