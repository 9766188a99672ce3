"""OGC API - Features, Part 1: collections, their items, one item."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from ..declaration import Layer
from ..extents import extent
from ..features import reading_in
from ..filters import DEFAULT_LIMIT, MAX_LIMIT, FeatureQuery, filterable
from ..geojson import WHOLE, Link, collection_text, feature_text, with_members
from ..problems import NotFound
from ..reference_systems import CRS84, URIS
from ..registry import get_layer, get_shelf, layers_for
from ..releases import REGISTER, current_numbers, fingerprint
from ..spans import EVER
from . import html
from .base import ApiView
from .common import as_page, link
from .crs import content_crs
from .metadata_links import metadata_links
from .negotiation import GEOJSON, HTML, JSON, GeoJson, Html, Json
from .schema_documents import described, queryables_header
from .schemas import (
    FEATURE_ID,
    ITEM_PARAMETERS,
    ITEMS_PARAMETERS,
    Schema,
    chosen,
    compared,
    feature,
    feature_collection,
    operation,
    ref,
    shapes,
    sorted_by,
)
from .style_links import style_links
from .tile_links import tile_links
from .words import said, told

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
)
CHANGES_TITLE = ("Yang berubah pada rilis terbaru", "What the newest release changed")
SAMPLE_NOTE = ("Data contoh, bukan batas resmi.", "Sample data, not official boundaries.")


class LayerView(ApiView):
    """A view of one layer the reader may see."""

    schema = None

    def layer(self, key: str) -> Layer:
        layer = get_layer(key, self.reader)
        if layer is None:
            raise _no_layer(key)
        return layer

    def standing(self, key: str) -> tuple[Layer, Mapping[str, int]]:
        """Return the layer with the newest releases its features are made from. One query."""
        shelf = get_shelf(key, self.reader)
        if shelf is None:
            raise _no_layer(key)
        return shelf.layer, shelf.releases

    def releases(self, *layers: Layer) -> dict[str, int]:
        return current_numbers([REGISTER, *(layer.releases_of for layer in layers)])


def _no_layer(key: str) -> NotFound:
    return NotFound(f"Lapisan {key!r} tidak ada.", f"There is no layer {key!r}.", parameter="collectionId")


class Collections(LayerView):
    """GET /api/collections"""

    renderer_classes = [Json, Html]

    def get(self, request: Request) -> HttpResponseBase:
        layers = layers_for(self.reader)
        releases = self.releases(*layers)
        return self.document(
            {
                "links": [
                    link("self", f"{self.api}/collections", JSON, said("Lapisan data", "Layers")),
                    as_page(f"{self.api}/collections"),
                    link("root", f"{self.api}/", JSON, "API"),
                ],
                "collections": [collection(layer, releases[layer.releases_of], self.base) for layer in layers],
            },
            template="api/collections.html",
        )


class Collection(LayerView):
    """GET /api/collections/{id}"""

    renderer_classes = [Json, Html]

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        described = collection(layer, self.releases(layer)[layer.releases_of], self.base)
        return self.document(described, template="api/collection.html")


class FeaturesView(LayerView):
    """A view whose answer is GeoJSON; the query reads its own parameters."""

    renderer_classes = [GeoJson, Json]
    check_parameters = False

    def address(self, layer: Layer, *below: str) -> str:
        return "/".join([f"{self.api}/collections/{layer.key}/items", *(quote(part, safe="") for part in below)])

    def tag(self, query: FeatureQuery, releases: Mapping[str, int]) -> str | None:
        """Return what the answer's ETag is made of; None for a layer without releases: nothing tells when it changes."""
        if not query.reading.release:
            return None
        read = {**releases, query.layer.releases_of: query.reading.release}
        asked = sorted((name, self.request.query_params.getlist(name)) for name in self.request.query_params)
        return fingerprint(read, self.request.path_info, GEOJSON, asked, self.base)


def streamed(request: Request, pieces: Iterator[str], known: HttpResponse) -> StreamingHttpResponse:
    """Send a large page as it is read; a HEAD request reads nothing."""
    sent = () if request.method == "HEAD" else (piece.encode() for piece in pieces)
    return StreamingHttpResponse(sent, headers=dict(known.items()))


class Items(FeaturesView):
    """GET /api/collections/{id}/items"""

    renderer_classes = [GeoJson, Json, Html]

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer, releases = self.standing(key)
        params = html.filled_in(request.query_params) if self.as_html else request.query_params
        query = FeatureQuery.parse(params, layer, newest=releases[layer.releases_of], base_url=self.base)
        if self.as_html:
            shown = html.as_shown(query)
            read = json.loads("".join(self.pieces(shown)))
            return self.html_page("api/items.html", html.items(shown, read, request.query_params))
        answer = content_crs(self.answer(query, self.tag(query, releases)), query)
        answer["Link"] = queryables_header(f"{self.api}/collections/{key}")
        return self.as_file(answer, key, query.region, query.reading.label)

    def answer(self, query: FeatureQuery, tag: str | None) -> HttpResponseBase:
        if query.limit <= WHOLE:
            return self.tagged(tag, GEOJSON, lambda: "".join(self.pieces(query)))
        known = self.revalidated(HttpResponse(content_type=GEOJSON), tag)
        return known if known.status_code == 304 else streamed(self.request, self.pieces(query), known)

    def pieces(self, query: FeatureQuery) -> Iterator[str]:
        return collection_text(query, links=partial(self.links, query), **query.reading.members)

    def links(self, query: FeatureQuery, last: str | None) -> list[Link]:
        here, params = self.address(query.layer), self.request.query_params
        links = [
            link("self", with_query(here, params.urlencode()), GEOJSON),
            as_page(here, params.urlencode()),
            link("collection", f"{self.api}/collections/{query.layer.key}", JSON),
        ]
        if last is not None:
            links.append(link("next", with_query(here, query.next_params(params, last).urlencode()), GEOJSON))
        return links + licence(query.layer)


class Item(FeaturesView):
    """GET /api/collections/{id}/items/{featureId}"""

    renderer_classes = [GeoJson, Json, Html]

    def get(self, request: Request, key: str, feature: str) -> HttpResponseBase:
        layer, releases = self.standing(key)
        query = FeatureQuery.parse_item(
            request.query_params, layer, feature, newest=releases[layer.releases_of], base_url=self.base
        )
        if self.as_html:
            read = json.loads(self.text(replace(query, shape=False), feature))
            return self.html_page("api/item.html", html.item(query, read))
        answer = self.tagged(self.tag(query, releases), GEOJSON, lambda: self.text(query, feature))
        return self.as_file(
            content_crs(answer, query), key, feature, "" if query.reading.within else query.reading.as_of
        )

    def text(self, query: FeatureQuery, feature: str) -> str:
        text = None if "\x00" in feature else feature_text(query, feature)
        if text is None:
            raise NotFound(
                f"Lapisan {query.layer.key} tidak memuat {feature!r} dalam keadaan yang diminta.",
                f"Layer {query.layer.key} holds no {feature!r} in the state asked for.",
                parameter="featureId",
            )
        return with_members(text, links=self.links(query, feature))

    def links(self, query: FeatureQuery, feature: str) -> list[Link]:
        here = with_query(self.address(query.layer, feature), self.request.query_params.urlencode())
        return [
            link("self", here, GEOJSON),
            as_page(self.address(query.layer, feature), self.request.query_params.urlencode()),
            link("collection", f"{self.api}/collections/{query.layer.key}", JSON),
            *licence(query.layer),
        ]


def collection(layer: Layer, release: int, base: str) -> dict[str, Any]:
    """Return the description of a layer in the language of the request. Two queries at most, none while its extent is remembered.

    It reaches as far as any version that `datetime` can list.
    """
    reading = reading_in(release, base)
    found = extent(layer, reading)
    reach = extent(layer, replace(reading, within=EVER)) if layer.dated_by_law else found
    here = f"{base}/api/collections/{layer.key}"
    return {
        "id": layer.key,
        "title": f"{layer.title} ({said('data contoh', 'sample data')})" if found.sample else layer.title,
        "description": " ".join([layer.description, *([said(*SAMPLE_NOTE)] if found.sample else [])]),
        "attribution": layer.steward,
        "license": layer.licence,
        "itemType": "feature",
        "geometryType": layer.geometry_type,
        "release": release,
        "sample": found.sample,
        "extent": {
            **({"spatial": {"bbox": [reach.bbox], "crs": CRS84.uri}} if reach.bbox else {}),
            "temporal": {
                "interval": [[_instant(day) for day in reach.interval]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": list(URIS),
        "storageCrs": CRS84.uri,
        "defaultItemsPageSize": DEFAULT_LIMIT,
        "maximumItemsPageSize": MAX_LIMIT,
        "links": [
            link("self", here, JSON, layer.title),
            as_page(here),
            link("items", f"{here}/items", GEOJSON, layer.title),
            link("items", f"{here}/items?f=html", HTML, layer.title),
            *described(here),
            *([link("related", f"{here}/changes", GEOJSON, said(*CHANGES_TITLE))] if layer.history else []),
            *tile_links(layer, base),
            *style_links(layer, base),
            *metadata_links(layer, base),
            link("root", f"{base}/api/", JSON, "API"),
            *licence(layer),
        ],
    }


def _instant(day: date | None) -> str | None:
    """Return the first moment of a day in WITA; None where it is open."""
    return None if day is None else datetime.combine(day, time(), timezone.get_default_timezone()).isoformat()


def licence(layer: Layer) -> list[Link]:
    return [link("license", layer.licence_url, "text/html", layer.licence)] if layer.licence_url else []


def with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def paths(layers: Iterable[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part: every layer is written out, because QGIS and GDAL read it by its path."""
    listed = operation("getCollections", told("Daftar lapisan", "List of layers"), ref("Collections"))
    found: Schema = {"/collections": {"get": listed}}
    for layer in layers:
        found |= _layer_paths(layer)
    return found


def schemas(layers: Iterable[Layer]) -> Schema:
    """Return the schemas of each layer's features."""
    found: Schema = {}
    for layer in layers:
        found[f"{layer.key}Feature"] = feature(layer, item=False)
        found[f"{layer.key}Item"] = feature(layer, item=True)
        found[f"{layer.key}Features"] = feature_collection(layer)
    return found


def _layer_paths(layer: Layer) -> Schema:
    here, key = f"/collections/{layer.key}", layer.key
    summary, listed, single = (
        told("Keterangan lapisan", "Description of the layer"),
        told("Fitur, sehalaman demi sehalaman", "Features, page by page"),
        told("Satu fitur", "One feature"),
    )
    shared = [ref(name, "parameters") for name in ITEMS_PARAMETERS]
    region = [ref("region", "parameters")] if layer.region_field else []
    form = [shapes(layer), chosen(layer)]
    many = [*shared, *region, *form, sorted_by(layer), *(compared(field) for field in filterable(layer))]
    alone = [FEATURE_ID, *form, *(ref(name, "parameters") for name in ITEM_PARAMETERS)]
    make = partial(operation, tag=layer.title)
    geojson = partial(make, media_type=GEOJSON)
    return {
        here: {"get": make(f"describe_{key}", summary, ref("Collection"))},
        f"{here}/items": {"get": geojson(f"items_{key}", listed, ref(f"{key}Features"), parameters=many)},
        f"{here}/items/{{featureId}}": {"get": geojson(f"item_{key}", single, ref(f"{key}Item"), parameters=alone)},
    }
