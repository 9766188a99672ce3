"""`/data/{layer}/`: a layer to take along: what it is, what it holds, a filter builder, its files, how to connect.

`/lapisan/{layer}/` is the page to look at it: its features one by one, on any day, with their history. Each leads to the other.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from geoportal.pages.maps import Atlas, open_atlas
from geoportal.pages.values import unit_of
from layers.addresses import base_url
from layers.api.words import said
from layers.changes import KINDS, ChangesQuery
from layers.contents import contents
from layers.declaration import Field, Layer, Reading
from layers.extents import extent, remembered, sources
from layers.features import reading_in
from layers.filters import FeatureQuery, filterable
from layers.problems import BadParameter
from layers.releases import release_numbered

from . import asking
from .asking import Asked
from .connecting import ways
from .files import takes
from .form import form_of
from .preview import preview
from .said import conditions


@dataclass(frozen=True)
class FieldLine:
    """A field as the dictionary of the page tells it; `unit` is "" where its title names none."""

    field: Field
    unit: str
    meaning: str
    filterable: bool


@require_safe
@conditional_page
def layer_data_page(request: HttpRequest, key: str) -> HttpResponse:
    today = timezone.localdate()
    atlas = open_atlas(request.user, day=today, as_of=None)
    layer = atlas.layers.get(key)
    if layer is None:
        raise Http404(key)
    newest = atlas.releases[layer.releases_of]
    try:
        asked = asking.read(request.GET, layer)
        query = FeatureQuery.parse(asked.querydict(), layer, newest=newest, base_url=atlas.prefix)
    except BadParameter as refusal:
        return render(request, "catalogue/layer.html", _refused(request, atlas, layer, refusal), status=400)
    if asking.from_form(request.GET):
        return HttpResponseRedirect(f"{request.path}?{asked.query}#hasil" if asked.params else request.path)
    return render(request, "catalogue/layer.html", _context(request, atlas, asked, query))


def _refused(request: HttpRequest, atlas: Atlas, layer: Layer, refusal: BadParameter) -> dict[str, Any]:
    """Return what the page tells when it cannot read what is asked: the form as it was sent, and what is wrong with it."""
    name = asking.named(refusal.members["parameter"])
    field = next((each for each in filterable(layer) if each.name == name), None)
    told = _about(request, atlas, layer)
    return {
        **told,
        "form": form_of(layer, contents(layer, told["reading"]), asking.shown(request.GET, None)),
        "refusal": said(refusal.detail_id, refusal.detail_en),
        "refused": field.title if field else name,
    }


def _context(request: HttpRequest, atlas: Atlas, asked: Asked, query: FeatureQuery) -> dict[str, Any]:
    layer, told = asked.layer, _about(request, atlas, asked.layer)
    return {
        **told,
        "asked": asked,
        "form": form_of(layer, contents(layer, told["reading"]), asking.shown(request.GET, asked)),
        "conditions": conditions(asked, query),
        "preview": preview(asked, query, atlas),
        "takes": takes(asked, told["release"], told["base"]),
        "ways": ways(asked, told["base"], told["release"]),
    }


def _about(request: HttpRequest, atlas: Atlas, layer: Layer) -> dict[str, Any]:
    """Return what the page tells of the layer whatever is asked. One query for its release; the rest is remembered."""
    newest = atlas.releases[layer.releases_of]
    reading, release = reading_in(newest, atlas.prefix), release_numbered(layer.releases_of, newest)
    known = extent(layer, reading)
    return {
        "layer": layer,
        "reading": reading,
        "base": base_url(request),
        "release": release,
        "count": known.count,
        "sample": known.sample,
        "sources": sources(layer, reading),
        "fields": [_line(layer, field) for field in layer.fields if field.until is None],
        "changed": _changed(layer, reading) if release and layer.history else None,
    }


def _line(layer: Layer, field: Field) -> FieldLine:
    words = said(field.description_id, field.description_en)
    return FieldLine(field, unit_of(field), words, field.filterable)


def _changed(layer: Layer, reading: Reading) -> dict[str, int]:
    """Count what the newest release changed, by kind. Two queries, none while it is remembered."""
    return remembered("changed", layer, reading, _count_changes)


def _count_changes(layer: Layer, reading: Reading) -> dict[str, int]:
    query = ChangesQuery.parse(QueryDict(), layer, newest=reading.release)
    found = dict.fromkeys(KINDS, 0)
    for part in query.parts():
        for kind, number in part.order_by().values_list("out_kind").annotate(Count("pk", distinct=True)):
            found[kind] += number
    return found
