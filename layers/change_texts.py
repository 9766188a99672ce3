"""Changes as GeoJSON: each feature as it reads after, with the kind of change and the names of what is different."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import BinaryField, Case, F, Func, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.utils import timezone

from .changes import ADDED, CHANGED, REMOVED, ChangesQuery, Entry, State
from .geojson import CHUNK, COUNTED, Link, as_json, feature_expression, properties_text

GEOMETRY = "geometry"


class _Differing(Func):
    """The names under which two JSON objects hold something else, in order, as a JSON array.

    The release a state was published in is no change by itself.
    """

    template = """(
        SELECT coalesce(json_agg(key ORDER BY key), '[]')::text
        FROM (VALUES (%(expressions)s)) AS said (was, now),
        LATERAL (
            SELECT key FROM jsonb_each(said.was::jsonb) w FULL JOIN jsonb_each(said.now::jsonb) n USING (key)
            WHERE w.value IS DISTINCT FROM n.value AND key <> 'release'
        ) AS different
    )"""
    output_field = TextField()


class _Bytes(Func):
    template, output_field = "coalesce((%(expressions)s)::bytea, ''::bytea)", BinaryField()


def changes_text(query: ChangesQuery, *, links: Callable[[Entry | None], list[Link]], **members: Any) -> Iterator[str]:
    """Yield a FeatureCollection of changes piece by piece. Three queries at most, whatever the page holds.

    `links` is given the last entry where another page follows, else None.
    """
    # To find what changed is what costs; keys weigh nothing, so a first page counts them in the same query.
    most = query.limit if query.after is not None else max(query.limit, COUNTED)
    found = [Entry(*row) for row in query.entries()[: most + 1]]
    more, entries = len(found) > query.limit, found[: query.limit]
    yield '{"type":"FeatureCollection","features":['
    # The transaction keeps the cursors open side by side.
    with transaction.atomic():
        for place, text in enumerate(_texts(query, entries)):
            yield f",{text}" if place else text
    told = {
        "numberReturned": len(entries),
        **({"numberMatched": len(found)} if query.after is None and len(found) <= COUNTED else {}),
        "from": _told(query.earlier),
        "to": _told(query.later),
        **members,
        "links": links(entries[-1] if more else None),
    }
    yield f"],{as_json(told)[1:-1]}}}"


def _texts(query: ChangesQuery, entries: list[Entry]) -> Iterator[str]:
    said, gone = _rows(_said, query, entries), _rows(_gone, query, entries)
    for entry in entries:
        identity, text, *rest = next(gone if entry.kind == REMOVED else said)
        if identity != entry.identity:
            raise RuntimeError("codes have changed while the changes were read")
        yield _as_change(text, entry.kind, *rest)
    # Read to their ends, cursors close here, within the transaction they were opened in.
    next(said, None)
    next(gone, None)


def _rows(
    make: Callable[[ChangesQuery, list[int]], QuerySet[Any, Any]], query: ChangesQuery, entries: list[Entry]
) -> Iterator[Any]:
    """Read the rows of the entries this reading has, in their order; no query where there are none."""
    kinds = (REMOVED,) if make is _gone else (ADDED, CHANGED)
    wanted = [entry.identity for entry in entries if entry.kind in kinds]
    return make(query, wanted).iterator(chunk_size=CHUNK) if wanted else iter(())


def _gone(query: ChangesQuery, identities: list[int]) -> QuerySet[Any, Any]:
    rows = query.told(query.was, identities).annotate(out_text=feature_expression(query.was))
    return rows.values_list("out_identity", "out_text")


def _said(query: ChangesQuery, identities: list[int]) -> QuerySet[Any, Any]:
    rows = query.told(query.now, identities).annotate(
        out_text=feature_expression(query.now),
        out_shape=_shape(query),
        out_facts=properties_text(query.now),
        was_facts=_before(query, properties_text(query.was)),
        was_shape=_before(query, _shape(query)),
        was_text=_before(query, feature_expression(query.was)) if query.with_before else Value(""),
    )
    rows = rows.annotate(
        out_moved=Case(When(out_shape=F("was_shape"), then=Value("")), default=Value(GEOMETRY)),
        out_names=Case(
            When(was_facts__isnull=False, then=_Differing(F("was_facts"), F("out_facts"))),
            default=Value("[]"),
            output_field=TextField(),
        ),
    )
    return rows.values_list("out_identity", "out_text", "out_moved", "out_names", "was_text")


def _shape(query: ChangesQuery) -> Func:
    return _Bytes(F(query.history.geometry))


def _before(query: ChangesQuery, wanted: Any) -> Subquery:
    """Return what the state before says of the same feature; nothing where it was not there."""
    rows = query.rows(query.was).filter(out_identity=OuterRef("out_identity"))
    return Subquery(rows.annotate(out_wanted=wanted).values("out_wanted")[:1])


def _as_change(text: str, kind: str, moved: str = "", names: str = "[]", before: str | None = None) -> str:
    """Return a feature's text with the change told among its properties, where every client reads it."""
    told: dict[str, Any] = {"change": kind}
    if kind == CHANGED:
        told["changed"] = [*([moved] if moved else []), *json.loads(names)]
    former = f',"before":{before}' if before else ""
    return f"{text[:-2]},{as_json(told)[1:-1]}}}{former}}}"


def _told(state: State) -> dict[str, Any]:
    published = timezone.localtime(state.published_at).isoformat(timespec="seconds") if state.published_at else None
    return {"release": state.number, "as_of": state.as_of if state.number else None, "published_at": published}
