"""`/data/`: every layer a reader may see, with what it holds, from where, as of when, and the ways to take it along.

`?wilayah=` narrows what is taken along to a region: the addresses then carry its code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import RegionFacts
from layers.addresses import base_url
from layers.declaration import Layer
from layers.exports.formats import FORMATS, GEOJSON, LINES, SEQUENCE
from layers.extents import extent, sources
from layers.features import features, reading_in, within_region
from layers.models import Release
from layers.registry import layers_for
from layers.releases import newest_releases

from .choosing import asked_region, kecamatan_of_today

# GeoJSON has buttons of its own, and its streams are for programs (docs/reference/exports.md).
FORMS = [each for each in FORMATS.values() if each not in (GEOJSON, SEQUENCE, LINES)]


@dataclass(frozen=True)
class Entry:
    """A layer as the page tells of it; `release` is None before the first publication.

    `there` counts the features in the region asked for and `narrowed` is what addresses say for it: None and empty where
    none is asked for, or where the layer carries no region code.
    """

    layer: Layer
    release: Release | None
    count: int
    sample: bool
    sources: Sequence[str]
    there: int | None = None
    narrowed: str = ""


@require_safe
@conditional_page
def data_page(request: HttpRequest) -> HttpResponse:
    region, layers = asked_region(request), layers_for(request.user)
    context = {
        "entries": list(_entries(layers, region)),
        "api": f"{base_url(request)}/api",
        "region": region,
        "kecamatan": kecamatan_of_today(),
        "forms": FORMS,
    }
    return render(request, "pages/data.html", context)


def _entries(layers: Sequence[Layer], region: RegionFacts | None) -> Iterator[Entry]:
    """Yield the layers in order. One query, two per layer while what it holds is not remembered, one for a region."""
    releases = newest_releases(layer.releases_of for layer in layers)
    for layer in layers:
        release = releases.get(layer.releases_of)
        reading = reading_in(release.number if release else 0)
        found = extent(layer, reading)
        entry = Entry(layer, release, found.count, found.sample, sources(layer, reading))
        if region and region.code and layer.region_field:
            there = within_region(features(layer, reading), layer, reading, region.code).count()
            entry = replace(entry, there=there, narrowed=f"region={region.code}")
        yield entry
