"""OGC API - Tiles, Part 1: each layer's tileset, its tiles as they are now, and TileJSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from ..declaration import Layer
from ..extents import extent
from ..features import reading_in
from ..filters import PAGING, FeatureQuery
from ..parameters import SAVED
from ..problems import BadParameter, NotFound
from ..reference_systems import CRS84
from ..releases import REGISTER, fingerprint
from ..tiles.grid import CRS, EQUATOR_M, MATRIX_SET, MATRIX_SET_URI, MAX_ZOOM, MIN_ZOOM, Tile
from ..tiles.limits import Busy
from ..tiles.mvt import tile_bytes
from ..tiles.tilejson import geometry_of, tilejson, vector_layers
from ..tiles.views import MVT, address_now, filled, live_address, refused
from .common import link
from .features import LayerView, licence, with_query
from .negotiation import JSON, Json
from .schemas import TEXT, Schema, listing, operation, record, ref
from .words import said, told

_PART = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
CONFORMANCE = tuple(
    f"{_PART}/{name}" for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
)
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
# A tile is whole, and its shape follows from its zoom.
NOT_OF_TILES = PAGING | {"geometry", "crs", "properties", SAVED}


class Mvt(Json):
    media_type, format = MVT, "mvt"


class Tilesets(LayerView):
    """GET /api/collections/{id}/tiles"""

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        here = f"{self.api}/collections/{key}/tiles"
        return self.document(
            {
                "links": [link("self", here, JSON), link("collection", f"{self.api}/collections/{key}", JSON)],
                "tilesets": [tileset(layer, self.api)],
            }
        )


class Tileset(LayerView):
    """GET /api/collections/{id}/tiles/WebMercatorQuad"""

    def get(self, request: Request, key: str, matrix_set: str) -> HttpResponseBase:
        layer = self.layer(key)
        known(matrix_set)
        reading = reading_in(self.releases(layer)[layer.releases_of], self.base)
        box = extent(layer, reading).bbox
        where = {"boundingBox": {"lowerLeft": box[:2], "upperRight": box[2:], "crs": CRS84.uri}} if box else {}
        found = tileset(layer, self.api)
        layers = [
            {
                "id": each["id"],
                "dataType": "vector",
                "geometryDimension": ("point", "line", "polygon").index(geometry_of(layer, each["id"])),
                "minTileMatrix": str(MIN_ZOOM),
                "maxTileMatrix": str(MAX_ZOOM),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {name: {"type": kind.lower()} for name, kind in each["fields"].items()},
                },
            }
            for each in vector_layers(layer, reading.release)
        ]
        return self.document({**found, **where, "layers": layers})


class LiveTile(LayerView):
    """GET /api/collections/{id}/tiles/WebMercatorQuad/{z}/{row}/{col} and /api/collections/{id}/tiles/{z}/{x}/{y}.mvt"""

    renderer_classes = [Mvt]
    check_parameters = False

    def get(self, request: Request, key: str, z: str, x: str, y: str, matrix_set: str = MATRIX_SET) -> HttpResponseBase:
        layer, releases = self.standing(key)
        known(matrix_set)
        tile = Tile.read(z, x, y)
        query = asked(request.query_params, layer, releases[layer.releases_of])
        answer = self.revalidated(HttpResponse(content_type=MVT), self.tag(query, releases))
        if answer.status_code != 200:
            return answer
        try:
            return filled(answer, tile_bytes(query, tile))
        except Busy as busy:
            return refused(busy)

    def tag(self, query: FeatureQuery, releases: Mapping[str, int]) -> str | None:
        """Return what the ETag is made of; None for a layer without releases: nothing tells when it changes."""
        if not query.reading.release:
            return None
        layer, params = query.layer, self.request.query_params
        read = {**releases, layer.releases_of: query.reading.release}
        given = sorted((name, params.getlist(name)) for name in params)
        names = [field.name for field in layer.fields]
        return fingerprint(read, self.request.path_info, MVT, given, layer.face, layer.details, names)


class TileJson(LayerView):
    """GET /api/collections/{id}/tiles/tilejson.json, with the filters the tiles then carry"""

    check_parameters = False

    def get(self, request: Request, key: str) -> HttpResponseBase:
        layer = self.layer(key)
        releases = self.releases(layer)
        newest = releases[layer.releases_of]
        query = asked(request.query_params, layer, newest)
        given = request.query_params.copy()
        for name in ("f", "bahasa", "v"):
            given.pop(name, None)
        if given:
            address = with_query(live_address(layer, self.base), given.urlencode())
        else:
            address = address_now(layer, newest, releases[REGISTER], self.base)
        return self.document(tilejson(layer, query.reading, address))


class MatrixSet(LayerView):
    """GET /api/tileMatrixSets/WebMercatorQuad"""

    def get(self, request: Request, matrix_set: str) -> HttpResponseBase:
        known(matrix_set)
        half = EQUATOR_M / 2
        matrices = [
            {
                "id": str(zoom),
                "scaleDenominator": EQUATOR_M / (256 * 2**zoom) / 0.00028,
                "cellSize": EQUATOR_M / (256 * 2**zoom),
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-half, half],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(MAX_ZOOM + 1)
        ]
        return self.document(
            {
                "id": MATRIX_SET,
                "title": "Google Maps Compatible for the World",
                "uri": MATRIX_SET_URI,
                "crs": CRS,
                "tileMatrices": matrices,
                "links": [link("self", f"{self.api}/tileMatrixSets/{MATRIX_SET}", JSON)],
            }
        )


def known(matrix_set: str) -> None:
    if matrix_set != MATRIX_SET:
        raise NotFound(
            f"Hanya {MATRIX_SET} yang dilayani.", f"Only {MATRIX_SET} is served.", parameter="tileMatrixSetId"
        )


def asked(params: QueryDict, layer: Layer, newest: int) -> FeatureQuery:
    """Read the filters of a tile, or raise BadParameter."""
    for name in params:
        if name in NOT_OF_TILES:
            raise BadParameter(name, "Ubin tidak mengenal parameter ini.", "Tiles do not take this parameter.")
    return FeatureQuery.parse(params, layer, newest=newest)


def tileset(layer: Layer, api: str) -> dict[str, Any]:
    """Return what a list of tilesets tells of the layer's."""
    here = f"{api}/collections/{layer.key}/tiles"
    template = f"{here}/{MATRIX_SET}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {
        "title": layer.title,
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "links": [
            link("self", f"{here}/{MATRIX_SET}", JSON, layer.title),
            link(SCHEME, f"{api}/tileMatrixSets/{MATRIX_SET}", JSON, MATRIX_SET),
            {**link("item", template, MVT, said("Ubin", "Tiles")), "templated": True},
            link("alternate", f"{here}/tilejson.json", JSON, "TileJSON"),
            *licence(layer),
        ],
    }


def paths(layers: Iterable[Layer]) -> Schema:
    """Return the OpenAPI fragment of this part."""
    found: Schema = {
        f"/tileMatrixSets/{MATRIX_SET}": {
            "get": operation("getTileMatrixSet", told("Skema ubin", "Tiling scheme"), {"type": "object"})
        }
    }
    for layer in layers:
        here, key = f"/collections/{layer.key}/tiles", layer.key
        tile = operation(
            f"{key}.collection.vector.getTile",
            told("Satu ubin vektor", "One vector tile"),
            {"type": "string", "format": "binary"},
            media_type=MVT,
            tag=layer.title,
            parameters=[_in_path(name) for name in ("tileMatrix", "tileRow", "tileCol")],
        )
        tile["responses"]["204"] = {"description": told("Ubin ini kosong", "Nothing lies in this tile")}
        tile["responses"]["503"] = ref("Busy", "responses")
        lists = operation(
            f"{key}.collection.vector.getTileSetsList",
            told("Himpunan ubin", "Tilesets"),
            record({"links": ref("Links"), "tilesets": listing({"type": "object"})}),
            tag=layer.title,
        )
        one = operation(
            f"{key}.collection.vector.getTileSet",
            told("Keterangan ubin", "The tileset"),
            {"type": "object"},
            tag=layer.title,
        )
        document = operation(f"tilejson_{key}", "TileJSON", record({"tilejson": TEXT}), tag=layer.title)
        found |= {
            here: {"get": lists},
            f"{here}/{MATRIX_SET}": {"get": one},
            f"{here}/{MATRIX_SET}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": {"get": tile},
            f"{here}/tilejson.json": {"get": document},
        }
    return found


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0, "maximum": 65535}}
