"""Backslashes in the quoted texts of CQL2 Text (OGC 21-065r2, /req/cql2-text/escaping), which the parser does not know.

A quote may be written \\' as well as '', and control characters by a letter. Every other backslash stays: before % and _ it
belongs to LIKE.
"""

import re

CONTROL = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
# Quoted names come first, so that a quote in one begins no text. Nothing is read twice: what is not closed goes to the end.
QUOTED = re.compile(r"\"[^\"]*+\"?|'(?:\\.|''|[^'\\])*+'?", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def unescaped(text: str) -> str:
    """Return a filter in which quoted texts say the same without escapes of their own; never longer than it was."""
    return QUOTED.sub(lambda quoted: ESCAPED.sub(_plain, quoted[0]) if quoted[0][0] == "'" else quoted[0], text)


def _plain(escape: re.Match[str]) -> str:
    return "''" if escape[1] == "'" else CONTROL.get(escape[1], escape[0])
