"""What the OpenAPI document says of the region API."""

from typing import Any, Literal

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": "string", "nullable": True}
NUMBER: Schema = {"type": "number"}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    return {"type": "object", "required": list(required or properties), "properties": properties}


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


LINKS = _array({"$ref": "#/components/schemas/Link"})
BRIEF_PROPERTIES: dict[str, Schema] = {"code": TEXT_OR_NULL, "name": TEXT, "kind": TEXT, "href": TEXT, "page_url": TEXT}
BRIEF = _object(BRIEF_PROPERTIES)
REGION = _object(
    {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": TEXT,
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object"},
        "level": TEXT,
        "parent": {**BRIEF, "nullable": True},
        "children": _array(BRIEF),
        "neighbours": _array(BRIEF),
        "predecessors": _array(BRIEF),
        "successors": _array(BRIEF),
        "aliases": _array(_object({"name": TEXT, "source": TEXT})),
        "official_areas": _array(_object({"area_km2": NUMBER, "year": TEXT, "source": TEXT})),
        "links": LINKS,
    }
)
HIT = _object(
    {**BRIEF_PROPERTIES, "parent_code": TEXT_OR_NULL, "parent_name": TEXT_OR_NULL, "score": NUMBER, "matched": TEXT}
)
POSITION: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
NOTES: dict[str, Schema] = {"note": TEXT, "note_en": TEXT}
RESULTS = _object(
    {"q": TEXT, "results": _array(HIT), "position": POSITION, **NOTES, "links": LINKS}, "q", "results", "links"
)
LOCATED = _object(
    {"position": POSITION, "regions": _array(_object({**BRIEF_PROPERTIES, "inside": {"type": "boolean"}})), **NOTES},
    "position",
    "regions",
)
MOVED = {
    301: OpenApiResponse(
        description="Alamat lain: kode bertitik, atau pengganti wilayah ini. Another address: see Location."
    ),
    302: OpenApiResponse(description="Pengganti pada hari itu. What stood in its place on that day: see Location."),
    (410, "application/problem+json"): OpenApiResponse(
        response={"$ref": "#/components/schemas/Problem"},
        description="Kode ini berakhir dan digantikan beberapa wilayah. The code has ended; `successors` names what replaced it.",
    ),
}


def _parameter(name: str, description: str, place: Literal["query", "path"] = "query", **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name=name, description=description, location=place, type=more.pop("type", str), **more)


CODE = _parameter("code", "Kode Kemendagri, dengan atau tanpa titik: 64.08.04 atau 640804.", "path", required=True)
PARENT = _parameter("parent", "Kode Kemendagri kecamatan induk.", "path", required=True)
SLUG = _parameter("slug", "Nama desa persiapan: sangatta-prima.", "path", required=True)
GEOMETRY = _parameter(
    "geometry",
    "Bentuk: tanpa, disederhanakan, atau seperti diserahkan.",
    enum=["none", "ringan", "penuh"],
    default="ringan",
)
AS_OF = _parameter("as_of", "Keadaan pada hari itu (WITA), menurut rilis terbaru.", type=OpenApiTypes.DATE)
Q = _parameter("q", "Nama, kode, atau koordinat (desimal atau derajat-menit-detik).", required=True)
LIMIT = _parameter(
    "limit", "Paling banyak sekian hasil.", type={"type": "integer", "minimum": 1, "maximum": 50, "default": 10}
)
LON = _parameter("lon", "Bujur dalam derajat.", required=True, type={"type": "number", "minimum": -180, "maximum": 180})
LAT = _parameter("lat", "Lintang dalam derajat.", required=True, type={"type": "number", "minimum": -90, "maximum": 90})
