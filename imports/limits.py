"""The limits on files. They stand in the messages that refuse, and a server's operator sets them in the environment."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """How large a file may be and what it holds, how long and with how much memory it is read."""

    file_bytes: int
    entries: int
    unpacked_bytes: int
    ratio: int
    vertices: int
    seconds: int
    memory_bytes: int
    columns: int
    cell_chars: int

    @classmethod
    def current(cls) -> "Limits":
        return cls(**settings.IMPORT_LIMITS)


def readable(size: int) -> str:
    """Return a number of bytes as a person says it: "2,3 MB" would differ by language, so no decimals: "2 MB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{round(size / factor)} {unit}"
    return f"{size} B"
