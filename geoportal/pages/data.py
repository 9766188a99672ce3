"""`/data/`: every layer a reader may see, with what it holds, from where, as of when, and the ways to take it along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from layers.addresses import base_url
from layers.declaration import Layer
from layers.extents import extent, sources
from layers.features import reading_in
from layers.models import Release
from layers.registry import layers_for
from layers.releases import newest_releases


@dataclass(frozen=True)
class Entry:
    """A layer as the page tells of it; `release` is None before the first publication."""

    layer: Layer
    release: Release | None
    count: int
    sample: bool
    sources: Sequence[str]


@require_safe
@conditional_page
def data_page(request: HttpRequest) -> HttpResponse:
    layers = layers_for(request.user)
    api = f"{base_url(request)}/api"
    return render(request, "pages/data.html", {"entries": list(_entries(layers)), "api": api})


def _entries(layers: Sequence[Layer]) -> Iterator[Entry]:
    """Yield the layers in order. One query, and two per layer while what it holds is not remembered."""
    releases = newest_releases(layer.releases_of for layer in layers)
    for layer in layers:
        release = releases.get(layer.releases_of)
        reading = reading_in(release.number if release else 0)
        found = extent(layer, reading)
        yield Entry(layer, release, found.count, found.sample, sources(layer, reading))
