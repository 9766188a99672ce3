"""What is refused, by name, and what to ask instead."""

from collections.abc import Iterable
from typing import Any

from ..problems import BadParameter
from .reading import PARAMETER

TEXT_OF = {"isNull": "IS NULL", "in": "IN", "like": "LIKE", "between": "BETWEEN", "casei": "CASEI"}
TAKEN = "AND, OR, NOT, =, <>, <, >, <=, >=, LIKE, IN, BETWEEN, IS NULL, CASEI, S_INTERSECTS"
SPATIAL = {"s_contains", "s_crosses", "s_disjoint", "s_equals", "s_overlaps", "s_touches", "s_within"}
TEMPORAL = {
    "t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedby", "t_finishes", "t_intersects",
    "t_meets", "t_metby", "t_overlappedby", "t_overlaps", "t_startedby", "t_starts",
}  # fmt: skip
ARRAYS = {"a_containedby", "a_contains", "a_equals", "a_overlaps"}
ARITHMETIC = {"+", "-", "*", "/", "^", "%", "div"}


def unserved(op: Any) -> BadParameter:
    """Refuse an operator or function that is not served, naming it and the way out."""
    plain = op.lower() if isinstance(op, str) else ""
    if plain in SPATIAL:
        return _refusal(op, "pakai S_INTERSECTS", "use S_INTERSECTS")
    if plain in TEMPORAL:
        return _refusal(
            op,
            "bandingkan tanggalnya (valid_from >= DATE('2026-01-01')) atau pakai parameter datetime",
            "compare the date (valid_from >= DATE('2026-01-01')) or use the parameter datetime",
        )
    if plain in ARRAYS:
        return _refusal(op, "tidak ada properti berupa larik; pakai IN", "no property is an array; use IN")
    if plain in ARITHMETIC:
        return _refusal(
            op,
            "bandingkan properti dengan angka yang sudah dihitung",
            "compare a property with a number worked out before",
        )
    if plain == "accenti":
        return _refusal(op, "tulis hurufnya sebagaimana adanya; CASEI ada", "write letters as they are; there is CASEI")
    return _refusal(op, f"yang ada: {TAKEN}", f"there are: {TAKEN}")


def _refusal(op: Any, instead_id: str, instead_en: str) -> BadParameter:
    shown = op.upper() if isinstance(op, str) and op.lower() in SPATIAL | TEMPORAL | ARRAYS else shortened(op)
    return BadParameter(PARAMETER, f"{shown} tidak dilayani; {instead_id}.", f"{shown} is not served; {instead_en}.")


def unknown(name: Any, known: Iterable[str]) -> BadParameter:
    listed = ", ".join(known)
    shown = shortened(name)
    return BadParameter(
        PARAMETER,
        f"Properti {shown!r} tidak ada atau tidak dapat ditanyakan; yang ada: {listed}.",
        f"There is no property {shown!r}, or it cannot be asked about; there are: {listed}.",
    )


def misfit(op: str, indonesian: str, english: str) -> BadParameter:
    """Refuse an operator that is served, but not with what stands beside it."""
    shown = TEXT_OF.get(op, op.upper())
    return BadParameter(PARAMETER, f"{shown}: {indonesian}.", f"{shown}: {english}.")


def shortened(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
