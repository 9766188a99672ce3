"""A name as people type it: with "Ds.", "Kel.", "Kec." before it, in any case, with or without accents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 100  # characters of a name that are compared
KINDS = {
    "desa": ("desa", "ds", "desa persiapan"),
    "kelurahan": ("kelurahan", "kel", "lurah"),
    "kecamatan": ("kecamatan", "kec", "camat"),
    "kabupaten": ("kabupaten", "kab"),
    "provinsi": ("provinsi", "prov"),
}
WORD_OF = {word: kind for kind, words in KINDS.items() for word in words}
PREFIX = re.compile(rf"({'|'.join(sorted(WORD_OF, key=len, reverse=True))})(?:\.\s*|\s+)(?=\w)")
CODE = re.compile(r"\d{1,2}(\.\d{1,4}){0,3}\.?|\d{1,10}", re.ASCII)


@dataclass(frozen=True)
class Name:
    """The plain words to compare, and the kind that stood before them."""

    words: str
    kind: str | None


def read_name(text: str) -> Name:
    words = plain(text)[:LONGEST]
    match = PREFIX.match(words)
    return Name(words[match.end() :], WORD_OF[match[1]]) if match else Name(words, None)


def plain(text: str) -> str:
    """Return `text` as the database's plain_text() compares it: lower case, no accents, single spaces."""
    letters = unicodedata.normalize("NFKD", text.replace("\x00", " "))
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).lower().split())


def read_code(text: str) -> str | None:
    """Return `text` if it can be the beginning of a code of either scheme."""
    value = text.strip()
    return value if CODE.fullmatch(value) else None


def dotted(code: str) -> str:
    """Return the dotted form of the beginning of a Kemendagri code: 640804 is 64.08.04."""
    if "." in code:
        return code.rstrip(".")
    parts = (code[0:2], code[2:4], code[4:6], code[6:10])
    return ".".join(part for part in parts if part)
