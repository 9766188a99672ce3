"""What a check says."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "warning", "error"]
OK: Severity = "ok"
WARNING: Severity = "warning"
ERROR: Severity = "error"


@dataclass(frozen=True)
class Finding:
    """`said` is what was found, `remedy` what to do about it, each in Indonesian and English.

    `sql` is for the administrator of the database. `ends` says that nothing after it can be asked.
    """

    severity: Severity
    said: tuple[str, str]
    remedy: tuple[str, str] = ("", "")
    sql: str = ""
    ends: bool = False


def fine(indonesian: str, english: str) -> Finding:
    return Finding(OK, (indonesian, english))


def warning(said: tuple[str, str], remedy: tuple[str, str]) -> Finding:
    return Finding(WARNING, said, remedy)


def error(said: tuple[str, str], remedy: tuple[str, str], *, sql: str = "", ends: bool = False) -> Finding:
    return Finding(ERROR, said, remedy, sql, ends)
