"""What became of one feature, release by release: when it came, what was different each time, when it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, TextField
from django.utils import timezone

from .changes import ADDED, CHANGED, REMOVED
from .declaration import Field, History, Layer, Reading
from .features import expression, value_of
from .models import Release


@dataclass(frozen=True)
class Step:
    """One release after which the feature read otherwise than before: `moved` its shape, `facts` what else."""

    release: Release
    kind: str
    moved: bool = False
    facts: tuple[Field, ...] = ()


class _Fingerprint(Func):
    template, output_field = "md5((%(expressions)s)::bytea)", TextField()


def identity_of(layer: Layer, key: str) -> int | None:
    """Return the identity that last bore `key` in any release of the layer; None where none did. One query."""
    history = _history(layer)
    rows = history.versions().alias(out_id=value_of(layer, layer.id_field, _any())).filter(out_id=key)
    found: int | None = rows.order_by("-since", "-pk").values_list(f"{history.identity}_id", flat=True).first()
    return found


def timeline(layer: Layer, identity: int) -> list[Step]:
    """Return the steps of one feature, the newest first. Two queries."""
    history = _history(layer)
    rows = _rows(history, _any(), identity)
    return list(_steps(history, rows, _releases(layer, history, rows)))[::-1]


def _any() -> Reading:
    """Return a reading for expressions that do not depend on it."""
    return Reading(release=0, as_of=timezone.localdate())


def _history(layer: Layer) -> History:
    if layer.history is None:
        raise LookupError(f"layer {layer.key} has no history")
    return layer.history


def _rows(history: History, reading: Reading, identity: int) -> list[dict[str, Any]]:
    facts = {_name(place): expression(fact, reading) for place, fact in enumerate(history.facts)}
    rows = history.versions().filter(**{f"{history.identity}_id": identity})
    rows = rows.annotate(out_shape=_Fingerprint(F(history.geometry)), **facts).order_by("since", "pk")
    valid = [history.valid] if history.valid else []
    return list(rows.values("since", "until", "out_shape", *facts, *valid))


def _releases(layer: Layer, history: History, rows: list[dict[str, Any]]) -> list[Release]:
    """Return the releases that may tell the feature otherwise: where validity counts, the day of any may do so."""
    releases = Release.objects.filter(layer=layer.releases_of).order_by("number")
    if history.valid:
        return list(releases.filter(number__gte=min((row["since"] for row in rows), default=0)))
    return list(releases.filter(number__in={row[edge] for row in rows for edge in ("since", "until")} - {None}))


def _steps(history: History, rows: list[dict[str, Any]], releases: list[Release]) -> Iterator[Step]:
    before: dict[str, Any] | None = None
    for release in releases:
        now = next((row for row in rows if _says(history, row, release)), None)
        if now is not None and before is not None:
            step = _compared(history, release, before, now)
            if step.moved or step.facts:
                yield step
        elif now is not None or before is not None:
            yield Step(release, REMOVED if now is None else ADDED)
        before = now


def _says(history: History, row: dict[str, Any], release: Release) -> bool:
    said = row["since"] <= release.number and (row["until"] is None or row["until"] > release.number)
    return said and (not history.valid or release.as_of in row[history.valid])


def _compared(history: History, release: Release, before: dict[str, Any], now: dict[str, Any]) -> Step:
    different = (fact for place, fact in enumerate(history.facts) if before[_name(place)] != now[_name(place)])
    return Step(release, CHANGED, before["out_shape"] != now["out_shape"], tuple(different))


def _name(place: int) -> str:
    return f"out_fact_{place}"
