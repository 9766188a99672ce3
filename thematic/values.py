"""Text of a file's column as the value it stands for: numbers, dates and yes or no as offices write them. Pure."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from layers.declaration import FieldType

Value = str | int | float | bool
Read = Callable[[str], Value]

# What people write where there is nothing; in a column of text it stays text.
NOTHING = frozenset({"-", "–", "—", "n/a", "#n/a", "na", "nan", "null", "none", "tidak ada", "nihil"})
LARGEST = 10**15  # below it a double holds every whole number
WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
LEADING_ZERO = re.compile(r"[+-]?0[0-9]")
POINT = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?")
COMMA = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)?(,[0-9]*)?")
DECIMAL_COMMA = re.compile(r",[0-9]*$")
# Codes and numbers of papers and people are text, even where they look like numbers.
CODE_NAME = re.compile(r"(^|_)(kode|kd|id|no|nomor|code|nik|nip|nop|npsn|telp|hp|rt|rw|pos)(_|$)|^kd[a-z]*pum$")
YES, NO = frozenset({"true", "ya", "yes", "y", "t", "1"}), frozenset({"false", "tidak", "no", "n", "f", "0"})
SPELLED = frozenset({"true", "false", "ya", "tidak"})
ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})([T ][0-9:.+Z-]*)?")
COMPACT = re.compile(r"(19|20)([0-9]{2})([0-9]{2})([0-9]{2})")
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2}|[a-z]{3,9})[-/. ]([0-9]{4})")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt agus aug",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}


def absent(text: str, kind: FieldType) -> bool:
    """Tell whether a text stands for nothing."""
    return not text or (kind != "text" and text.casefold() in NOTHING)


def reader(kind: FieldType, *, comma: bool) -> Read:
    """Return the function that reads a column; it raises ValueError. `comma` says what its decimals begin with."""
    readers: dict[FieldType, Read] = {
        "integer": lambda text: read_integer(text, comma=comma),
        "number": lambda text: read_number(text, comma=comma),
        "boolean": read_boolean,
        "date": read_date,
    }
    return readers.get(kind, str)


def decimal_comma(texts: Iterable[str]) -> bool:
    """Tell whether a column of numbers writes 1.234,5: one value with a comma last and none with a point after a comma."""
    found = False
    for text in texts:
        if "," in text and "." in text and text.rindex(".") > text.rindex(","):
            return False
        found = found or bool(DECIMAL_COMMA.search(text))
    return found


def read_number(text: str, *, comma: bool) -> int | float:
    """Read a number; whole ones come back whole. Raise ValueError."""
    pattern, thousands = (COMMA, ".") if comma else (POINT, ",")
    if not pattern.fullmatch(text) or not any(each.isdigit() for each in text):
        raise ValueError(text)
    value = float(text.replace(thousands, "").replace(",", "."))
    if abs(value) >= LARGEST:
        raise ValueError(text)
    return int(value) if value.is_integer() else value


def read_integer(text: str, *, comma: bool) -> int:
    value = read_number(text, comma=comma)
    if not isinstance(value, int):
        raise ValueError(text)
    return value


def read_boolean(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise ValueError(text)
    return word in YES


def read_date(text: str) -> str:
    """Read 2026-01-31, 31/01/2026, 31 Januari 2026 or 20260131; return it as ISO text. The day stands before the month."""
    word = " ".join(text.casefold().split())
    if match := ISO.fullmatch(word.upper()):
        year, month, day = match[1], match[2], match[3]
    elif match := COMPACT.fullmatch(word):
        year, month, day = match[1] + match[2], match[3], match[4]
    elif match := DAY_FIRST.fullmatch(word):
        day, month, year = match[1], str(MONTHS.get(match[2], match[2])), match[3]
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day)).isoformat()


def guess(name: str, texts: Iterable[str]) -> FieldType:
    """Return the narrowest type every value of a new column can be read as; `name` is the field's."""
    filled = [text for text in texts if text]
    telling = [text for text in filled if not absent(text, "number")]
    if not telling or CODE_NAME.search(name) or any(LEADING_ZERO.match(text) for text in telling):
        return "date" if telling and _all(read_date, telling) and not _all_digits(telling) else "text"
    if all(text.casefold() in SPELLED for text in telling):
        return "boolean"
    comma = decimal_comma(telling)
    if all(WHOLE.fullmatch(text) for text in telling):
        return "integer"
    if _all(reader("number", comma=comma), telling):
        return "number"
    return "date" if _all(read_date, telling) else "text"


def _all_digits(texts: Iterable[str]) -> bool:
    return all(text.isdigit() for text in texts)


def _all(read: Read, texts: Iterable[str]) -> bool:
    try:
        for text in texts:
            read(text)
    except ValueError:
        return False
    return True
