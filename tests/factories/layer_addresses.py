"""Every address of a layer, made from the URL patterns, so that a new one is met by the tests that walk them all."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from layers.exports.formats import FORMATS

PREFIXES = ("api/collections/", "r/", "unduh/", "lapisan/", "data/")
TILE = {"z": "6", "x": "52", "y": "31"}  # holds the whole regency but its southern edge


def of_the_patterns(key: str, feature: str, *, geometry: str = "Point") -> list[str]:
    """Return the addresses of a layer and of one of its features, those of releases 1 and 2 among them.

    The archive of a release is left out: it is there once a worker wrote it (test_archive_files).
    """
    values = {
        "key": [key],
        "feature": [feature],
        "matrix_set": ["WebMercatorQuad"],
        "number": ["1", "2"],
        "name": [key],
    }
    values |= {name: [value] for name, value in TILE.items()}
    values |= {"style": [key], "extension": ["json", "qml", "sld"]}
    values["file"] = [f"{key}.{name}{end}" for name in formats(geometry) for end in ("", ".zip")]
    routes = (route for route in _patterns() if route.startswith(PREFIXES) and "<" in route)
    found = [address for route in routes for address in _filled(route, values)]
    # A release's own file is not bundled; its bundle is asked of /unduh/.
    return [
        each
        for each in found
        if not each.endswith(".pmtiles") and not (each.startswith("/r/") and each.endswith(".zip"))
    ]


def formats(geometry: str) -> list[str]:
    return [name for name, form in FORMATS.items() if not form.only or geometry in form.only]


def _patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _patterns(each, route)


def _filled(route: str, values: dict[str, list[str]]) -> list[str]:
    found = [f"/{route}"]
    for placeholder, name in re.findall(r"(<(?:\w+:)?(\w+)>)", route):
        found = [each.replace(placeholder, value) for each in found for value in values[name]]
    return found
