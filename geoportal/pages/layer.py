"""`/lapisan/{key}/`: what a layer is, what it holds, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from imports import summaries
from layers.addresses import base_url
from layers.api.words import said
from layers.declaration import Layer, Reading
from layers.extents import extent, sources
from layers.features import features, value_of
from layers.folium_map.sheets import summary_of
from layers.models import Release
from layers.painting import paint_of
from layers.prepared import listed as listed_files
from layers.records import schema_org
from layers.records.record import record_of
from layers.svg import Frame, Stratum, draw

from .asking import asked_day, query_of
from .backdrop import backdrop
from .history import SHOWN, Line, Origin, Told, origins_of
from .maps import Atlas, cached, open_atlas
from .values import exactly

PAGE = 20
DRAWN = 500  # features; a larger layer is drawn as far as it is listed
COUNTED = 10_000
LONGEST = 200  # characters of a search
FORMATS_LIMIT = 10_000


@dataclass(frozen=True)
class Listed:
    """A feature in the list beside the map."""

    id: str
    label: str
    href: str
    facts: list[tuple[str, str]]


@require_safe
@conditional_page
def layer_page(request: HttpRequest, key: str) -> HttpResponse:
    as_of = asked_day(request)
    atlas = open_atlas(request.user, day=as_of or timezone.localdate(), as_of=as_of)
    layer = atlas.layers.get(key)
    if layer is None:
        raise Http404(key)
    return render(request, "layers/layer.html", _context(request, atlas, layer, as_of))


def _context(request: HttpRequest, atlas: Atlas, layer: Layer, as_of: date | None) -> dict[str, Any]:
    """Collect what the page tells; the number of queries does not depend on the layer."""
    reading = atlas.reading(layer)
    asked, after = _text(request, "q"), _text(request, "sesudah")
    count = features(layer, reading).values("out_id")[: COUNTED + 1].count()
    found = _page(layer, reading, asked, after, as_of)
    listed, reach = found[:PAGE], extent(layer, reading)
    whole = count <= DRAWN and not asked
    releases = _releases(layer, reading)
    return {
        "as_of": as_of,
        "layer": layer,
        "count": min(count, COUNTED),
        "more_than_counted": count > COUNTED,
        "sample": reach.sample,
        "sources": sources(layer, reading),
        "release": releases.get(reading.release),
        "q": asked,
        "paged": bool(after),
        "listed": listed,
        "after": listed[-1].id if len(found) > PAGE else None,
        "drawn_whole": whole,
        "map": _drawn(atlas, layer, reach.bbox, None if whole else [each.id for each in listed]),
        "download": _download(layer, as_of),
        "history": _history(request, layer) if layer.history else None,
        "changes": layer.history is not None,
        "prepared": listed_files(layer, base_url(request)),
        # Every other state of this page is the same data set.
        "dataset": None if as_of or asked or after else _dataset(request, layer, releases, reading),
    }


def _releases(layer: Layer, reading: Reading) -> dict[int, Release]:
    """Return the first release and the one that is read, by number. One query."""
    found = Release.objects.filter(layer=layer.releases_of, number__in={1, reading.release})
    return {release.number: release for release in found}


def _dataset(request: HttpRequest, layer: Layer, releases: dict[int, Release], reading: Reading) -> dict[str, Any]:
    """Return what search engines read of the layer as it is now."""
    known = releases.get(1), releases.get(reading.release)
    return schema_org.dataset(record_of(layer, *known, base=base_url(request)))


def _text(request: HttpRequest, name: str) -> str:
    return " ".join(request.GET.get(name, "").replace("\x00", " ").split())[:LONGEST]


def _page(layer: Layer, reading: Reading, asked: str, after: str, as_of: date | None) -> list[Listed]:
    """Return one page of features and one more, by id. One query."""
    told = [field for name in summary_of(layer) if (field := layer.field(name))]
    facts = {f"out_fact_{place}": value_of(layer, field.name, reading) for place, field in enumerate(told)}
    link = {"out_link": value_of(layer, layer.link_field, reading)} if layer.link_field else {}
    rows = features(layer, reading).annotate(out_label=value_of(layer, layer.label_field, reading), **facts, **link)
    if asked:
        rows = rows.filter(Q(out_label__icontains=asked) | Q(out_id__icontains=asked))
    if after:
        rows = rows.filter(out_id__gt=after)
    return [
        Listed(
            row["out_id"],
            row["out_label"] or row["out_id"],
            f"{row['out_link']}{query_of(as_of)}" if row.get("out_link") else "",
            [
                (field.title, text)
                for field, fact in zip(told, facts, strict=True)
                if (text := exactly(row[fact], field))
            ],
        )
        for row in rows.order_by("out_id").values("out_id", "out_label", *facts, *link)[: PAGE + 1]
    ]


def _drawn(atlas: Atlas, layer: Layer, box: tuple[float, float, float, float] | None, ids: list[str] | None) -> str:
    """Return the layer over the regency's borders, or those of its features that are listed."""
    if box is None or ids == []:
        return ""
    return cached(atlas.key("layer", layer.face, ids), lambda: _draw(atlas, layer, ids))


def _draw(atlas: Atlas, layer: Layer, ids: list[str] | None) -> str:
    frame = Frame.around(settings.REGENCY_EXTENT)
    shapes = [atlas.drawn(each) for each in atlas.shapes(layer, frame.metres_per_pixel, ids=ids)]
    own = Stratum("layer", shapes, paint=paint_of(layer))
    return draw(frame, [*backdrop(atlas, frame, labels=layer.key not in ("kecamatan", "desa")), own])


def _download(layer: Layer, as_of: date | None) -> str:
    asked = {"f": "json", "limit": FORMATS_LIMIT, **({"as_of": as_of.isoformat()} if as_of else {})}
    return f"api/collections/{layer.key}/items?{urlencode(asked)}"


def _history(request: HttpRequest, layer: Layer) -> Told:
    """Return the layer's releases, the newest first. Three queries; for somebody signed in those of their rights, too."""
    releases = Release.objects.filter(layer=layer.releases_of).order_by("-number")
    shown = list(releases[:SHOWN])
    origins = origins_of(request, shown)
    lines = [Line(each, _words(layer, origins.get(each.pk)), origins.get(each.pk)) for each in shown]
    return Told(lines, max(shown[0].number - SHOWN, 0) if shown else 0)


def _words(layer: Layer, origin: Origin | None) -> str:
    """Say how much a release changed; what was dissolved or turned by a date has no counts of its own."""
    if origin is None or summaries.noun(origin.run) != layer.key:
        return ""
    if origin.run.undo_of_id:
        return _("Keadaan sebelumnya berlaku lagi")
    return summaries.changes(origin.run, said("id", "en"))
