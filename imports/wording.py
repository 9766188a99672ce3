"""Texts of findings and refusals name the command line's options in brackets, "(--crs EPSG:32650)"; pages leave them out."""

import re

OPTION = re.compile(r" ?\(--[^)]*\)")


def without_options(text: str) -> str:
    """Return a text as pages and the API say it."""
    return OPTION.sub("", text)


def sentence(text: str) -> str:
    """Return a text with a capital at its beginning and a stop at its end."""
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
