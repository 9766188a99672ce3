"""How the rows of a file fill a layer: which field from which column, which columns are new, and each row's attributes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from imports.rows import Row

from .fields import FieldSpec, current, name_for
from .models import ThematicLayer
from .values import Read, Value, absent, decimal_comma, guess, reader


@dataclass(frozen=True)
class Column:
    """A field of the layer and where a row has its text: under the target's names, or, new, under the file's own."""

    spec: FieldSpec
    new: bool = False
    missing: bool = False  # the file has no such column
    comma: bool = False  # decimals begin with a comma

    @cached_property
    def read(self) -> Read:
        return reader(self.spec.type, comma=self.comma)

    def text(self, row: Row) -> str:
        if self.new:
            return (row.attributes.get(self.spec.column) or "").strip()
        return row.values.get(self.spec.name, "")


@dataclass(frozen=True)
class Plan:
    """The columns of a file against the fields of a layer; `doubled` are names left aside, alike but for their case."""

    columns: tuple[Column, ...]
    doubled: tuple[str, ...] = ()

    @classmethod
    def of(cls, layer: ThematicLayer, rows: Sequence[Row]) -> "Plan":
        """Look through all rows: a column's type, and what its decimals begin with, show in the whole of it only."""
        first = rows[0] if rows else Row(0, {}, None)
        known = [_known(spec, first, rows) for spec in current(layer.fields)]
        taken = {column.spec.name for column in known}
        new: list[Column] = []
        doubled: list[str] = []
        for name in _unmapped(first, known):
            if name.casefold() in {column.spec.column.casefold() for column in new}:
                doubled.append(name)
                continue
            new.append(_new(name, taken, rows))
            taken.add(new[-1].spec.name)
        return cls((*known, *new), tuple(doubled))

    @property
    def new(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.new)

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.spec.name == name), None)

    def attributes(self, row: Row) -> dict[str, Value]:
        """Return what is stored of a row; what stands for nothing is left out. Raise ValueError on an unreadable value."""
        found: dict[str, Value] = {}
        for column in self.columns:
            text = column.text(row)
            if not absent(text, column.spec.type):
                found[column.spec.name] = column.read(text)
        return found


def _unmapped(first: Row, known: Sequence[Column]) -> list[str]:
    """Return the columns nobody mapped; one a field was once filled from is left out by a person, and no new field."""
    taken = {*first.columns.values(), *(name for name in first.attributes if _is_known(name, known))}
    return [name for name in first.attributes if name not in taken]


def _is_known(name: str, known: Sequence[Column]) -> bool:
    return any(name.casefold() in (column.spec.column.casefold(), column.spec.name) for column in known)


def _known(spec: FieldSpec, first: Row, rows: Sequence[Row]) -> Column:
    column = Column(spec, missing=spec.name not in first.columns)
    comma = spec.type in ("number", "integer") and decimal_comma(column.text(row) for row in rows)
    return Column(spec, missing=column.missing, comma=comma)


def _new(name: str, taken: set[str], rows: Sequence[Row]) -> Column:
    field = name_for(name, taken)
    column = Column(FieldSpec(field, name, name, name), new=True)
    texts = [column.text(row) for row in rows]
    kind = guess(field, texts)
    comma = kind == "number" and decimal_comma(text for text in texts if not absent(text, "number"))
    return Column(FieldSpec(field, name, name, name, kind), new=True, comma=comma)


def as_fields(plan: Plan, release: int) -> list[dict[str, Any]]:
    """Return the new columns as a layer's row keeps them, told from `release` on."""
    return [FieldSpec(**{**column.spec.as_json(), "since": release}).as_json() for column in plan.new]
