"""What the pages of items tell beside the JSON they are filled from: columns, rows, a small map (Features Part 1, HTML)."""

from dataclasses import replace
from typing import Any

import shapely
from django.http import QueryDict

from ..features import Shape as Feature
from ..features import shapes
from ..filters import FeatureQuery
from ..painting import strata
from ..svg import Frame, Shape, draw
from .words import said

ROWS = 100  # of a page people read; a larger limit is clipped, and `next` goes on
# Parameters the form of a page offers, with words for people.
ASKED = {
    "filter": ("Saringan (CQL2)", "Filter (CQL2)"),
    "bbox": ("Barat, selatan, timur, utara", "West, south, east, north"),
    "region": ("Kode wilayah", "Region code"),
    "sortby": ("Urut menurut", "Sorted by"),
    "as_of": ("Keadaan pada hari", "State of the day"),
    "datetime": ("Berlaku dalam selang", "Holding within"),
    "limit": ("Paling banyak", "At most"),
}


def as_shown(query: FeatureQuery) -> FeatureQuery:
    """Return the query of a page: a list people read, whose map is drawn beside it."""
    return replace(query, limit=min(query.limit, ROWS), shape=False)


def filled_in(params: QueryDict) -> QueryDict:
    """Return the parameters without those a form left empty."""
    found = params.copy()
    for name in ASKED:
        if found.getlist(name) == [""]:
            del found[name]
    return found


def items(query: FeatureQuery, read: dict[str, Any], params: QueryDict) -> dict[str, Any]:
    """Return what `api/items.html` is filled with. One query, for the map."""
    fields = [field for field in query.columns if field.type != "uri"]  # addresses stand on the page of each
    rows = [(each["id"], [each["properties"].get(field.name) for field in fields]) for each in read["features"]]
    return {
        "layer": query.layer,
        "document": read,
        "fields": fields,
        "rows": rows,
        "map": _map(query, [each["id"] for each in read["features"]]),
        "next": next((_as_page(link["href"]) for link in read["links"] if link["rel"] == "next"), None),
        "asked": [
            (name, said(*words), params.get(name, ""))
            for name, words in ASKED.items()
            if name != "region" or query.layer.region_field
        ],
    }


def item(query: FeatureQuery, read: dict[str, Any]) -> dict[str, Any]:
    """Return what `api/item.html` is filled with. One query, for the map."""
    facts = [(field, read["properties"].get(field.name)) for field in query.columns]
    name = read["properties"].get(query.layer.label_field) or read["id"]
    return {"layer": query.layer, "document": read, "name": name, "facts": facts, "map": _map(query, [read["id"]])}


def _as_page(address: str) -> str:
    return address if "f=html" in address else f"{address}&f=html"


def _map(query: FeatureQuery, ids: list[str]) -> str:
    """Draw the features listed, or nothing where none has a shape."""
    found = list(shapes(query.layer, query.reading, _detail(query, len(ids)), ids=ids)) if ids else []
    if not found:
        return ""
    west, south, east, north = shapely.total_bounds([each.geometry for each in found]).tolist()
    frame = Frame.around((west, south, max(east, west + 0.02), max(north, south + 0.02)))
    return draw(frame, strata(query.layer, found, _drawn))


def _drawn(feature: Feature) -> Shape:
    return Shape(feature.geometry, feature.label, feature.link)


def _detail(query: FeatureQuery, count: int) -> int | None:
    """Return the detail a small map shows: the coarsest of many features, the finest prepared of one."""
    if not query.layer.details:
        return None
    return min(query.layer.details) if count == 1 else max(query.layer.details)
