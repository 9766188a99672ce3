"""What a layer's page shows of the features that match: how many, the first rows, a small map."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone

from geoportal.pages.backdrop import backdrop, window_around
from geoportal.pages.maps import Atlas, cached
from geoportal.pages.values import exactly
from layers import painting
from layers.declaration import Field
from layers.exports.table import rows
from layers.extents import extent
from layers.features import Shape, shapes
from layers.filters import FeatureQuery
from layers.svg import Frame, draw

from .asking import Asked

ROWS = 8
DRAWN = 500  # features; of more, the first are drawn
MOST_NAMES = 30  # areas; names of more would not fit
LEAST_DEG = 0.08  # how narrow a window may be


@dataclass(frozen=True)
class Cell:
    text: str
    number: bool


@dataclass(frozen=True)
class Row:
    id: str
    href: str
    cells: list[Cell]


@dataclass(frozen=True)
class Preview:
    """`drawn` is how many features the map shows, `map` is "" where none has a shape."""

    count: int
    fields: list[Field]
    rows: list[Row]
    map: str
    drawn: int


def preview(asked: Asked, query: FeatureQuery, atlas: Atlas) -> Preview:
    """Return what matches. Four queries at most, fewer where the layer is not narrowed or the map is remembered."""
    count = _count(asked, query)
    ids = _ids(query) if asked.narrowed else None
    drawn = min(count, DRAWN)
    told = _told(query)
    return Preview(
        count, told, _rows(query, told) if count else [], _map(asked, query, atlas, ids) if count else "", drawn
    )


def _told(query: FeatureQuery) -> list[Field]:
    """Return the columns that are shown: the name first, then what the layer tells in short, then the others."""
    before = (query.layer.label_field, *query.layer.summary)
    told = [field for field in query.columns if field.type != "uri"]
    return sorted(told, key=lambda field: before.index(field.name) if field.name in before else len(before))


def _count(asked: Asked, query: FeatureQuery) -> int:
    if not asked.narrowed:
        return extent(query.layer, query.reading).count
    return query.matched().values("out_id").count()


def _ids(query: FeatureQuery) -> list[str]:
    return list(query.matched().order_by("out_id").values_list("out_id", flat=True)[:DRAWN])


def _rows(query: FeatureQuery, told: list[Field]) -> list[Row]:
    names, link = [field.name for field in query.columns], query.layer.link_field
    found = rows(replace(query, limit=ROWS, shape=False), shapes=False)
    listed = []
    for row in found:
        values: dict[str, Any] = dict(zip(names, row.values, strict=True))
        cells = [Cell(exactly(values[field.name], field), field.numeric) for field in told]
        listed.append(Row(row.id, values.get(link or "") or "", cells))
    return listed


def _map(asked: Asked, query: FeatureQuery, atlas: Atlas, ids: list[str] | None) -> str:
    reading = query.reading
    if not reading.release:
        return _draw(query, atlas, ids)  # nothing tells when such a layer changes
    key = atlas.key("data", asked.layer.face, reading.release, reading.as_of, asked.query, timezone.localdate())
    return cached(key, lambda: _draw(query, atlas, ids))


def _draw(query: FeatureQuery, atlas: Atlas, ids: list[str] | None) -> str:
    layer = query.layer
    coarse = max(layer.details, default=None)
    if ids is None and extent(layer, query.reading).count > DRAWN:
        ids = _ids(query)
    found: list[Shape] = list(shapes(layer, query.reading, coarse, ids=ids))
    if not found:
        return ""
    frame = Frame.around(
        settings.REGENCY_EXTENT if ids is None else window_around([each.geometry for each in found], LEAST_DEG)
    )
    if layer.details and frame.metres_per_pixel < (coarse or 0):
        found = list(shapes(layer, query.reading, max(round(frame.metres_per_pixel), min(layer.details)), ids=ids))
    behind = backdrop(atlas, frame, labels=layer.key not in ("kecamatan", "desa"))
    named = layer.geometry_type in painting.AREAS and len(found) <= MOST_NAMES
    own = [replace(each, labels=named) for each in painting.strata(layer, found, atlas.drawn)]
    return draw(frame, [*behind, *own])
