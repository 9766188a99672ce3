"""Names of regions in the words of a package: which, by what words, how sure. Plain Python.

Feeds carry no code: the title and the stated place are all there is. A name after its kind ("Kec. Kaubun") is surest, one
that several regions share the least; the regency's own name says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from boundaries.names import WORD_OF, plain

LIKE = 0.88  # how alike two spellings must be
SHORT = 5  # letters: shorter names must be spelled exactly
AFTER_KIND, ALONE, MISSPELT, SHARED = 0.9, 0.7, 0.8, 0.5
BOTH_NAMED = 0.95  # a desa and the kecamatan around it
ORDINARY = frozenset({"pengadaan", "pembangunan", "perluasan", "rehabilitasi", "jembatan", "pengembangan"})
WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Name:
    """A name of a region, official or other; `level` is desa, kelurahan or kecamatan as its kind."""

    region: int
    name: str
    kind: str


@dataclass(frozen=True)
class Match:
    region: int
    confidence: float
    words: str


def matches(text: str, names: Sequence[Name]) -> list[Match]:
    """Return the regions named in `text`, the surest first; each once."""
    words = WORDS.findall(plain(text))
    best: dict[int, Match] = {}
    for match in _found(words, names):
        if match.region not in best or best[match.region].confidence < match.confidence:
            best[match.region] = match
    return sorted(best.values(), key=lambda each: (-each.confidence, each.region))


def inside_first(found: Sequence[Match], above: Mapping[int, int | None]) -> list[Match]:
    """Return the matches, a region inside another one that is named, too, before that one: both say the same place.

    `above` gives the region each lies in.
    """
    sure = {match.region: match.confidence for match in found}
    raised = [
        replace(match, confidence=BOTH_NAMED)
        if above.get(match.region) in sure and match.confidence > SHARED
        else match
        for match in found
    ]
    return sorted(raised, key=lambda each: (-each.confidence, each.region))


def _found(words: list[str], names: Sequence[Name]) -> Iterator[Match]:
    by_name: dict[str, list[Name]] = {}
    for name in names:
        by_name.setdefault(" ".join(WORDS.findall(plain(name.name))), []).append(name)
    for spelled, bearers in by_name.items():
        length = len(spelled.split())
        for start in range(len(words) - length + 1):
            window = " ".join(words[start : start + length])
            likeness = _likeness(spelled, window)
            if likeness:
                kind = WORD_OF.get(words[start - 1]) if start else None
                yield from _judged(bearers, kind, window, likeness)


def _likeness(spelled: str, window: str) -> float:
    if spelled == window:
        return 1.0
    if window in ORDINARY or len(spelled) < SHORT or abs(len(spelled) - len(window)) > 2 or spelled[0] != window[0]:
        return 0.0
    # Names of places in a row differ by their last word or a number only: each word must be alike.
    if any(SequenceMatcher(None, *pair).ratio() < LIKE for pair in zip(spelled.split(), window.split(), strict=True)):
        return 0.0
    return MISSPELT


def _judged(bearers: list[Name], kind: str | None, window: str, likeness: float) -> Iterator[Match]:
    """Yield each region that bears the name; a kind said before it rules the others out."""
    fitting = [each for each in bearers if each.kind == kind] if kind else bearers
    if kind and not fitting:
        return
    base = AFTER_KIND if kind else ALONE
    share = base if len({each.region for each in fitting}) == 1 else SHARED
    words = f"{kind} {window}" if kind else window
    for each in fitting:
        yield Match(each.region, round(share * likeness, 2), words[:200])
