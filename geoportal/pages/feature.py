"""`/lapisan/{key}/{feature}/`: what one feature of a layer says, where it lies, and what has become of it."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe
from shapely.geometry.base import BaseGeometry

from boundaries import selectors
from boundaries.models import Level
from layers.declaration import Field, Layer, Reading
from layers.features import expression, features, geometry
from layers.filters import light_detail
from layers.painting import paint_of
from layers.svg import Frame, Shape, Stratum, draw
from layers.timeline import identity_of

from .asking import asked_day, query_of
from .backdrop import backdrop, window_around
from .history import history_of
from .maps import Atlas, cached, open_atlas
from .values import exactly

LONGEST = 500
LEAST_WINDOW = 0.08  # degrees: wide enough to tell by the borders around it where a point lies
LEAST_WINDOW_OF_AREA = 0.02
APART = ("release", "id")  # told beside the facts


class Told(NamedTuple):
    """A feature as one reading says it."""

    label: str
    link: str
    region_code: str
    facts: list[tuple[Field, str]]
    shape: BaseGeometry | None


@require_safe
@conditional_page
def feature_page(request: HttpRequest, key: str, feature: str) -> HttpResponse:
    as_of = asked_day(request)
    atlas = open_atlas(request.user, day=as_of or timezone.localdate(), as_of=as_of)
    layer = atlas.layers.get(key)
    if layer is None or layer.history is None or "\x00" in feature or len(feature) > LONGEST:
        raise Http404(key)
    found = _read(layer, atlas.reading(layer), feature)
    own = reverse("pages:feature", args=[key, feature])
    if found is not None and found.link and urlsplit(found.link).path != own:
        return HttpResponseRedirect(found.link + query_of(as_of))
    if found is None and layer.key in Level.values:
        return HttpResponseRedirect(_page_of_region(feature) + query_of(as_of))
    identity = identity_of(layer, feature)
    if identity is None:
        raise Http404(feature)
    context = {
        "as_of": as_of,
        "layer": layer,
        "id": feature,
        "label": found.label if found else feature,
        "feature": found,
        "history": history_of(request, layer, identity),
        "item": f"api/collections/{layer.key}/items/{quote(feature, safe='')}",
        **(_around(atlas, layer, feature, found) if found else {}),
    }
    gone = 404 if as_of else 410
    return render(request, "layers/feature.html", context, status=200 if found else gone)


def _page_of_region(code: str) -> str:
    """Return where it is told what became of a region of this code; Http404 where it cannot be one."""
    try:
        return reverse("pages:region", args=[code])
    except NoReverseMatch as error:
        raise Http404(code) from error


def _around(atlas: Atlas, layer: Layer, feature: str, found: Told) -> dict[str, Any]:
    """Return where the feature lies: the region by its code, and the map."""
    region = selectors.region_by_code(found.region_code, day=atlas.day) if found.region_code else None
    drawn = cached(atlas.key("feature", layer.face, feature), lambda: _draw(atlas, layer, found))
    return {"region": region, "map": drawn}


def _read(layer: Layer, reading: Reading, feature: str) -> Told | None:
    """Return what the reading says of the feature; None where it says nothing. One query."""
    fields = {f"out_fact_{place}": field for place, field in enumerate(layer.fields) if field.told_in(reading.release)}
    values = {column: expression(field, reading) for column, field in fields.items()}
    shape = AsWKB(geometry(layer, reading, light_detail(layer)))
    rows = features(layer, reading).filter(out_id=feature).annotate(**values, out_wkb=shape)
    row = rows.values(*values, "out_wkb").first()
    if row is None:
        return None
    told = {field.name: row[column] for column, field in fields.items()}
    apart = {layer.link_field, layer.region_field, *APART}
    return Told(
        label=str(told.get(layer.label_field) or feature),
        link=told.get(layer.link_field or "") or "",
        region_code=told.get(layer.region_field or "") or "",
        facts=[(field, exactly(told[field.name], field)) for field in fields.values() if field.name not in apart],
        shape=shapely.from_wkb(bytes(row["out_wkb"])) if row["out_wkb"] is not None else None,
    )


def _draw(atlas: Atlas, layer: Layer, found: Told) -> str:
    if found.shape is None or found.shape.is_empty:
        return ""
    least = LEAST_WINDOW if found.shape.area == 0 else LEAST_WINDOW_OF_AREA
    frame = Frame.around(window_around([found.shape], least), margin=0.15)
    own = Stratum("layer", [Shape(found.shape, found.label)], paint=paint_of(layer), labels=True)
    return draw(frame, [*backdrop(atlas, frame, labels=True), own])
