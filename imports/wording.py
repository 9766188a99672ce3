"""How findings and refusals are written: sentences, numbers, and options of the command line, which pages leave out."""

import re

SWAPPED_SIGNS = str.maketrans(",.", ".,")
OPTION = re.compile(r" ?\(--[^)]*\)")


def without_options(text: str) -> str:
    """Return a text as pages and the API say it."""
    return OPTION.sub("", text)


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning and a stop at its end."""
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def number_en(value: float, places: int = 0) -> str:
    """Write a number as English does: 1,234.5."""
    return f"{value:,.{places}f}"


def number_id(value: float, places: int = 0) -> str:
    """Write a number as Indonesian does: 1.234,5."""
    return number_en(value, places).translate(SWAPPED_SIGNS)


def share_id(share: float) -> str:
    """Write a share, 0 to 1, in whole percent: 30 %."""
    return f"{share * 100:.0f} %"
