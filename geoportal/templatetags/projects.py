"""Money as people say it, and the words of a project."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from layers.figures import rounded
from projects.words import Basis, Certainty, Kind, Stage, Way

register = template.Library()
STEPS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))


@register.filter
def rupiah(value: int | None) -> str:
    """Write whole rupiah exactly."""
    return "" if value is None else f"Rp {number_format(value, 0, use_l10n=True, force_grouping=True)}"


@register.filter
def rupiah_short(value: int | None) -> str:
    """Write rupiah rounded, in the word people use for its size: Rp 3,2 miliar."""
    if value is None:
        return ""
    for unit, word in STEPS:
        if value >= unit:
            share = value / unit
            places = 1 if share < 100 and rounded(share, 1) != rounded(share, 0) else 0
            return f"Rp {number_format(rounded(share, places), places, use_l10n=True)} {_unit(word)}"
    return rupiah(value)


def _unit(word: str) -> str:
    return {"triliun": _("triliun"), "miliar": _("miliar"), "juta": _("juta"), "ribu": _("ribu")}[word]


@register.filter
def stage_name(code: str) -> str:
    return str(Stage(code).label)


@register.filter
def goods_name(code: str) -> str:
    return str(Kind(code).label)


@register.filter
def way_name(code: str) -> str:
    return str(Way(code).label)


@register.filter
def basis_name(code: str) -> str:
    return str(Basis(code).label)


@register.filter
def certainty_name(code: str) -> str:
    return str(Certainty(code).label)
