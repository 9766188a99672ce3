"""GeoJSON (RFC 7946), feature by feature: a collection, a lone feature, one feature a line, a text sequence (RFC 8142).

GDAL fits every property into one type per column, and loses what does not fit: "64.10" beside a number becomes 64.1, a
whole number of twenty digits another one. Here each value is taken for itself.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .records import WGS84, Job, Record, Source, Stop, common_type, layer

BLOCK = 1 << 20
SPACE = " \t\r\n\ufeff\x1e"  # the last begins a record of a text sequence
GEOMETRIES = frozenset(
    "Point MultiPoint LineString MultiLineString Polygon MultiPolygon GeometryCollection".split()  # noqa: SIM905
)
CRS84 = frozenset(("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84"))
Feature = dict[str, Any]


def layers(job: Job) -> list[dict[str, Any]]:
    seen = _survey(job)
    return [layer(Path(job["path"]).stem, seen.count, common_type(seen.types))]


@contextmanager
def open_source(job: Job) -> Iterator[Source]:
    seen = _survey(job)
    yield Source("", tuple(seen.fields), common_type(seen.types), seen.crs, lambda: _records(job))


class _Survey:
    """What a first pass sees: GeoJSON has no header."""

    def __init__(self) -> None:
        self.fields: dict[str, None] = {}
        self.types: set[str] = set()
        self.count = 0
        self.crs = WGS84


def _survey(job: Job) -> _Survey:
    seen, members = _Survey(), dict[str, Any]()
    for record in _records(job, members):
        seen.count += 1
        seen.fields.update(dict.fromkeys(record.attributes))
        if len(seen.fields) > job["columns"]:
            raise Stop("columns")
        if isinstance(record.geometry, dict) and isinstance(record.geometry.get("type"), str):
            seen.types.add(record.geometry["type"])
    seen.crs = _crs(members.get("crs"))
    return seen


def _crs(member: Any) -> str:
    """Return what a `crs` member names (GeoJSON of 2008); a link is named as it stands, and followed by nobody."""
    if not isinstance(member, dict) or not isinstance(member.get("properties"), dict):
        return WGS84
    named = str(member["properties"].get("name") or member["properties"].get("href") or "")
    return WGS84 if not named or named in CRS84 else named


def _records(job: Job, members: dict[str, Any] | None = None) -> Iterator[Record]:
    with Path(job["path"]).open(encoding="utf-8", newline="") as file:
        text = _Text(file)
        try:
            for number, feature in enumerate(_features(text, members if members is not None else {}), start=1):
                text.row = number + 1
                yield _record(number, feature)
        except (json.JSONDecodeError, RecursionError, ValueError) as error:
            raise Stop("json", row=text.row, at=_line_of(error, text), text=str(error)[:200]) from error


def _line_of(error: Exception, text: "_Text") -> int:
    return text.lines + (error.lineno if isinstance(error, json.JSONDecodeError) else 1)


def _record(number: int, feature: Any) -> Record:
    if not isinstance(feature, dict):
        raise ValueError(f"Feature expected, {type(feature).__name__} found")
    if feature.get("type") in GEOMETRIES:
        return Record(number, {}, feature)
    if feature.get("type") != "Feature":
        raise ValueError(f"Feature expected, {str(feature.get('type'))[:40]!r} found")
    properties = feature.get("properties")
    attributes = properties if isinstance(properties, dict) else {}
    return Record(number, {**_id(feature, attributes), **attributes}, feature.get("geometry"))


def _id(feature: Feature, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"id": feature["id"]} if "id" in feature and "id" not in attributes else {}


def _features(text: "_Text", members: dict[str, Any]) -> Iterator[Any]:
    """Yield the features of each value at the top; members of a collection beside them go into `members`."""
    found = False
    while text.peek():
        found = True
        if text.peek() == "{":
            yield from _of_object(text, members)
        else:
            yield text.value()
    if not found:
        raise ValueError("the file is empty")


def _of_object(text: "_Text", members: dict[str, Any]) -> Iterator[Any]:
    """Yield what an object at the top holds: its features one by one, or the object itself where it is one feature."""
    here: dict[str, Any] = {}
    collection = False
    text.expect("{")
    while text.peek() != "}":
        key = text.value()
        text.expect(":")
        if key == "features" and text.peek() == "[":
            collection = True
            yield from _items(text)
        else:
            here[key] = text.value()
        if text.peek() != "}":
            text.expect(",")
    text.expect("}")
    if here.get("type") == "GeometryCollection" and not collection:
        yield from here.get("geometries") or []
    elif not collection:
        yield here
    elif here.get("type", "FeatureCollection") != "FeatureCollection":
        raise ValueError(f"FeatureCollection expected, {str(here['type'])[:40]!r} found")
    members.update({} if not collection else here)


def _items(text: "_Text") -> Iterator[Any]:
    text.expect("[")
    while text.peek() != "]":
        yield text.value()
        if text.peek() != "]":
            text.expect(",")
    text.expect("]")


class _Text:
    """A file of JSON as far as it is needed: one value, or one sign, at a time."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self._buffer, self._at, self._ended = file, "", 0, False
        self._decode = json.JSONDecoder().raw_decode
        self.lines, self.row = 0, 1

    def peek(self) -> str:
        """Return the next sign that is no space; "" at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in SPACE:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more(BLOCK):
                return ""

    def expect(self, sign: str) -> None:
        found = self.peek()
        if found != sign:
            raise json.JSONDecodeError(
                f"{sign!r} expected, {found or 'the end of the file'!r} found", self._buffer, self._at
            )
        self._at += 1

    def value(self) -> Any:
        """Return the next value. What is cut off by the end of a block is tried again with twice as much."""
        self.peek()
        wanted = BLOCK
        while True:
            try:
                value, end = self._decode(self._buffer, self._at)
            except json.JSONDecodeError:
                if self._more(wanted):
                    wanted *= 2
                    continue
                raise
            # A number at the very end of a block may go on in the next.
            if end < len(self._buffer) or not self._more(wanted):
                self._at = end
                return value

    def _more(self, size: int) -> bool:
        block = "" if self._ended else self._file.read(size)
        self._ended = not block
        if block:
            self.lines += self._buffer.count("\n", 0, self._at)
            self._buffer, self._at = self._buffer[self._at :] + block, 0
        return bool(block)
