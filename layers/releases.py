"""Opening and reading releases."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import IntegerField, Max, TextField
from django.utils import timezone

from accounts.models import User

from .models import Release
from .statements import Bound, Statement

# Names and codes of regions stand in the properties of any layer; their releases are counted under this key.
REGISTER = "register"
COLUMNS = [field.attname for field in Release._meta.concrete_fields]


def lock_layer(layer: str) -> None:
    """Let one transaction at a time publish into `layer`; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"layer:{layer}"])


def current_number(layer: str) -> int:
    """Return the number of the newest release of `layer`; 0 before the first."""
    return Release.objects.filter(layer=layer).aggregate(newest=Max("number"))["newest"] or 0


def current_release(layer: str) -> Release | None:
    return Release.objects.filter(layer=layer).order_by("-number").first()


def current_numbers(layers: Iterable[str]) -> dict[str, int]:
    """Return the newest number per layer, 0 where there is none. One query."""
    keys = sorted(set(layers))
    found = dict(
        Release.objects.filter(layer__in=keys)
        .values("layer")
        .annotate(newest=Max("number"))
        .values_list("layer", "newest")
    )
    return {key: found.get(key, 0) for key in keys}


def newest_releases(layers: Iterable[str], *, day: date | None = None) -> dict[str, Release]:
    """Return the newest release per layer that has one, of those that speak for `day` or before. One query."""
    found = Release.objects.filter(layer__in=set(layers), **({"as_of__lte": day} if day else {}))
    newest = found.order_by("layer", "-number").distinct("layer")
    return {release.layer: release for release in newest}


def release_numbered(layer: str, number: int) -> Release | None:
    row = next(iter(_numbered().rows({"layer": layer, "number": number})), None)
    return None if row is None else Release.from_db(connection.alias, COLUMNS, row)


@cache
def _numbered() -> Statement:
    bound = {"layer": Bound("layer", "text", TextField()), "number": Bound("number", "int8", IntegerField())}
    return Statement(Release.objects.filter(**bound).values_list(*COLUMNS))


def release_on(layer: str, day: date) -> Release | None:
    """Return the newest release that speaks for `day` or a day before it; None where there was none yet."""
    return Release.objects.filter(layer=layer, as_of__lte=day).order_by("-number").first()


def release_at(layer: str, moment: datetime) -> Release | None:
    """Return the release that was the newest at that moment; None where there was none yet."""
    return Release.objects.filter(layer=layer, published_at__lte=moment).order_by("-number").first()


def numbers_on(layers: Iterable[str], day: date) -> dict[str, int]:
    """Return the number of the newest release per layer that speaks for `day` or before, 0 where none does. One query."""
    keys = sorted(set(layers))
    rows = Release.objects.filter(layer__in=keys, as_of__lte=day).values("layer").annotate(newest=Max("number"))
    found = dict(rows.values_list("layer", "newest"))
    return {key: found.get(key, 0) for key in keys}


def open_release(*, layer: str, by: User, as_of: date | None = None, reason: str = "") -> Release:
    """Open the next release of `layer`; call it inside the transaction that writes its rows, after `lock_layer`."""
    return Release.objects.create(
        layer=layer,
        number=current_number(layer) + 1,
        as_of=as_of or timezone.localdate(),
        actor=by,
        reason=reason,
    )


def fingerprint(releases: dict[str, int], *parts: object) -> str:
    """Return a strong ETag's text from the releases read, the software version and all that shapes the bytes.

    The day is a part too: a border may begin or end at midnight before its release is opened.
    """
    return lasting_fingerprint(releases, timezone.localdate().isoformat(), *parts)


def lasting_fingerprint(releases: dict[str, int], *parts: object) -> str:
    """Return the same for what a release says on the day it speaks for: it does not turn at midnight."""
    text = repr((sorted(releases.items()), settings.SOFTWARE_VERSION, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
