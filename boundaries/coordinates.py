"""A position as people paste it: decimal or degrees-minutes-seconds, with point or comma, N/S/E/W or LU/LS/BT/BB."""

from __future__ import annotations

import re
from dataclasses import dataclass

# LU lintang utara, LS lintang selatan, BT bujur timur, BB bujur barat.
SIGNS = {"N": 1, "LU": 1, "S": -1, "LS": -1, "E": 1, "BT": 1, "W": -1, "BB": -1}
LATITUDES = {"N", "LU", "S", "LS"}
LONGEST = 80  # characters; nobody pastes a longer position
HALF = r"(LU|LS|BT|BB|N|S|E|W)"
PART = r"\d{1,2}(?:[.,]\d+)?"
PARTING = r"\s*[,;/]?\s*"
ANGLE = rf"([-+]?\d{{1,3}}(?:[.,]\d+)?)(?:[\s°º˚]+({PART})(?:[\s'′’]+({PART}))?)?[\s°º˚'′’\"″”]*"
DEGREES = r"([-+]?\d{1,3}(?:[.,]\d+)?)\s*°?"
# Two decimals with commas need a parting that is no comma alone: "0,5; 117,5", "0,5 117,5", "0,5, 117,5".
COMMA_PAIR = re.compile(r"([-+]?\d{1,3},\d+)\s*°?\s*(?:;|,\s|\s)\s*([-+]?\d{1,3},\d+)\s*°?")
PLAIN_PAIR = re.compile(rf"{DEGREES}\s*[,;\s]\s*{DEGREES}")
NAMED_BEFORE = re.compile(rf"{HALF}\s*{ANGLE}{PARTING}{HALF}\s*{ANGLE}", re.IGNORECASE)
NAMED_AFTER = re.compile(rf"{ANGLE}\s*{HALF}{PARTING}{ANGLE}\s*{HALF}", re.IGNORECASE)


@dataclass(frozen=True)
class Position:
    lon: float
    lat: float


def read_position(text: str) -> Position | None:
    """Return the position `text` gives, or None where it gives none.

    Without N/S/E/W the latitude is read first, unless the first number can only be a longitude.
    """
    text = text.strip().strip("()[]").strip()
    if len(text) > LONGEST:
        return None
    pair = _decimal(text) or _named(text)
    if pair is None:
        return None
    lat, lon = pair
    return Position(lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _decimal(text: str) -> tuple[float, float] | None:
    match = COMMA_PAIR.fullmatch(text) or PLAIN_PAIR.fullmatch(text)
    if match is None:
        return None
    first, second = _number(match[1]), _number(match[2])
    return (second, first) if abs(first) > 90 >= abs(second) else (first, second)


def _named(text: str) -> tuple[float, float] | None:
    if match := NAMED_BEFORE.fullmatch(text):
        names, parts = (match[1], match[5]), (match.group(2, 3, 4), match.group(6, 7, 8))
    elif match := NAMED_AFTER.fullmatch(text):
        names, parts = (match[4], match[8]), (match.group(1, 2, 3), match.group(5, 6, 7))
    else:
        return None
    angles = [_angle(name.upper(), *each) for name, each in zip(names, parts, strict=True)]
    halves = [name.upper() in LATITUDES for name in names]
    if None in angles or halves[0] == halves[1]:
        return None
    first, second = angles[0] or 0.0, angles[1] or 0.0
    return (first, second) if halves[0] else (second, first)


def _angle(half: str, degrees: str, minutes: str | None, seconds: str | None) -> float | None:
    """Return decimal degrees; None for 61 minutes and the like."""
    small = [_number(minutes or "0"), _number(seconds or "0")]
    if max(small) >= 60:
        return None
    size = abs(_number(degrees)) + small[0] / 60 + small[1] / 3600
    return size * SIGNS[half] * (-1 if degrees.startswith("-") else 1)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
