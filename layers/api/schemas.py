"""Pieces of the OpenAPI document: the schemas every part shares, parameters, operations."""

from typing import Any

from ..changes import KINDS
from ..cql2 import LANGUAGES, LONGEST_BYTES
from ..declaration import Field, Layer
from ..filters import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, sortable
from ..parameters import LARGEST, LONGEST
from ..reference_systems import CRS84, URIS
from ..sorting import LONGEST as POSITION_LONGEST
from ..sorting import MOST_KEYS
from .negotiation import JSON
from .words import said, told

Schema = dict[str, Any]
PROBLEM = "application/problem+json"
PLAIN: Schema = {"type": "string", "maxLength": LONGEST, "pattern": "^[^\\u0000]*$"}
RANGE = {"minimum": -LARGEST, "maximum": LARGEST}
TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def ref(name: str, kind: str = "schemas") -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def record(properties: dict[str, Schema], *optional: str) -> Schema:
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
    }


def listing(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def operation(
    name: str,
    summary: str,
    schema: Schema,
    *,
    media_type: str = JSON,
    tag: str = "OGC API",
    parameters: list[Schema] | None = None,
) -> Schema:
    """Return an operation that reads; refusals are added to every operation alike (`openapi.complete`)."""
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "parameters": parameters or [],
        "responses": {"200": {"description": summary, "content": {media_type: {"schema": schema}}}},
    }


def query(name: str, description: str, schema: Schema, **more: Any) -> Schema:
    return {"name": name, "in": "query", "description": description, "required": False, "schema": schema, **more}


def compared(field: Field) -> Schema:
    """Return the parameter that compares a property for equality.

    QGIS sends filters to the server for the parameters that state style and explode, so only these do.
    """
    schema = {**TYPES[field.type], **(RANGE if field.numeric else {})}
    if field.type in ("text", "uri"):
        schema = PLAIN
    return query(
        field.name,
        said(f"{field.title_id}, sama dengan", f"{field.title_en}, equals"),
        schema,
        style="form",
        explode=False,
    )


def feature(layer: Layer, *, item: bool) -> Schema:
    """Return the schema of a feature; one read alone carries its links."""
    properties = {field.name: {**TYPES[field.type], "nullable": True, "title": field.title} for field in layer.fields}
    members: dict[str, Schema] = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "geometry": {"nullable": True, "allOf": [ref("Geometry")]},
        # None is required: `properties=` leaves out what was not asked for.
        "properties": {"type": "object", "properties": properties},
    }
    return record({**members, "links": ref("Links")}) if item else record(members)


def change_of(layer: Layer) -> Schema:
    """Return the schema of a feature that changed: as one in a list, with what became of it among its properties."""
    found = feature(layer, item=False)
    told = found["properties"]["properties"]
    told["properties"] |= {
        "change": {"type": "string", "enum": list(KINDS)},
        "changed": listing(TYPES["text"], description=said("Yang berbeda: geometry, nama properti", "What differs")),
    }
    told["required"] = ["change"]
    found["properties"]["before"] = ref(f"{layer.key}Feature")
    return found


def feature_collection(layer: Layer) -> Schema:
    return record(
        {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": listing(ref(f"{layer.key}Feature")),
            "numberReturned": {"type": "integer", "minimum": 0},
            "numberMatched": {"type": "integer", "minimum": 0},
            "release": {"type": "integer", "minimum": 0},
            "as_of": TYPES["date"],
            "datetime": {"type": "string", "description": told("Selang yang ditanyakan", "The interval asked for")},
            "links": ref("Links"),
        },
        "numberMatched",
        "datetime",
    )


def _system(name: str, description: str) -> Schema:
    return query(name, description, {"type": "string", "format": "uri", "enum": list(URIS), "default": CRS84.uri})


TEXT = TYPES["text"]
MOMENT: Schema = {"type": "string", "format": "date-time"}
SHARED: dict[str, Schema] = {
    "Link": record(
        {"rel": TEXT, "href": TEXT, "type": TEXT, "title": TEXT, "templated": {"type": "boolean"}}, "title", "templated"
    ),
    "Links": listing(ref("Link")),
    "LandingPage": record({"title": TEXT, "description": TEXT, "links": ref("Links")}),
    "Conformance": record({"conformsTo": listing(TEXT)}),
    "Extent": record(
        {
            "spatial": record({"bbox": listing(listing({"type": "number"}, minItems=4, maxItems=6)), "crs": TEXT}),
            "temporal": record({"interval": listing(listing({**MOMENT, "nullable": True})), "trs": TEXT}),
        },
        "spatial",
    ),
    "Collection": record(
        {
            "id": TEXT,
            "title": TEXT,
            "description": TEXT,
            "attribution": TEXT,
            "license": TEXT,
            "itemType": {"type": "string", "enum": ["feature"]},
            "geometryType": TEXT,
            "release": {"type": "integer"},
            "sample": {"type": "boolean"},
            "extent": ref("Extent"),
            "crs": listing(TEXT),
            "storageCrs": TEXT,
            "defaultItemsPageSize": {"type": "integer"},
            "maximumItemsPageSize": {"type": "integer"},
            "links": ref("Links"),
        }
    ),
    "Collections": record({"links": ref("Links"), "collections": listing(ref("Collection"))}),
    "Geometry": record(
        {
            "type": {
                "type": "string",
                "enum": ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"],
            },
            "coordinates": {"type": "array", "items": {}},
        }
    ),
    "Problem": record(
        {
            "type": TEXT,
            "title": TEXT,
            "title_en": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "detail_en": TEXT,
            "parameter": {"type": "string", "description": told("Parameter yang salah", "The parameter at fault")},
        },
        "parameter",
    ),
}
PARAMETERS: dict[str, Schema] = {
    "limit": query(
        "limit",
        told("Paling banyak sekian fitur; yang lebih besar dipotong", "At most so many features; more is clipped"),
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    ),
    "after": query(
        "after",
        told("Mulai sesudah posisi ini; ikuti tautan next", "Start after this position; follow the link next"),
        {**PLAIN, "maxLength": POSITION_LONGEST},
    ),
    "offset": query(
        "offset",
        told("Lewati sekian fitur; tautan next lebih cepat", "Skip so many features; the link next is faster"),
        {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
    ),
    "bbox": query(
        "bbox",
        told("Hanya yang menyentuh kotak barat,selatan,timur,utara", "Only what touches the box west,south,east,north"),
        listing({"type": "number"}, minItems=4, maxItems=6),
        style="form",
        explode=False,
    ),
    "bbox-crs": _system("bbox-crs", told("Sistem koordinat kotak", "Reference system of the box")),
    "crs": _system("crs", told("Sistem koordinat jawaban", "Reference system of the answer")),
    "filter-crs": _system(
        "filter-crs", told("Sistem koordinat bentuk di dalam filter", "Reference system of shapes in filter")
    ),
    "filter-lang": query(
        "filter-lang",
        told("Cara filter ditulis", "How the filter is written"),
        {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]},
    ),
    "filter": query(
        "filter",
        told(
            "Saringan CQL2 atas properti di queryables, misalnya kind = 'desa' AND area_km2 > 10",
            "CQL2 filter over the properties in queryables, for example kind = 'desa' AND area_km2 > 10",
        ),
        {"type": "string", "minLength": 1, "maxLength": LONGEST_BYTES},
    ),
    "datetime": query(
        "datetime",
        told(
            "Hari atau waktu RFC 3339: seperti as_of. Selang a/b, a/.. atau ../b: setiap keadaan yang berlaku di dalamnya, dengan"
            " id kode@tanggal mulai; lapisan tanpa masa berlaku: keadaan pada hari terakhirnya",
            "RFC 3339 day or time: as as_of. An interval a/b, a/.. or ../b: every state that holds within it, with the id"
            " code@first day; of a layer without dates in law: the state on its last day",
        ),
        PLAIN,
    ),
    "as_of": query(
        "as_of",
        told(
            "Keadaan pada hari itu (WITA)",
            "The state on that day (WITA)",
        ),
        TYPES["date"],
    ),
    "release": query(
        "release", told("Keadaan menurut rilis itu", "As that release said"), {"type": "integer", "minimum": 1}
    ),
    "unduh": query(
        "unduh",
        told("1: sebagai berkas untuk disimpan, utuh", "1: as a file to keep, whole"),
        {"type": "string", "enum": ["1"]},
    ),
    "region": query(
        "region",
        told("Kode Kemendagri: wilayah itu dan semua di bawahnya", "Kemendagri code: that region and all below it"),
        {"type": "string", "pattern": r"^[0-9]{2}(\.?[0-9]{2}(\.?[0-9]{2}(\.?[0-9]{4})?)?)?$"},
    ),
}
# Every address takes these; clients add some of them to whatever they ask for.
COMMON_PARAMETERS: dict[str, Schema] = {
    "f": query(
        "f",
        told("Format; mengalahkan Accept", "Form; wins over Accept"),
        {"type": "string", "enum": ["json", "html"]},
    ),
    "bahasa": query("bahasa", told("Bahasa teks", "Language of texts"), {"type": "string", "enum": ["id", "en"]}),
    "v": query("v", told("Tidak dibaca", "Not read"), TEXT),
    "key": query("key", told("Tidak diperlukan", "Not needed"), TEXT),
    "token": query("token", told("Tidak diperlukan", "Not needed"), TEXT),
}
ITEM_PARAMETERS = ("as_of", "release", "datetime", "crs", "unduh")
FILTER_PARAMETERS = ("filter", "filter-lang", "filter-crs")
ITEMS_PARAMETERS = ("limit", "after", "offset", "bbox", "bbox-crs", *FILTER_PARAMETERS, *ITEM_PARAMETERS)
FEATURE_ID: Schema = {
    "name": "featureId",
    "in": "path",
    "description": told(
        "Id fitur; kode@tanggal mulai (atau kode@..) untuk satu keadaan dari daftar datetime=a/b",
        "Id of the feature; code@first day (or code@..) for one state of the list datetime=a/b",
    ),
    "required": True,
    "schema": {"type": "string"},
}


def chosen(layer: Layer) -> Schema:
    """Return the parameter that chooses the properties told."""
    return query(
        "properties",
        told("Hanya properti ini, dipisah koma", "Only these properties, separated by commas"),
        listing({"type": "string", "enum": [field.name for field in layer.fields]}),
        explode=False,
    )


def sorted_by(layer: Layer) -> Schema:
    """Return the parameter that sorts features."""
    keys = [f"{sign}{field.name}" for field in sortable(layer) for sign in ("", "-")]
    return query(
        "sortby",
        told("Urutan: nama properti, - di depan untuk menurun", "Order: names of properties, - in front for falling"),
        listing({"type": "string", "enum": keys}, minItems=1, maxItems=MOST_KEYS, uniqueItems=True),
        explode=False,
    )


def shapes(layer: Layer) -> Schema:
    """Return the parameter that chooses the shape."""
    choices = ["none", "ringan", "penuh", *(str(each) for each in layer.details)]
    description = told(
        "Bentuk: tanpa, ringan, penuh (seperti diserahkan), atau toleransi dalam meter",
        "Shape: none, light, full (as delivered), or tolerance in metres",
    )
    return query("geometry", description, {"type": "string", "enum": choices, "default": "penuh"})
