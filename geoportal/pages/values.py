"""Values of features as the reader's language writes them."""

import re
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format

from layers.clauses import GROUPED
from layers.declaration import Field
from layers.folium_map.sheets import as_text

UNIT = re.compile(r"\(([^()]+)\)$")


def unit_of(field: Field) -> str:
    """Return the unit a field of numbers names in its title; "" where it has none."""
    unit = UNIT.search(field.title) if field.numeric else None
    return unit[1] if unit else ""


def exactly(value: Any, field: Field) -> str:
    """Write a value with every digit it has, where a map's pop-up rounds it; "" where nothing is known.

    Large amounts are parted; a whole number without a unit may be a code.
    """
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        parted = bool(unit_of(field)) and abs(float(value)) >= GROUPED
        return str(number_format(value, use_l10n=True, force_grouping=parted))
    return as_text(value)
