"""`/r/{layer}/{n}/{z}/{x}/{y}.mvt`: a tile of a release, which is kept for a year without asking again."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from ..declaration import Layer, Reading
from ..filters import COMMON, FeatureQuery
from ..models import Release
from ..parameters import refuse_unknown
from ..problems import NotFound, Problem
from ..registry import get_shelf
from ..releases import REGISTER, lasting_fingerprint, release_at, release_numbered
from .archive import path_of
from .grid import Tile
from .limits import RETRY_S, Busy
from .mvt import tile_bytes, told_fields
from .pmtiles_file import opened

MVT = "application/vnd.mapbox-vector-tile"
RELEASE = re.compile(r"[1-9][0-9]{0,8}")
TAKES_GZIP = re.compile(r"\bgzip\b")  # as the middleware that compresses the rest reads it
KEPT = "public, max-age=31536000, immutable"


@require_safe
def released_tile(request: HttpRequest, key: str, number: str, z: str, x: str, y: str) -> HttpResponse:
    try:
        return _released(request, key, number, Tile.read(z, x, y))
    except Problem as problem:
        return refused(problem)


def refused(problem: Problem) -> HttpResponse:
    """Return the problem document; one that passes says when to ask again."""
    answer = problem.response()
    if isinstance(problem, Busy):
        answer["Retry-After"] = str(RETRY_S)
    return answer


def _released(request: HttpRequest, key: str, number: str, tile: Tile) -> HttpResponse:
    refuse_unknown(request.GET, COMMON)
    shelf = get_shelf(key, SimpleLazyObject(lambda: request.user))  # type: ignore[arg-type]
    if shelf is None:
        raise NotFound(f"Lapisan {key!r} tidak ada.", f"There is no layer {key!r}.")
    layer = shelf.layer
    found = release_numbered(layer.releases_of, int(number)) if RELEASE.fullmatch(number) else None
    if found is None:
        raise NotFound(f"Lapisan {key} tidak punya rilis {number!r}.", f"Layer {key} has no release {number!r}.")
    reading = Reading(release=found.number, as_of=found.as_of)
    packed = bool(TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
    content = _archived(layer, reading, tile, packed=packed)
    # What the database makes now tells names of regions as the register knows them now, of the release's day all the same.
    names = shelf.releases[REGISTER] if content is None and layer.region_field else None
    tag = quote_etag(mark(layer, reading, tile, names))
    answer = HttpResponse(content_type=MVT)
    kept = get_conditional_response(request, etag=tag, response=answer)
    if kept is not None and kept is not answer:
        answer = kept
    elif content is None:
        filled(answer, tile_bytes(FeatureQuery(layer=layer, reading=reading), tile))
    else:
        filled(answer, content)
        if content and packed:
            answer["Content-Encoding"] = "gzip"
    answer["ETag"] = f"W/{tag}" if "Content-Encoding" in answer else tag
    patch_vary_headers(answer, ("Accept-Encoding",))
    # A layer that only some may see is not for caches that others share.
    answer["Cache-Control"] = "private, no-cache" if request.session.accessed else KEPT
    return answer


def _archived(layer: Layer, reading: Reading, tile: Tile, *, packed: bool) -> bytes | None:
    """Return the tile from the release's archive, gzipped where `packed`; None where none lies here that reaches so deep."""
    archive = opened(path_of(layer, reading))
    if archive is None:
        return None
    return archive.packed(tile) if packed else archive.tile(tile)


def filled(answer: HttpResponse, content: bytes) -> HttpResponse:
    """Put a tile into the answer; an empty one is 204."""
    if not content:
        answer.status_code = 204
        del answer.headers["Content-Type"]
    answer.content = content
    return answer


def mark(layer: Layer, reading: Reading, *parts: object) -> str:
    """Return what tells one release's tiles from another's, the same on every day."""
    names = [field.name for field in told_fields(layer, reading.release)]
    looks = (layer.key, layer.label_field, layer.category_field, layer.details, names)
    return lasting_fingerprint({layer.releases_of: reading.release}, reading.as_of, looks, *parts)


def address_now(layer: Layer, release: int, register: int, root: str) -> str:
    """Return the template of the tiles of a layer as it is now: those of its newest release, which readers keep, or, where
    they would tell names of regions that have changed since, the ones made on request. Two queries at most.

    `release` and `register` are the newest numbers, `root` is the portal's address without a slash at its end.
    """
    found = release_numbered(layer.releases_of, release) if release else None
    if found is None or (layer.region_field and _names_moved(found, register)):
        return live_address(layer, root)
    # `v` makes the address another one after an upgrade, which a release's number does not tell.
    version = mark(layer, Reading(found.number, found.as_of))[:8]
    return f"{root}/r/{layer.key}/{found.number}/{{z}}/{{x}}/{{y}}.mvt?v={version}"


def live_address(layer: Layer, root: str) -> str:
    return f"{root}/api/collections/{layer.key}/tiles/{{z}}/{{x}}/{{y}}.mvt"


def _names_moved(release: Release, register: int) -> bool:
    then = release_at(REGISTER, release.published_at)
    return then is not None and then.number < register
