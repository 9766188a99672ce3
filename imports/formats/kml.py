"""KML: placemarks with their data, in folders. Links, models and overlays are counted, and nothing is fetched.

GDAL's driver here knows neither ExtendedData nor folders in folders, so the elements are read as they come.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

from . import markup
from .kinds import TABLE, UNNAMED
from .records import UNREADABLE, WGS84, Job, Record, Source, Stop, Trouble, common_type, layer

FOLDERS = frozenset(("Folder", "Document"))
WHOLE = ("Placemark", "name", "NetworkLink", "Schema", "author", "GroundOverlay", "PhotoOverlay", "Style")
PLAIN = ("name", "description", "address", "phoneNumber")
SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
ALL = "(semua folder)"
FOLDER = "folder"
LINKS = "kml.links"


class _Survey:
    """What a first pass sees."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.types: dict[str, set[str]] = {}
        self.fields: dict[str, dict[str, None]] = {}
        self.links = 0

    def add(self, folder: str, placemark: Element) -> None:
        shape, _trouble = _shape(placemark)
        self.counts[folder] += 1
        self.fields.setdefault(folder, {}).update(dict.fromkeys(_attributes(placemark)))
        self.types.setdefault(folder, set()).update([shape["type"]] if shape is not None else [])


def layers(job: Job) -> list[dict[str, Any]]:
    """Name the folders that hold placemarks; several of them also as one."""
    seen = _survey(job)
    found = [layer(name, count, _type(seen, [name])) for name, count in seen.counts.items()]
    if len(found) > 1:
        found.append(layer(ALL, seen.counts.total(), _type(seen, list(seen.counts))))
    return found


@contextmanager
def open_source(job: Job) -> Iterator[Source]:
    seen = _survey(job)
    wanted = list(seen.counts) if job.get("layer") in (None, ALL) else [job["layer"]]
    fields = dict.fromkeys(name for folder in wanted for name in seen.fields.get(folder, ()))
    if len(wanted) > 1:
        fields = {FOLDER: None, **fields}
    remarks = {LINKS: seen.links} if seen.links else {}
    yield Source(
        job.get("layer") or "", tuple(fields), _type(seen, wanted), WGS84, lambda: _records(job, wanted), remarks
    )


def _type(seen: _Survey, folders: list[str]) -> str:
    types = set().union(*(seen.types[folder] for folder in folders if folder in seen.types))
    return common_type(types) if types else TABLE


def _survey(job: Job) -> _Survey:
    seen = _Survey()
    for folder, element in _placemarks(job):
        if element.tag == "NetworkLink":
            seen.links += 1
        else:
            seen.add(folder, element)
            if len(seen.fields[folder]) > job["columns"]:
                raise Stop("columns")
    if not seen.counts:
        raise Stop("only_links" if seen.links else "no_placemark")
    return seen


def _placemarks(job: Job) -> Iterator[tuple[str, Element]]:
    """Yield each placemark and link with the path of its folder; a folder's name stands before what it holds."""
    path: list[str] = []
    root = ""
    for event, element in markup.events(job, WHOLE):
        root = root or element.tag
        if root not in ("kml", "Document", "Folder", "Placemark"):
            raise Stop("not_kml", text=root[:40])
        if event == "whole" and element.tag == "name" and path:
            path[-1] = path[-1] or markup.said(element)
        elif event == "whole" and element.tag in ("Placemark", "NetworkLink"):
            yield _folder(path) or UNNAMED, element
        elif element.tag in FOLDERS and event == "start":
            path.append("")
        elif element.tag in FOLDERS and event == "end":
            path.pop()


def _folder(path: list[str]) -> str:
    """Return the folders' names, outermost first, without that of the document around them."""
    named = [name.replace("\n", " ")[:80] for name in path if name]
    return " / ".join(named[1:] or named)[:200]


def _records(job: Job, folders: list[str]) -> Iterator[Record]:
    wanted, number = set(folders), 0
    for folder, element in _placemarks(job):
        if element.tag != "Placemark" or folder not in wanted:
            continue
        number += 1
        shape, trouble = _shape(element)
        attributes = _attributes(element)
        yield Record(number, {FOLDER: folder, **attributes} if len(wanted) > 1 else attributes, shape, trouble)


def _attributes(placemark: Element) -> dict[str, str]:
    found = {name: text for name in PLAIN if (text := markup.said(placemark.find(name)))}
    for when in placemark.iter("when"):
        if placemark.find("TimeStamp") is not None:
            found["when"] = markup.said(when)
            break
    for span in placemark.findall("TimeSpan"):
        found.update({name: markup.said(span.find(name)) for name in ("begin", "end") if span.find(name) is not None})
    for data in placemark.iterfind("ExtendedData//Data"):
        _put(found, data.get("name", ""), markup.said(data.find("value")))
    for data in placemark.iterfind("ExtendedData//SimpleData"):
        _put(found, data.get("name", ""), markup.said(data))
    return found


def _put(found: dict[str, str], name: str, value: str) -> None:
    """Add a value; one called as an element of KML is, and different from it, gets a name of its own."""
    if name and found.get(name, value) != value:
        name = f"{name} (2)"
    if name:
        found[name] = value


def _shape(placemark: Element) -> tuple[dict[str, Any] | None, Trouble | None]:
    element = next((child for child in placemark if child.tag in SHAPES), None)
    if element is None:
        return None, None
    try:
        return _made(element), None
    except ValueError as error:
        return None, Trouble(UNREADABLE, str(error)[:200])


def _made(element: Element) -> dict[str, Any]:
    """Return an element as GeoJSON has it; raise ValueError where it cannot be."""
    if element.tag == "Point":
        return {"type": "Point", "coordinates": _positions(element)[0]}
    if element.tag in ("LineString", "LinearRing"):
        return {"type": "LineString", "coordinates": _positions(element)}
    if element.tag == "Polygon":
        return {"type": "Polygon", "coordinates": _rings(element)}
    if element.tag == "Track":
        return {"type": "LineString", "coordinates": _track(element)}
    return together([_made(child) for child in element if child.tag in SHAPES])


def together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return several shapes as one: of one type a Multi of it, else a collection. Multis inside are taken apart."""
    flat = [single for part in parts for single in _singles(part)]
    types = {part["type"] for part in flat}
    if len(types) == 1:
        return {"type": f"Multi{types.pop()}", "coordinates": [part["coordinates"] for part in flat]}
    return {"type": "GeometryCollection", "geometries": flat}


def _singles(part: dict[str, Any]) -> list[dict[str, Any]]:
    if part["type"] == "GeometryCollection":
        return list(part["geometries"])
    if not part["type"].startswith("Multi"):
        return [part]
    return [{"type": part["type"].removeprefix("Multi"), "coordinates": each} for each in part["coordinates"]]


def _rings(element: Element) -> list[list[tuple[float, ...]]]:
    outer = element.find("outerBoundaryIs/LinearRing")
    if outer is None:
        raise ValueError("Polygon without outerBoundaryIs")
    return [_positions(outer), *(_positions(ring) for ring in element.findall("innerBoundaryIs/LinearRing"))]


def _positions(element: Element) -> list[tuple[float, ...]]:
    """Return the coordinates as KML writes them: "lon,lat[,height]" with spaces between, sometimes after commas."""
    text = markup.said(element.find("coordinates"))
    if not text:
        raise ValueError(f"{element.tag} without coordinates")
    tight = ",".join(part.strip() for part in text.split(",")) if ", " in text or " ," in text else text
    found = [tuple(float(number) for number in each.split(",") if number) for each in tight.split()]
    sizes = {len(each) for each in found}
    if not sizes <= {2, 3}:
        raise ValueError(f"{element.tag}: {text[:60]!r}")
    return [each[:2] for each in found] if len(sizes) > 1 else found


def _track(element: Element) -> list[tuple[float, ...]]:
    return [tuple(map(float, (place.text or "").split())) for place in element.iter("coord")]
