"""What the OpenAPI document says of the region API."""

from typing import Any, Literal

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from layers.api.words import told

Schema = dict[str, Any]
TAG = told("Wilayah", "Regions")
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": "string", "nullable": True}
NUMBER: Schema = {"type": "number"}
YES_NO: Schema = {"type": "boolean"}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    return {"type": "object", "required": list(required or properties), "properties": properties}


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


LINKS = _array({"$ref": "#/components/schemas/Link"})
BRIEF_PROPERTIES: dict[str, Schema] = {"code": TEXT_OR_NULL, "name": TEXT, "kind": TEXT, "href": TEXT, "page_url": TEXT}
BRIEF = _object(BRIEF_PROPERTIES)
STATE: Schema = {
    **_object(
        {
            **dict.fromkeys(("name", "kind"), TEXT),
            **dict.fromkeys(("code", "parent_code", "parent_name", "valid_from", "valid_until"), TEXT_OR_NULL),
            "aliases": _array(TEXT),
        }
    ),
    "nullable": True,
}
EVENT = _object(
    {
        "kind": TEXT,
        "day": {"type": "string", "format": "date"},
        "note": TEXT,
        "note_en": TEXT,
        "legal_basis": TEXT,
        "before": STATE,
        "after": STATE,
        "others": _array(TEXT),
        "release": {"type": "integer"},
    }
)
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
        "disputed_borders": _array(
            _object(
                {
                    "neighbour": BRIEF,
                    "overlap_km2": NUMBER,
                    "gap_km2": NUMBER,
                    "release": {"type": "integer"},
                    "since": {"type": "string", "format": "date", "nullable": True},
                }
            )
        ),
        "official_areas": _array(_object({"area_km2": NUMBER, "year": TEXT, "source": TEXT})),
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "included": {"type": "object", "additionalProperties": _array({"type": "object"})},
        "events": _array(EVENT),
        "links": LINKS,
    },
    "type",
    "id",
    "geometry",
    "properties",
    "level",
    "parent",
    "children",
    "neighbours",
    "predecessors",
    "successors",
    "aliases",
    "disputed_borders",
    "official_areas",
    "events",
    "counts",
    "links",
)
HIT = _object(
    {**BRIEF_PROPERTIES, "parent_code": TEXT_OR_NULL, "parent_name": TEXT_OR_NULL, "score": NUMBER, "matched": TEXT}
)
POSITION: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
NOTES: dict[str, Schema] = {"note": TEXT, "note_en": TEXT}
RESULTS = _object(
    {"q": TEXT, "results": _array(HIT), "position": POSITION, **NOTES, "links": LINKS}, "q", "results", "links"
)
OTHER_HIT = _object({"name": TEXT, "about": TEXT, "sample": YES_NO, "page_url": TEXT})
GROUP = _object(
    {"part": TEXT, "title": TEXT, "count": {"type": "integer"}, "page_url": TEXT, "results": _array(OTHER_HIT)}
)
EVERYTHING = _object({"q": TEXT, "results": _array(HIT), "groups": _array(GROUP), "links": LINKS})
LOCATED = _object(
    {
        "position": POSITION,
        "regions": _array(_object({**BRIEF_PROPERTIES, "inside": YES_NO, "sample": YES_NO})),
        **NOTES,
    },
    "position",
    "regions",
)
MOVED = {
    301: OpenApiResponse(
        description=told("Alamat lain: kode bertitik, atau pengganti wilayah ini", "Another address: see Location")
    ),
    302: OpenApiResponse(description=told("Pengganti pada hari itu", "What stood in its place on that day")),
    (410, "application/problem+json"): OpenApiResponse(
        response={"$ref": "#/components/schemas/Problem"},
        description=told(
            "Kode ini berakhir; `successors` menyebut penggantinya",
            "The code has ended; `successors` names what follows",
        ),
    ),
}


def _parameter(name: str, description: str, place: Literal["query", "path"] = "query", **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name=name, description=description, location=place, type=more.pop("type", str), **more)


def _text(example: str) -> Schema:
    return {"type": "string", "example": example}


def _degrees(most: int, example: float) -> Schema:
    return {"type": "number", "minimum": -most, "maximum": most, "example": example}


CODE = _parameter(
    "code",
    told("Kode Kemendagri, dengan atau tanpa titik", "Kemendagri code, with or without dots"),
    "path",
    required=True,
    type=_text("64.08.04"),
)
PARENT = _parameter(
    "parent", told("Kode kecamatan induk", "Code of the kecamatan"), "path", required=True, type=_text("64.08.04")
)
SLUG = _parameter(
    "slug", told("Nama desa persiapan", "Name of the desa"), "path", required=True, type=_text("sangatta-prima")
)
GEOMETRY = _parameter(
    "geometry",
    told("Bentuk: tanpa, ringan, atau penuh (seperti diserahkan)", "Shape: none, light or full (as delivered)"),
    enum=["none", "ringan", "penuh"],
    default="ringan",
)
AS_OF = _parameter(
    "as_of",
    told(
        "Keadaan pada hari itu (WITA) menurut rilis terbaru", "The state on that day (WITA) as the newest release says"
    ),
    type=OpenApiTypes.DATE,
)
INCLUDE = _parameter(
    "include",
    told(
        "Bagian yang isinya disertakan, dipisah koma; jumlahnya selalu ada di counts",
        "Parts whose content comes along, separated by commas; their counts always stand in counts",
    ),
)
SAVED = _parameter("unduh", told("1: sebagai berkas untuk disimpan", "1: as a file to keep"), enum=["1"])
Q = _parameter(
    "q",
    told("Nama, kode, atau koordinat (desimal atau derajat-menit-detik)", "Name, code or position (decimal or DMS)"),
    required=True,
    type=_text("sangata utara"),
)
LIMIT = _parameter(
    "limit",
    told("Paling banyak sekian hasil", "At most so many results"),
    type={"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
)
WORDS = _parameter(
    "q",
    told("Nama, judul, kode, atau koordinat", "Name, title, code or position"),
    required=True,
    type=_text("puskesmas sangatta"),
)
FEW = _parameter(
    "limit",
    told("Paling banyak sekian hasil tiap bagian", "At most so many results of each part"),
    type={"type": "integer", "minimum": 1, "maximum": 20, "default": 5},
)
LON = _parameter("lon", told("Bujur dalam derajat", "Longitude in degrees"), required=True, type=_degrees(180, 117.53))
LAT = _parameter("lat", told("Lintang dalam derajat", "Latitude in degrees"), required=True, type=_degrees(90, 0.49))
