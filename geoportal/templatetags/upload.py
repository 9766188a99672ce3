"""What the pages of an upload need: words in the reader's language, sizes, areas and shares."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.formats import number_format

from geoportal.templatetags.portal import km2
from imports.limits import readable
from imports.wording import sentence, without_options
from layers.api.words import said

register = template.Library()
HECTARE_M2 = 10_000
SQUARE_KM_M2 = 1_000_000


@register.filter
def words(pair: Sequence[str]) -> str:
    """Return the sentence of a pair (Indonesian, English) in the reader's language."""
    return without_options(said(pair[0], pair[1]))


@register.filter
def message(found: Any) -> str:
    """Return what a finding says, from a row of a report or from the run's own notes."""
    return sentence(_told(found, "message"))


@register.filter
def remedy(found: Any) -> str:
    return _told(found, "remedy")


@register.filter
def note(found: Any) -> str:
    return said(found.note, found.note_en or found.note)


def _told(found: Any, name: str) -> str:
    key = said(f"{name}_id", f"{name}_en")
    return without_options(str(found[key] if isinstance(found, Mapping) else getattr(found, key)))


@register.filter
def size(count: int) -> str:
    return readable(int(count))


@register.filter
def area(square_metres: float | None) -> str:
    """Write an area in the unit people use for its size."""
    if square_metres is None:
        return ""
    if square_metres >= SQUARE_KM_M2:
        return f"{km2(square_metres / SQUARE_KM_M2)} km²"
    if square_metres >= HECTARE_M2:
        return f"{number_format(square_metres / HECTARE_M2, 1, use_l10n=True)} ha"
    return f"{number_format(square_metres, 0, use_l10n=True)} m²"


@register.filter
def percent(share: float | None) -> str:
    """Write a share; what is more than nothing never reads as nothing."""
    if share is None:
        return ""
    if 0 < share < 0.001:
        return f"< {number_format(0.1, 1, use_l10n=True)} %"
    places = 0 if share >= 0.1 or share == 0 else 1
    return f"{number_format(share * 100, places, use_l10n=True)} %"


@register.filter
def get(mapping: Mapping[str, Any], name: str) -> Any:
    return mapping.get(name, "")


@register.filter
def contains(items: Sequence[Any], item: Any) -> bool:
    return item in items
