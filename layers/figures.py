"""Figures as people round them."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float | Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals. Django's number_format cuts digits off instead."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
