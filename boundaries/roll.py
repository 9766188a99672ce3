"""The roll of regions of one level on one day, as files are held against it: code, name, other names, parent."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from . import codes
from .models import Region

PREFIXES = r"^(desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab)\b\.?\s*"


def plain(name: str) -> str:
    """Return a name for comparing: no accents, case, punctuation, or word for the kind of unit."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", re.sub(PREFIXES, "", text.strip()))


@dataclass(frozen=True)
class Entry:
    region: int
    code: str
    name: str
    parent_code: str
    names: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Roll:
    """All regions of a level that bear a Kemendagri code on a day, by code."""

    level: str
    entries: dict[str, Entry]

    @classmethod
    def on(cls, day: date, level: str) -> Roll:
        """Read the roll; two queries."""
        regions = Region.objects.at_level(level).existing_on(day).coded(day).prefetch_related("aliases")
        return cls(level, {entry.code: entry for entry in map(_entry, regions) if entry.code})

    def entry(self, text: str) -> Entry | None:
        """Return the entry a code in a file names, dotted or not; None for a wrong or unknown one."""
        try:
            return self.entries.get(codes.normalise(text))
        except ValueError:
            return None

    def called(self, name: str) -> list[Entry]:
        """Return the entries that bear a name or alias."""
        return [entry for entry in self.entries.values() if plain(name) in entry.names]

    def like(self, code: str, name: str) -> Entry | None:
        """Return the entry the writer probably meant: the same name, else the nearest code."""
        named = self.called(name) if name else []
        if len(named) == 1:
            return named[0]
        near = difflib.get_close_matches(code, self.entries, n=1, cutoff=0.8)
        return self.entries[near[0]] if near else None


def _entry(region: Region) -> Entry:
    names = {plain(region.name), *(plain(alias.name) for alias in region.aliases.all())}
    code: str = region.code or ""  # type: ignore[attr-defined]  # annotated by coded()
    return Entry(region.pk, code, region.name, codes.parent(code) or "", frozenset(names))
