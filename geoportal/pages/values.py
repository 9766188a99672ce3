"""Values of features as the reader's language writes them."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format

from layers.folium_map.sheets import as_text


def exactly(value: Any) -> str:
    """Write a value with every digit it has, where a map's pop-up rounds it; "" where nothing is known."""
    if isinstance(value, (float, Decimal)):
        return number_format(value, use_l10n=True)
    return as_text(value)
