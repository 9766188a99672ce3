"""The roll of regions of one level on one day, as files are held against it: code, name, other names, parent."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from . import codes
from .facts import PERSIAPAN_PREFIX
from .models import Region
from .querysets import code_of

PREFIXES = r"^(desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab)\b\.?\s*"
LONGEST_GUESSED = 20  # characters; a longer text is no code with a slip in it


def plain(name: str) -> str:
    """Return a name for comparing: no accents, case, punctuation, or word for the kind of unit."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", re.sub(PREFIXES, "", text.strip()))


@dataclass(frozen=True)
class Entry:
    """A region as files name it. A desa persiapan has no code."""

    region: int
    code: str
    name: str
    parent_code: str
    names: frozenset[str] = field(default_factory=frozenset)
    slug: str = ""

    @property
    def address(self) -> str:
        return self.code or f"{self.parent_code}/{PERSIAPAN_PREFIX}{self.slug}"

    @property
    def label(self) -> str:
        return f"{self.address} {self.name}"


@dataclass(frozen=True)
class Roll:
    """All regions of a level on a day: those that bear a Kemendagri code by it, and those that have none yet."""

    level: str
    entries: dict[str, Entry]
    uncoded: tuple[Entry, ...] = ()

    @classmethod
    def on(cls, day: date, level: str) -> Roll:
        """Read the roll; two queries."""
        regions = Region.objects.at_level(level).existing_on(day).coded(day).as_on(day)
        regions = regions.annotate(parent_code=code_of("parent_then", "kemendagri", day)).prefetch_related("aliases")
        found = [_entry(region) for region in regions]
        return cls(
            level, {entry.code: entry for entry in found if entry.code}, tuple(each for each in found if not each.code)
        )

    def __iter__(self) -> Iterator[Entry]:
        yield from self.entries.values()
        yield from self.uncoded

    @cached_property
    def by_region(self) -> dict[int, Entry]:
        return {entry.region: entry for entry in self}

    @cached_property
    def by_address(self) -> dict[str, Entry]:
        return {entry.address: entry for entry in self}

    @cached_property
    def _by_name(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self:
            for name in entry.names:
                found[name].append(entry)
        return found

    @cached_property
    def _kabupaten(self) -> frozenset[str]:
        return frozenset(code[:5] for code in self.entries)

    def entry(self, text: str) -> Entry | None:
        """Return the entry a code in a file names, dotted or not; None for a wrong or unknown one."""
        try:
            return self.entries.get(codes.normalise(text))
        except ValueError:
            return None

    def called(self, name: str) -> list[Entry]:
        """Return the entries that bear a name or alias."""
        return self._by_name.get(plain(name), []) if name else []

    def like(self, code: str, name: str) -> Entry | None:
        """Return the entry the writer probably meant: the same name, else the nearest code; None for other regencies."""
        named = self.called(name)
        if len(named) == 1:
            return named[0]
        if not 5 <= len(code) <= LONGEST_GUESSED or self.elsewhere(code):
            return None
        near = difflib.get_close_matches(code, self.entries, n=1, cutoff=0.8)
        return self.entries[near[0]] if near else None

    def elsewhere(self, code: str) -> bool:
        """Tell whether a well-formed code is another regency's: there are tens of thousands of those."""
        try:
            return codes.normalise(code)[:5] not in self._kabupaten
        except ValueError:
            return False


def _entry(region: Region) -> Entry:
    name: str = region.name_then  # type: ignore[attr-defined]  # annotated
    slug: str = region.slug_then  # type: ignore[attr-defined]  # annotated
    names = {plain(name), *(plain(alias.name) for alias in region.aliases.all())}
    code: str = region.code or ""  # type: ignore[attr-defined]  # annotated
    above: str = codes.parent(code) or region.parent_code or ""  # type: ignore[attr-defined]  # annotated
    return Entry(region.pk, code, name, above, frozenset(names - {""}), slug)
