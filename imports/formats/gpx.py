"""GPX 1.0 and 1.1: waypoints, routes and tracks, each a layer. A track keeps its segments; heights come as Z."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

from . import markup
from .records import UNREADABLE, WGS84, Job, Record, Source, Stop, Trouble, layer

LAYERS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
TYPES = {"wpt": "Point", "rte": "LineString", "trk": "MultiLineString"}
SHAPED = frozenset(("rtept", "trkseg", "extensions", "link"))


def layers(job: Job) -> list[dict[str, Any]]:
    counts = dict.fromkeys(LAYERS, 0)
    for element in _elements(job):
        counts[element.tag] += 1
    found = [layer(LAYERS[tag], count, TYPES[tag]) for tag, count in counts.items() if count]
    if not found:
        raise Stop("no_placemark")
    return found


@contextmanager
def open_source(job: Job) -> Iterator[Source]:
    name = job.get("layer") or layers(job)[0]["name"]
    tag = next(tag for tag, called in LAYERS.items() if called == name)
    fields: dict[str, None] = {}
    for element in _elements(job, tag):
        fields.update(dict.fromkeys(_attributes(element)))
        if len(fields) > job["columns"]:
            raise Stop("columns")
    yield Source(name, tuple(fields), TYPES[tag], WGS84, lambda: _records(job, tag))


def _elements(job: Job, tag: str = "") -> Iterator[Element]:
    root = ""
    for event, element in markup.events(job, tuple(LAYERS)):
        root = root or element.tag
        if root != "gpx":
            raise Stop("not_gpx", text=root[:40])
        if event == "whole" and tag in ("", element.tag):
            yield element


def _records(job: Job, tag: str) -> Iterator[Record]:
    for number, element in enumerate(_elements(job, tag), start=1):
        shape, trouble = _shape(element)
        yield Record(number, _attributes(element), shape, trouble)


def _attributes(element: Element) -> dict[str, str]:
    """Return what is said of the whole: a link by its address, extensions by the names of what they hold."""
    found = {child.tag: markup.said(child) for child in element if child.tag not in SHAPED}
    for link in element.findall("link"):
        found.setdefault("link", link.get("href", ""))
    for extension in element.iterfind("extensions//*"):
        if not len(extension) and markup.said(extension):
            found.setdefault(extension.tag, markup.said(extension))
    return {name: value for name, value in found.items() if value}


def _shape(element: Element) -> tuple[dict[str, Any] | None, Trouble | None]:
    try:
        return _made(element), None
    except (KeyError, ValueError) as error:
        return None, Trouble(UNREADABLE, f"{element.tag}: {error}"[:200])


def _made(element: Element) -> dict[str, Any] | None:
    """Return the shape as GeoJSON has it. A segment of one point is where a receiver lost its signal, and is no line."""
    if element.tag == "wpt":
        return {"type": "Point", "coordinates": _position(element)}
    if element.tag == "rte":
        line = _line(element.findall("rtept"))
        return {"type": "LineString", "coordinates": line} if line else None
    segments = [line for segment in element.findall("trkseg") if len(line := _line(segment.findall("trkpt"))) > 1]
    return {"type": "MultiLineString", "coordinates": segments} if segments else None


def _line(points: list[Element]) -> list[tuple[float, ...]]:
    """Return the positions, all of one dimension: heights only where each point has one."""
    found = [_position(point) for point in points]
    return found if len({len(each) for each in found}) == 1 else [each[:2] for each in found]


def _position(point: Element) -> tuple[float, ...]:
    height = markup.said(point.find("ele"))
    place = (float(point.attrib["lon"]), float(point.attrib["lat"]))
    return (*place, float(height)) if height else place
