"""`/r/{layer}/{n}/{layer}.pmtiles`: the tiles of a release as one file, read in parts by maps and by QGIS."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from layers.declaration import Reading
from layers.problems import NotFound, Problem
from layers.registry import get_layer
from layers.releases import release_numbered
from layers.tiles.archive import MEDIA_TYPE, path_of
from layers.tiles.views import KEPT, RELEASE

from .stored_files import path_answer


@require_safe
def tile_archive(request: HttpRequest, key: str, number: str, name: str) -> HttpResponseBase:
    try:
        return _answer(request, key, number, name)
    except Problem as problem:
        return problem.response()


def _answer(request: HttpRequest, key: str, number: str, name: str) -> HttpResponseBase:
    layer = get_layer(key, request.user) if name == key else None
    if layer is None:
        raise NotFound(f"Lapisan {key!r} tidak ada.", f"There is no layer {key!r}.")
    release = release_numbered(layer.releases_of, int(number)) if RELEASE.fullmatch(number) else None
    if release is None:
        raise NotFound(f"Lapisan {key} tidak punya rilis {number!r}.", f"Layer {key} has no release {number!r}.")
    path = path_of(layer, Reading(release.number, release.as_of))
    if not path.exists():
        raise NotFound(
            "Berkas ubin rilis ini tidak ada di server; pakai ubin satu per satu lewat TileJSON.",
            "The tiles of this release do not lie here as one file; take them one by one, by TileJSON.",
            tilejson=f"/api/collections/{key}/tiles/tilejson.json",
        )
    tag = f"{path.stem}-{path.stat().st_size}"
    answer = path_answer(request, path, tag=tag, name=f"{key}-{release.number}.pmtiles", media_type=MEDIA_TYPE)
    if answer.status_code < 400:
        answer["Cache-Control"] = "private, no-cache" if request.session.accessed else KEPT
    return answer
