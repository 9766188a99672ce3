"""Reading one query parameter at a time. Every refusal names the parameter and the way out, in both languages."""

import math
import re
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .declaration import Field
from .problems import BadParameter
from .spans import OPEN, Span

Box = tuple[float, float, float, float]
LONGEST = 500  # characters of a value
LARGEST = 10**15  # of a number: below it a double holds every whole number
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[-+][0-9]{2}:[0-9]{2})", re.ASCII
)
SAVED = "unduh"
BOOLEANS = {"true": True, "1": True, "ya": True, "false": False, "0": False, "tidak": False}


def refuse_unknown(params: QueryDict, known: Collection[str]) -> None:
    """Refuse a parameter nobody reads: a typing error must not look like an answer."""
    for name in params:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise BadParameter(
                name,
                f"Parameter {name!r} tidak dikenal; yang dikenal: {listed}.",
                f"Unknown parameter; known: {listed}.",
            )


def single(params: QueryDict, name: str, *, longest: int | None = LONGEST) -> str | None:
    """Return the value of `name`, None where it is absent; `longest` None leaves its length to whoever reads it."""
    values = params.getlist(name)
    if not values:
        return None
    if len(values) > 1:
        raise BadParameter(name, f"Parameter {name!r} diberikan lebih dari satu kali.", "Given more than once.")
    if "\x00" in values[0] or (longest is not None and len(values[0]) > longest):
        raise BadParameter(
            name,
            f"Nilai harus berupa teks biasa, paling banyak {longest or LONGEST} huruf.",
            f"Plain text of at most {longest or LONGEST} letters.",
        )
    return values[0]


def saved(params: QueryDict) -> bool:
    """Answer whether the answer is wanted as a file to keep (`?unduh=1`)."""
    text = single(params, SAVED)
    if text not in (None, "1"):
        raise BadParameter(SAVED, "Tulis unduh=1, atau tidak sama sekali.", "Write unduh=1, or leave it out.")
    return text is not None


def whole_number(name: str, text: str, *, least: int, most: int | None = None) -> int:
    """Read a whole number from `least` up; above `most` it is clipped (ogcapi-common 173)."""
    if not re.fullmatch(r"-?[0-9]+", text):
        raise BadParameter(name, f"{text!r} bukan bilangan bulat.", f"{text!r} is not a whole number.")
    value = int(text)
    if value < least:
        raise BadParameter(name, f"Harus {least} atau lebih.", f"Must be {least} or more.")
    return value if most is None else min(value, most)


def day(name: str, text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadParameter(name, f"{text!r} bukan tanggal; tulis 2026-01-31.", f"{text!r} is not a date; write 2026-01-31.")


def boxes(name: str, text: str, *, north_first: bool = False) -> tuple[Box, ...]:
    """Read 4 or 6 numbers in degrees: west, south, (low,) east, north(, high), or latitude before longitude where
    `north_first`. Return west, south, east, north; a box across 180° becomes two.
    """
    west, south, east, north = _corner_numbers(name, text)
    if north_first:
        west, south, east, north = south, west, north, east
    if max(abs(south), abs(north)) > 90 or max(abs(west), abs(east)) > 180:
        first_id, first_en = ("lintang", "latitude") if north_first else ("bujur", "longitude")
        raise BadParameter(
            name,
            f"Di luar bumi: bujur -180 sampai 180, lintang -90 sampai 90; {first_id} ditulis lebih dahulu.",
            f"Off the globe: longitude -180 to 180, latitude -90 to 90; {first_en} comes first.",
        )
    if south > north:
        raise BadParameter(name, "Selatan harus lebih kecil daripada utara.", "South must be below north.")
    if west > east:
        return (west, south, 180.0, north), (-180.0, south, east, north)
    return ((west, south, east, north),)


def corners(name: str, text: str) -> Box:
    """Read 4 or 6 numbers of a system in metres: the least corner, the greatest corner."""
    west, south, east, north = _corner_numbers(name, text)
    if west >= east or south >= north:
        raise BadParameter(
            name,
            "Sudut pertama harus lebih kecil daripada sudut kedua.",
            "The first corner must be less than the second.",
        )
    return west, south, east, north


def _corner_numbers(name: str, text: str) -> Box:
    numbers = [decimal(name, part.strip()) for part in text.split(",")]
    if len(numbers) not in (4, 6):
        raise BadParameter(
            name, "Harus 4 atau 6 angka: barat,selatan,timur,utara.", "Give 4 or 6 numbers: west,south,east,north."
        )
    half = len(numbers) // 2
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def decimal(name: str, text: str) -> float:
    try:
        value = float(text) if re.fullmatch(r"[-+]?[0-9.]+([eE][-+]?[0-9]{1,3})?", text) else math.nan
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST:
        raise BadParameter(name, f"{text!r} bukan angka; tulis 12.5.", f"{text!r} is not a number; write 12.5.")
    return value


def span(name: str, text: str) -> tuple[Span, bool]:
    """Read a day, an RFC 3339 instant or an interval `a/b`, `../b`, `a/..` of either; return its days in WITA and whether
    it is an interval.
    """
    ends = text.split("/")
    if len(ends) > 2 or not any(each not in ("", OPEN) for each in ends):
        raise _no_time(name, text)
    begin, end = _moment(name, ends[0], time.min), _moment(name, ends[-1], time.max)
    if begin and end and begin > end:
        raise BadParameter(
            name,
            f"Awal selang sesudah akhirnya; tukar keduanya: {ends[1]}/{ends[0]}.",
            f"The interval begins after it ends; swap them: {ends[1]}/{ends[0]}.",
        )
    return Span(begin and begin.date(), end and end.date()), len(ends) == 2


def _moment(name: str, text: str, of_day: time) -> datetime | None:
    """Read one end of an interval; return it in WITA, of a day at `of_day`; None where it is open."""
    if text in ("", OPEN):
        return None
    if DAY.fullmatch(text):
        return datetime.combine(day(name, text), of_day, timezone.get_current_timezone())
    found = _instant(text)
    if found is None:
        raise _no_time(name, text)
    return found


def _instant(text: str) -> datetime | None:
    """Read an RFC 3339 date-time; return it in WITA, None where it is none."""
    # A plus that was not written as %2B arrives as a space.
    text = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text).upper()
    try:
        found = parse_datetime(text) if INSTANT.fullmatch(text) else None
        return None if found is None else timezone.localtime(found)
    except (ValueError, OverflowError):
        return None


def release_or_time(name: str, text: str) -> int | date | datetime:
    """Read a release by its number, a day, or an RFC 3339 instant."""
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else _instant(text)
    except ValueError:
        found = None
    if found is not None:
        return found
    raise BadParameter(
        name,
        f"{text!r} bukan rilis; tulis nomornya (3), hari (2026-01-31) atau waktu (2026-01-31T08:00:00+08:00).",
        f"{text!r} is no release; write its number (3), a day (2026-01-31) or a time (2026-01-31T08:00:00+08:00).",
    )


def yes_or_no(name: str, text: str) -> bool:
    if text.lower() not in BOOLEANS:
        raise BadParameter(name, f"{text!r} bukan true atau false.", f"{text!r} is neither true nor false.")
    return BOOLEANS[text.lower()]


def _no_time(name: str, text: str) -> BadParameter:
    return BadParameter(
        name,
        f"{text!r} bukan waktu RFC 3339; tulis 2026-01-31, 2026-01-31T00:00:00Z, atau selang a/b, a/.. atau ../b.",
        f"{text!r} is not an RFC 3339 time; write 2026-01-31, 2026-01-31T00:00:00Z, or an interval a/b, a/.. or ../b.",
    )


def value_for(field: Field, text: str) -> Any:
    """Read what a property is compared with, by the type the field declares."""
    if field.type == "number":
        return decimal(field.name, text)
    if field.type == "integer":
        return whole_number(field.name, text, least=-LARGEST, most=LARGEST)
    if field.type == "date":
        return day(field.name, text)
    return yes_or_no(field.name, text) if field.type == "boolean" else text


def region_code(name: str, text: str) -> str:
    """Read a Kemendagri code, dotted or not; return it dotted."""
    digits = text.strip().replace(".", "")
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}", digits):
        raise BadParameter(
            name, f"{text!r} bukan kode wilayah; tulis 64.08.04.", f"{text!r} is no region code; write 64.08.04."
        )
    dotted = ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)
    if text.strip() not in (dotted, digits):
        raise BadParameter(
            name, f"{text!r} bukan kode wilayah; tulis {dotted}.", f"{text!r} is no region code; write {dotted}."
        )
    return dotted
