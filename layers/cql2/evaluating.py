"""A filter's tree to an expression of the database: only the operators named here, only the queryables of the layer.

Nothing of a filter reaches SQL but values as parameters; names are looked up among the layer's fields and never passed on. Logic
has three values, as CQL2 and SQL have it: what is not known is neither true nor false, and NOT of it is not known either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, BooleanField, DateField, F, FloatField, Q, QuerySet, TextField, Value
from django.db.models.expressions import ExpressionWrapper, Func
from django.db.models.functions import Cast

from .. import parameters
from ..declaration import Field, Layer
from ..problems import BadParameter
from ..reference_systems import ReferenceSystem
from .geometries import is_shape, shapes
from .reading import PARAMETER
from .words import misfit, shortened, unknown, unserved

GEOMETRY = "geometry"  # how a filter calls the layer's shape
KINDS = {"text": "text", "uri": "text", "number": "number", "integer": "number", "boolean": "boolean", "date": "date"}
COMPARED_AS = {"number": FloatField, "integer": BigIntegerField}
MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
FOLDED = "casei"


class _Truth(Func):
    """SQL that is true, false or unknown."""

    output_field = BooleanField()
    conditional = True


class _Not(_Truth):
    template = "(NOT (%(expressions)s))"


class _IsNull(_Truth):
    template = "((%(expressions)s) IS NULL)"


class _Folded(Func):
    # Up and down again, so that letters with two small forms (σ and ς) meet.
    template, output_field = "LOWER(UPPER(%(expressions)s))", TextField()


def _operation(sign: str, left: Any, right: Any) -> _Truth:
    return _Truth(left, right, template="(%(expressions)s)", arg_joiner=f" {sign} ")


def _joined(word: str, parts: list[Any]) -> _Truth:
    return _Truth(*parts, template="(%(expressions)s)", arg_joiner=f" {word} ")


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: a property or a value, of one kind (text, number, boolean, date), folded or not."""

    kind: str
    expression: Any
    is_property: bool
    folded: bool = False
    field: Field | None = None
    value: Any = None


@dataclass(frozen=True)
class Condition:
    """A filter that was checked: `matches` are equalities that stand alone and have an index of their own."""

    matches: tuple[Q, ...]
    names: tuple[str, ...]
    truth: Any | None

    def narrow(self, rows: QuerySet[Any], value_of: Callable[[str], Any]) -> QuerySet[Any]:
        """Narrow rows to those the filter is true of; `value_of` gives the expression of a field."""
        for match in self.matches:
            rows = rows.filter(match)
        if self.truth is None:
            return rows
        return rows.alias(**{alias(name): value_of(name) for name in self.names}).filter(self.truth)


def alias(name: str) -> str:
    return f"out_asked_{name}"


def condition(tree: Any, layer: Layer, fields: list[Field], system: ReferenceSystem) -> Condition:
    """Check a tree against the fields that may be asked about and return it as a condition; raise BadParameter."""
    found = _Evaluation(layer, {field.name: field for field in fields}, system)
    parts = (
        tree["args"] if isinstance(tree, dict) and tree.get("op") == "and" and _is_list(tree.get("args")) else [tree]
    )
    matches, others = [], []
    for part in parts:
        match = found.match(part)
        others += [] if match else [found.truth(part)]
        matches += [match] if match else []
    truth = _joined("AND", others) if others else None
    return Condition(tuple(matches), tuple(found.named), truth)


def _is_list(args: Any) -> bool:
    return isinstance(args, list) and bool(args)


class _Evaluation:
    """One walk over a tree; `named` are the fields it met."""

    def __init__(self, layer: Layer, fields: dict[str, Field], system: ReferenceSystem) -> None:
        self.layer, self.fields, self.system = layer, fields, system
        self.named: dict[str, None] = {}
        self.operators: dict[str, Callable[[str, list[Any]], Any]] = {
            "and": self._all, "or": self._any, "not": self._not,
            **dict.fromkeys(MIRRORED, self._compare),
            "like": self._like, "in": self._in, "between": self._between, "isNull": self._is_null,
            "s_intersects": self._intersects,
        }  # fmt: skip

    def match(self, node: Any) -> Q | None:
        """Return the index's own condition of `property = value`, where the field declares one."""
        if (
            not isinstance(node, dict)
            or node.get("op") != "="
            or not _is_list(node.get("args"))
            or len(node["args"]) != 2
        ):
            return None
        sides = [self.side("=", each) for each in node["args"]]
        named, value = sorted(sides, key=lambda side: not side.is_property)
        if not named.is_property or value.is_property or named.field is None or named.field.match is None:
            return None
        return (
            named.field.match(self._fitting("=", named, value).value) if not named.folded and not value.folded else None
        )

    def truth(self, node: Any) -> Any:
        """Return the expression of a node that is true or false."""
        if isinstance(node, bool):
            return _Truth(Value(node), template="(%(expressions)s)")
        if not isinstance(node, dict) or "op" not in node:
            name = node.get("property") if isinstance(node, dict) else node
            raise BadParameter(
                PARAMETER,
                f"{shortened(name)!r} bukan syarat; bandingkan, misalnya kind = 'desa' atau sample = true.",
                f"{shortened(name)!r} is no condition; compare it, for example kind = 'desa' or sample = true.",
            )
        op, args = node["op"], node.get("args") or []
        operator = self.operators.get(op) if isinstance(op, str) else None
        if operator is None:
            raise unserved(op)
        if not _is_list(args):
            raise misfit(op, "args harus berupa larik yang tidak kosong", "args must be an array that is not empty")
        return operator(op, args)

    def _all(self, op: str, args: list[Any]) -> Any:
        return _joined("AND", [self.truth(each) for each in args])

    def _any(self, op: str, args: list[Any]) -> Any:
        return _joined("OR", [self.truth(each) for each in args])

    def _not(self, op: str, args: list[Any]) -> Any:
        self._count(op, args, 1)
        return _Not(self.truth(args[0]))

    def _compare(self, op: str, args: list[Any]) -> Any:
        self._count(op, args, 2)
        left, right = (self.side(op, each) for each in args)
        if right.is_property and not left.is_property:
            left, right, op = right, left, MIRRORED[op]
        left, right = self._pair(op, left, right)
        if left.kind == "boolean" and op not in ("=", "<>"):
            raise misfit(
                op, "true dan false tidak berurutan; pakai = atau <>", "true and false have no order; use = or <>"
            )
        return _operation(op, left.expression, right.expression)

    def _like(self, op: str, args: list[Any]) -> Any:
        self._count(op, args, 2)
        left, right = (self.side(op, each) for each in args)
        left, right = self._pair(op, left, right)
        if left.kind != "text":
            raise misfit(op, "hanya untuk teks", "for text only")
        if len(right.value) - len(right.value.rstrip("\\")) & 1:
            raise misfit(op, r"pola berakhir dengan \; tulis \\", r"the pattern ends in \; write \\")
        return _operation("LIKE", left.expression, right.expression)

    def _in(self, op: str, args: list[Any]) -> Any:
        self._count(op, args, 2)
        if not _is_list(args[1]):
            raise misfit(
                op, "tulis daftar: kind IN ('desa', 'kelurahan')", "write a list: kind IN ('desa', 'kelurahan')"
            )
        left = self.side(op, args[0])
        pairs = [self._pair(op, left, self.side(op, each)) for each in args[1]]
        listed = Func(*(value.expression for _left, value in pairs), template="(%(expressions)s)", arg_joiner=", ")
        return _operation("IN", left.expression, listed)

    def _between(self, op: str, args: list[Any]) -> Any:
        if len(args) == 2 and isinstance(args[1], list):  # as drafts of the standard wrote it
            args = [args[0], *args[1]]
        self._count(op, args, 3)
        left = self.side(op, args[0])
        pairs = [self._pair(op, left, self.side(op, each)) for each in args[1:]]
        if left.kind not in ("number", "date"):
            raise misfit(op, "hanya untuk angka dan tanggal", "for numbers and dates only")
        low, high = (value.expression for _left, value in pairs)
        return _joined("AND", [_operation(">=", left.expression, low), _operation("<=", left.expression, high)])

    def _is_null(self, op: str, args: list[Any]) -> Any:
        self._count(op, args, 1)
        node = args[0]
        if isinstance(node, dict) and node.get("property") == GEOMETRY:
            return _IsNull(F(self.layer.geometry))
        side = self.side(op, node)
        if not side.is_property:
            raise misfit(op, "tulis nama properti: name IS NULL", "name a property: name IS NULL")
        return _IsNull(side.expression)

    def _intersects(self, op: str, args: list[Any]) -> Any:
        self._count(op, args, 2)
        named = [each for each in args if isinstance(each, dict) and "property" in each]
        given = [each for each in args if is_shape(each)]
        if len(named) != 1 or len(given) != 1:
            for each in args:
                if isinstance(each, dict) and isinstance(each.get("op"), str):
                    raise unserved(each["op"])
            raise misfit(
                op,
                "tulis geometry dan satu bentuk: S_INTERSECTS(geometry, BBOX(117.4,0.4,117.6,0.6))",
                "write geometry and one shape: S_INTERSECTS(geometry, BBOX(117.4,0.4,117.6,0.6))",
            )
        if named[0]["property"] != GEOMETRY:
            raise unknown(named[0]["property"], [GEOMETRY])
        path = f"{self.layer.geometry}__intersects"
        touched = [
            ExpressionWrapper(Q((path, shape)), output_field=BooleanField()) for shape in shapes(given[0], self.system)
        ]
        return _joined("OR", touched)

    def side(self, op: str, node: Any) -> _Side:
        """Return one side of a comparison; `op` is what it stands beside, for the refusal."""
        if isinstance(node, dict):
            if "property" in node:
                return self._property(op, node["property"])
            if node.get("op") == FOLDED:
                return self._fold(node.get("args"))
            if "op" in node:
                raise unserved(node["op"])
            if "date" in node:
                day = parameters.day(PARAMETER, str(node["date"]))
                return _Side("date", Value(day, DateField()), False, value=day)
            if "timestamp" in node or "interval" in node:
                raise misfit(
                    op,
                    "tidak ada properti berupa waktu; tulis DATE('2026-01-31')",
                    "no property is a time; write DATE('2026-01-31')",
                )
            if is_shape(node):
                raise misfit(op, "bentuk hanya di dalam S_INTERSECTS", "shapes stand inside S_INTERSECTS only")
        return self._value(op, node)

    def _property(self, op: str, name: Any) -> _Side:
        field = self.fields.get(name) if isinstance(name, str) else None
        if field is None:
            if name == GEOMETRY:
                raise misfit(
                    op,
                    "geometry hanya di dalam S_INTERSECTS dan IS NULL",
                    "geometry stands inside S_INTERSECTS and IS NULL only",
                )
            raise unknown(name, [*self.fields, GEOMETRY])
        self.named[field.name] = None
        stored = COMPARED_AS.get(field.type)
        asked: Any = F(alias(field.name))
        return _Side(KINDS[field.type], Cast(asked, stored()) if stored else asked, True, field=field)

    def _fold(self, args: Any) -> _Side:
        if not _is_list(args) or len(args) != 1:
            raise misfit(FOLDED, "satu teks atau properti di dalamnya", "one text or property inside")
        inner = self.side(FOLDED, args[0])
        if inner.kind != "text":
            raise misfit(FOLDED, "hanya untuk teks", "for text only")
        return _Side("text", _Folded(inner.expression), inner.is_property, True, inner.field, inner.value)

    def _value(self, op: str, node: Any) -> _Side:
        if isinstance(node, bool):
            return _Side("boolean", Value(node, BooleanField()), False, value=node)
        if isinstance(node, (int, float)):
            if not abs(node) <= parameters.LARGEST:
                raise misfit(op, f"angka paling besar {parameters.LARGEST}", f"numbers up to {parameters.LARGEST}")
            number = int(node) if node == int(node) else float(node)
            kind: Any = BigIntegerField() if isinstance(number, int) else FloatField()
            return _Side("number", Cast(Value(number), kind), False, value=number)
        if isinstance(node, str) and "\x00" not in node:
            return _Side("text", Value(node, TextField()), False, value=node)
        raise misfit(
            op, f"{shortened(node)} bukan nilai yang dapat dibandingkan", f"{shortened(node)} cannot be compared"
        )

    def _count(self, op: str, args: list[Any], wanted: int) -> None:
        if len(args) != wanted:
            raise misfit(op, f"harus {wanted} bagian, bukan {len(args)}", f"takes {wanted} parts, not {len(args)}")

    def _pair(self, op: str, left: _Side, right: _Side) -> tuple[_Side, _Side]:
        """Return a property and the value it is compared with, of one kind; fold both or refuse."""
        if not left.is_property or right.is_property:
            raise misfit(
                op,
                "bandingkan satu properti dengan satu nilai; teks ditulis di antara tanda kutip tunggal",
                "compare one property with one value; text stands in single quotes",
            )
        return left, self._fitting(op, left, right)

    def _fitting(self, op: str, left: _Side, right: _Side) -> _Side:
        if left.kind == "date" and right.kind == "text" and not right.folded:
            day: date = parameters.day(PARAMETER, right.value)
            return _Side("date", Value(day, DateField()), False, value=day)
        if left.kind == right.kind:
            return right
        name = left.field.name if left.field else ""
        example = {"text": "'desa'", "number": "12.5", "boolean": "true", "date": "DATE('2026-01-31')"}[left.kind]
        raise misfit(
            op, f"{name} dibandingkan dengan nilai seperti {example}", f"{name} is compared with a value like {example}"
        )
