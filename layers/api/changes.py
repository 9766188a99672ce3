"""What changed in a layer between two releases: `/api/collections/{id}/changes`."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ..change_texts import changes_text
from ..changes import KINDS, ChangesQuery, Entry
from ..declaration import Layer
from ..geojson import Link
from ..problems import NotFound
from ..releases import fingerprint
from .common import link
from .crs import content_crs
from .features import WHOLE, FeaturesView, licence, streamed, with_query
from .negotiation import GEOJSON, JSON
from .schemas import PLAIN, TYPES, Schema, change_of, listing, operation, query, record, ref, shapes
from .words import said, told

PARAMETERS = ("limit", "bbox", "bbox-crs", "crs", "unduh")


class Changes(FeaturesView):
    """GET /api/collections/{id}/changes"""

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        if layer.history is None:
            raise NotFound(
                f"Lapisan {key} tidak menyimpan rilis lama.",
                f"Layer {key} keeps no earlier releases.",
                parameter="collectionId",
            )
        releases = self.releases(layer)
        asked = ChangesQuery.parse(request.query_params, layer, newest=releases[layer.releases_of], base_url=self.base)
        tag = self.changes_tag(asked, releases)
        between = f"rilis-{asked.earlier.number}-{asked.later.number}"
        answer = content_crs(self.answer(asked, tag), asked.now)
        return self.as_file(answer, key, "perubahan", asked.now.region, between)

    def answer(self, asked: ChangesQuery, tag: str | None) -> HttpResponseBase:
        if asked.limit <= WHOLE:
            return self.tagged(tag, GEOJSON, lambda: "".join(self.changes(asked)))
        known = self.revalidated(HttpResponse(content_type=GEOJSON), tag)
        return known if known.status_code == 304 else streamed(self.request, self.changes(asked), known)

    def changes(self, asked: ChangesQuery) -> Iterator[str]:
        return changes_text(asked, links=partial(self.change_links, asked))

    def changes_tag(self, asked: ChangesQuery, releases: dict[str, int]) -> str | None:
        """Return what the ETag is made of: the two releases compared, not what is published after them."""
        if not releases[asked.layer.releases_of]:
            return None
        read = {**releases, asked.layer.releases_of: asked.later.number}
        params = self.request.query_params
        given = sorted((name, params.getlist(name)) for name in params)
        return fingerprint(read, asked.earlier.number, self.request.path_info, GEOJSON, given, self.base)

    def change_links(self, asked: ChangesQuery, last: Entry | None) -> list[Link]:
        layer, params = asked.layer, self.request.query_params
        collection = f"{self.api}/collections/{layer.key}"
        here = f"{collection}/changes"
        links = [
            link("self", with_query(here, params.urlencode()), GEOJSON),
            link("collection", collection, JSON),
            *(
                link("related", f"{collection}/items?release={state.number}", GEOJSON, _release(state.number))
                for state in (asked.earlier, asked.later)
                if state.number
            ),
        ]
        if last is not None:
            links.append(link("next", with_query(here, asked.next_params(params, last).urlencode()), GEOJSON))
        return links + licence(layer)


def _release(number: int) -> str:
    return said(f"Rilis {number}", f"Release {number}")


def _release_parameter(name: str, description: str) -> Schema:
    return query(name, description, {**PLAIN, "example": "2026-01-31"})


CHANGE_PARAMETERS: dict[str, Schema] = {
    "from": _release_parameter(
        "from",
        told(
            "Rilis awal: nomornya (0: sebelum yang pertama), hari, atau waktu RFC 3339; bawaan: sebelum to",
            "Earlier release: its number (0: before the first), a day or an RFC 3339 time; default: the one before to",
        ),
    ),
    "to": _release_parameter(
        "to",
        told(
            "Rilis akhir: nomornya, hari, atau waktu RFC 3339; bawaan: yang terbaru",
            "Later release: its number, a day or an RFC 3339 time; default: the newest",
        ),
    ),
    "change": query(
        "change",
        told("Hanya jenis perubahan ini", "Only these kinds of change"),
        listing({"type": "string", "enum": list(KINDS)}, minItems=1),
        explode=False,
    ),
    "before": query(
        "before",
        told("Sertakan keadaan sebelumnya (before)", "Add the state before, as `before`"),
        {"type": "boolean", "default": False},
    ),
    "changes-after": query(
        "after", told("Ikuti tautan next", "Follow the link next"), {**PLAIN, "pattern": r"^[^\u0000]*~[0-9]{1,18}$"}
    ),
}


def paths(layers: Iterable[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part."""
    return {f"/collections/{layer.key}/changes": {"get": _operation(layer)} for layer in layers if layer.history}


def _operation(layer: Layer) -> Schema:
    region = [ref("region", "parameters")] if layer.region_field else []
    shared = [ref(name, "parameters") for name in (*CHANGE_PARAMETERS, *PARAMETERS)]
    return operation(
        f"changes_{layer.key}",
        told("Yang berubah di antara dua rilis", "What changed between two releases"),
        ref(f"{layer.key}Changes"),
        media_type=GEOJSON,
        tag=layer.title,
        parameters=[*shared, *region, shapes(layer)],
    )


def schemas(layers: Iterable[Layer]) -> Schema:
    """Return the schemas of each layer's changes."""
    found: Schema = {}
    for layer in layers:
        if layer.history:
            found[f"{layer.key}Change"] = change_of(layer)
            found[f"{layer.key}Changes"] = _collection(layer)
    return found


def _collection(layer: Layer) -> dict[str, Any]:
    return record(
        {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": listing(ref(f"{layer.key}Change")),
            "numberReturned": {"type": "integer", "minimum": 0},
            "numberMatched": {"type": "integer", "minimum": 0},
            "from": ref("ComparedRelease"),
            "to": ref("ComparedRelease"),
            "links": ref("Links"),
        },
        "numberMatched",
    )


SHARED: Schema = {
    "ComparedRelease": record(
        {
            "release": {"type": "integer", "minimum": 0},
            "as_of": {**TYPES["date"], "nullable": True},
            "published_at": {"type": "string", "format": "date-time", "nullable": True},
        }
    )
}
