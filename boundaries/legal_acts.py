"""Telling a legal act from another source: what a desa persiapan rests on is often known from the news alone."""

import re

# Kinds of acts as they are written at the beginning: in full, and as people shorten them.
ACTS = re.compile(
    r"(undang-undang|peraturan|keputusan|instruksi|surat keputusan"
    r"|(uu|pp|perpres|permen\w*|kepmen\w*|perda|perbup|pergub|kepbup|kepgub|perdes|sk|qanun)\b)",
    re.IGNORECASE,
)


def is_legal_act(text: str) -> bool:
    """Answer whether `text` names a legal act ("Perbup 12/2026", "Keputusan Bupati ...") rather than, say, a newspaper."""
    return ACTS.match(text.strip()) is not None
