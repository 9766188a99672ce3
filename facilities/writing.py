"""Writing versions of facilities. Every function runs inside the caller's transaction, after `layers.releases.lock_layer`."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Func, TextField, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from imports.models import Run
from imports.undoing import restoration
from layers.models import Release
from layers.querysets import VersionedQuerySet
from layers.releases import open_release

from .models import CONTENT, LAYER, Facility, FacilityVersion, key_of

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


def undo_release(release: Release, *, undoing: Run, by: User) -> Release:
    """Put back what was there before `release`; raise UndoRefused where the same facilities say something else since."""
    rows = FacilityVersion.objects.all()
    found = restoration(rows, release, identity="facility", contents=_contents)
    new = open_release(layer=LAYER, by=by, reason=f"Pembatalan rilis {release.number}")
    rows.filter(pk__in=found.close).update(until=new.number)
    say_again(found.again, release=new.number, run=undoing)
    return new


def say_again(versions: Sequence[int], *, release: int, run: Run | None = None, actor: User | None = None) -> None:
    """Say former versions again, as copies."""
    again = list(FacilityVersion.objects.filter(pk__in=versions).order_by("pk"))
    for each in again:
        each.pk, each.since, each.until, each.run, each.actor = None, release, None, run, actor
        each._state.adding = True
    FacilityVersion.objects.bulk_create(again, batch_size=BATCH)


def _contents(rows: VersionedQuerySet[Any]) -> dict[Hashable, int]:
    parts = [Coalesce(Cast(name, TextField()), Value("")) for name in ("facility", *CONTENT)]
    said = Func(*parts, template="md5(concat_ws(chr(31), %(expressions)s))", output_field=TextField())
    return dict(rows.annotate(said=said).order_by("pk").values_list("said", "pk"))
