"""Numbers as people write them: 1.234,5 at a counter, 1234.5 in the cell of a sheet."""

import re
from decimal import Decimal

from .indicators import WHOLE, Indicator

GROUPED = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
PLAIN = re.compile(r"\d+([.,]\d+)?")
LONGEST = 30
MOST = Decimal(10) ** 15
PLACES = 4
# The scales of the two indices: 0 to 1, and 0 to 100.
CEILINGS = {"idm": Decimal(1), "indeks_desa": Decimal(100)}


class NotANumber(ValueError):
    """Why a text is not a figure of its indicator: `teks`, `negatif`, `pecahan` or `besar`."""


def read(text: str, indicator: Indicator, *, sheet: bool = False, grouped: bool = True) -> Decimal:
    """Return the number a text says; NotANumber tells why it is none.

    A dot before exactly three digits parts thousands, as Indonesians write, unless it stands in a `sheet` and the indicator
    has decimals: a sheet stores 1,234 km as 1.234. Where nothing is `grouped`, as in JSON, a dot never does.
    """
    words = "".join(text.split()).removeprefix("Rp").removeprefix(".") if indicator.unit == "Rp" else text.strip()
    words = words.replace(" ", "")
    if words.startswith("-") and _plain(words[1:], thousands=True) is not None:
        raise NotANumber("negatif")
    number = _plain(words, thousands=grouped and (indicator.kind in WHOLE or not sheet))
    if number is None:
        raise NotANumber("teks")
    if indicator.kind in WHOLE and number != number.to_integral_value():
        raise NotANumber("pecahan")
    if number >= MOST or number > CEILINGS.get(indicator.code, MOST):
        raise NotANumber("besar")
    return round(number, PLACES)


def _plain(words: str, *, thousands: bool) -> Decimal | None:
    if len(words) > LONGEST or not words.isascii():
        return None
    if thousands and GROUPED.fullmatch(words):
        return Decimal(words.replace(".", "").replace(",", "."))
    return Decimal(words.replace(",", ".")) if PLAIN.fullmatch(words) else None


def as_typed(number: Decimal) -> str:
    """Return a number as an Indonesian types it: 1.234,5."""
    plain = format(number.normalize(), "f")
    whole, _dot, rest = plain.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{rest}" if rest else grouped
