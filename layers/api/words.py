"""Texts in the language of the request: Indonesian first, English second."""

from django.utils.functional import lazy
from django.utils.translation import get_language


def said(indonesian: str, english: str) -> str:
    return english if get_language() == "en" else indonesian


# For texts that are written down once and read at each request.
told = lazy(said, str)
