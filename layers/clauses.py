"""Filters a form can hold: fields from, up to, containing, equal; to CQL2 text, back from its tree, and in words.

The one grammar stays `FeatureQuery`'s: a form is turned into its parameters, and an address somebody wrote by hand is shown in
the form as far as it says nothing a form cannot.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.formats import date_format, number_format

from .api.words import said
from .declaration import Field, Layer

Op = Literal["from", "to", "contains", "equal"]
SIGNS: dict[str, Op] = {">=": "from", "<=": "to", "=": "equal"}
ORDERED = {"number", "integer", "date"}
GROUPED = 10_000  # from here on numbers are parted; below they may be years
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Words of CQL2: a field called so stands in double quotes.
RESERVED = {
    "and",
    "or",
    "not",
    "like",
    "between",
    "in",
    "is",
    "null",
    "true",
    "false",
    "casei",
    "accenti",
    "date",
    "div",
}
LETTERS = re.compile(r"\\(.)|([%_])", re.DOTALL)


@dataclass(frozen=True)
class Clause:
    """One condition: `value` is a float, a date, a bool or a text, as the field's type says."""

    field: Field
    op: Op
    value: Any


def as_cql2(clauses: Iterable[Clause]) -> str:
    """Return the conditions as one filter in CQL2 Text; "" where there are none."""
    return " AND ".join(_as_text(each) for each in clauses)


def _as_text(clause: Clause) -> str:
    name, value = _name(clause.field.name), clause.value
    if clause.op == "contains":
        escaped = re.sub(r"([\\%_])", r"\\\1", value)
        return f"CASEI({name}) LIKE CASEI({_quoted(f'%{escaped}%')})"
    sign = next(sign for sign, op in SIGNS.items() if op == clause.op)
    return f"{name} {sign} {_literal(value)}"


def _name(name: str) -> str:
    return name if PLAIN_NAME.fullmatch(name) and name.lower() not in RESERVED else f'"{name}"'


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"DATE('{value.isoformat()}')"
    return plain_number(value) if isinstance(value, (int, float)) else _quoted(str(value))


def plain_number(value: float) -> str:
    """Write a number without an exponent and without a fraction of nothing."""
    return str(int(value)) if value == int(value) else f"{value:.12f}".rstrip("0")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def of_tree(tree: Any, fields: Iterable[Field]) -> list[Clause] | None:
    """Return the conditions a CQL2 tree says; None where it says something a form cannot hold."""
    known = {field.name: field for field in fields}
    parts = tree["args"] if isinstance(tree, dict) and tree.get("op") == "and" else [tree]
    found = [_clause(part, known) for part in parts]
    clauses = [each for each in found if each is not None]
    apart = {(each.field.name, "text" if each.op in ("contains", "equal") else each.op) for each in clauses}
    return clauses if len(clauses) == len(found) == len(apart) else None


def _clause(part: Any, known: dict[str, Field]) -> Clause | None:
    if not isinstance(part, dict) or not isinstance(part.get("args"), list) or len(part["args"]) != 2:
        return None
    (left, right), op = part["args"], part.get("op")
    if op == "like":
        return _containing(left, right, known)
    field = _field(left, known)
    if field is None or op not in SIGNS:
        return None
    value = _value(field, right)
    if value is None or (SIGNS[op] != "equal") != (field.type in ORDERED):
        return None
    return Clause(field, SIGNS[op], value)


def _field(node: Any, known: dict[str, Field]) -> Field | None:
    name = node.get("property") if isinstance(node, dict) else None
    return known.get(name) if isinstance(name, str) else None


def _value(field: Field, node: Any) -> Any:
    if field.type == "date":
        text = node.get("date") if isinstance(node, dict) else node
        try:
            return date.fromisoformat(text) if isinstance(text, str) else None
        except ValueError:
            return None
    if field.type == "boolean":
        return node if isinstance(node, bool) else None
    if field.type in ORDERED:
        return float(node) if isinstance(node, (int, float)) and not isinstance(node, bool) else None
    return node if isinstance(node, str) else None


def _containing(left: Any, right: Any, known: dict[str, Field]) -> Clause | None:
    field, pattern = _field(_folded(left), known), _folded(right)
    if field is None or field.type in ORDERED or not isinstance(pattern, str) or len(pattern) < 3:
        return None
    if pattern[0] != "%" or pattern[-1] != "%":
        return None
    inner = pattern[1:-1]
    if any(each[2] for each in LETTERS.finditer(inner)):
        return None  # a pattern with places left open
    return Clause(field, "contains", LETTERS.sub(lambda each: each[1], inner))


def _folded(node: Any) -> Any:
    args = node.get("args") if isinstance(node, dict) and node.get("op") == "casei" else None
    return args[0] if isinstance(args, list) and len(args) == 1 else None


def in_words(clause: Clause, layer: Layer) -> str:
    """Say one condition in the reader's language."""
    title, value = clause.field.title, value_words(clause.field, clause.value, layer)
    if clause.op == "contains":
        return said(f"{title} memuat “{value}”", f"{title} contains “{value}”")
    if clause.op == "from":
        return said(f"{title} mulai {value}", f"{title} from {value}")
    if clause.op == "to":
        return said(f"{title} sampai {value}", f"{title} up to {value}")
    return f"{title} = {value}"


def value_words(field: Field, value: Any, layer: Layer) -> str:
    """Return a value as people read it: categories by their title, numbers and days as the language writes them."""
    if isinstance(value, bool):
        return said("ya", "yes") if value else said("tidak", "no")
    if isinstance(value, date):
        return str(date_format(value, "j F Y"))
    if isinstance(value, (int, float)):
        return str(number_format(plain_number(value), use_l10n=True, force_grouping=abs(value) >= GROUPED))
    return category_title(layer, field, str(value))


def category_title(layer: Layer, field: Field, value: str) -> str:
    titles: Sequence[str] = [each.title for each in layer.categories if each.value == value]
    return titles[0] if field.name == layer.category_field and titles else value
