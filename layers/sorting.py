"""`sortby`, and where a page begins: features in an order that always ends on their unique id.

A position is the id of the last feature told and, where features are sorted, what it was sorted by; it is carried in `after`, so
that the next page goes on behind it whatever was published meanwhile. What is not known comes last, up and down.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, BooleanField, DateField, F, FloatField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from . import parameters
from .declaration import Field
from .problems import BadParameter

MOST_KEYS = 5
LONGEST = 2_000  # characters
STORED_AS = {"number": FloatField, "integer": BigIntegerField, "boolean": BooleanField, "date": DateField}


@dataclass(frozen=True)
class Key:
    field: Field
    down: bool


class Position(NamedTuple):
    """Behind which feature a page begins: its id, and the values of the keys it is sorted by."""

    id: str
    values: tuple[Any, ...] = ()


def read(text: str | None, fields: Sequence[Field]) -> tuple[Key, ...]:
    """Read `-area_km2,name`: names of fields, `-` for falling, `+` (which may arrive as a space) or nothing for rising."""
    if text is None:
        return ()
    known = {field.name: field for field in fields}
    keys: list[Key] = []
    for part in text.split(","):
        name = part[1:] if part[:1] in "+- " else part
        if name not in known or name in [key.field.name for key in keys]:
            listed = ", ".join(known)
            raise BadParameter(
                "sortby",
                f"{part!r} bukan urutan; tulis misalnya sortby=-{next(iter(known))}, setiap nama sekali. Yang ada: {listed}.",
                f"{part!r} is no order; write for example sortby=-{next(iter(known))}, each name once. There are: {listed}.",
            )
        keys.append(Key(known[name], part.startswith("-")))
    if len(keys) > MOST_KEYS:
        raise BadParameter("sortby", f"Paling banyak {MOST_KEYS} properti.", f"At most {MOST_KEYS} properties.")
    return tuple(keys)


def columns(keys: Sequence[Key]) -> list[str]:
    """Return the names under which `ordered` leaves what rows are sorted by."""
    return [f"out_sort_{number}" for number in range(len(keys))]


def ordered(rows: QuerySet[Any], keys: Sequence[Key], value_of: Callable[[str], Any]) -> QuerySet[Any]:
    """Sort rows, which carry `out_id`, by the keys and then their id."""
    names = columns(keys)
    told = {
        name: Cast(value_of(key.field.name), STORED_AS.get(key.field.type, TextField)())
        for name, key in zip(names, keys, strict=True)
    }
    sorts = [
        F(name).desc(nulls_last=True) if key.down else F(name).asc(nulls_last=True)
        for name, key in zip(names, keys, strict=True)
    ]
    return rows.annotate(**told).order_by(*sorts, "out_id")


def beyond(position: Position, keys: Sequence[Key]) -> Q:
    """Return the condition that a row comes behind the position."""
    found, equal = Q(pk__in=[]), Q()
    for name, key, value in zip(columns(keys), keys, position.values, strict=True):
        if value is not None:
            further = Q((f"{name}__lt" if key.down else f"{name}__gt", value)) | Q((f"{name}__isnull", True))
            found |= equal & further
        equal &= Q((f"{name}__isnull", True)) if value is None else Q((name, value))
    last = equal & Q(out_id__gt=position.id)
    return found | last if keys else last


def written(feature_id: str, values: Sequence[Any]) -> str:
    """Return the position behind a feature as `after` carries it: its id, or the id and the values as a JSON array."""
    return json.dumps([feature_id, *values], ensure_ascii=False, default=str) if values else feature_id


def position(text: str | None, keys: Sequence[Key]) -> Position | None:
    """Read `after`: an id, or with `sortby` the JSON array a `next` link carries."""
    if text is None or not keys:
        return None if text is None else Position(text)
    try:
        found = json.loads(text)
        feature_id, *values = found
        if isinstance(found, list) and isinstance(feature_id, str) and len(values) == len(keys) and "\x00" not in text:
            return Position(feature_id, tuple(map(_value, keys, values)))
    except (ValueError, TypeError, RecursionError):
        pass
    raise BadParameter(
        "after",
        "Bukan posisi dalam urutan ini; ikuti tautan next, atau mulai lagi tanpa after.",
        "This is no position in that order; follow the link next, or begin again without after.",
    )


def _value(key: Key, value: Any) -> Any:
    kind = key.field.type
    if value is None:
        return None
    if kind in ("number", "integer") and isinstance(value, (int, float)) and not isinstance(value, bool):
        if kind == "integer" and abs(value) > 2**63 - 1:
            raise ValueError(value)
        return int(value) if kind == "integer" else float(value)
    if kind == "boolean" and isinstance(value, bool):
        return value
    if isinstance(value, str) and "\x00" not in value:
        if kind == "date":
            return parameters.day("after", value)
        if kind in ("text", "uri"):
            return value
    raise ValueError(value)
