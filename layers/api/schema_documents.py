"""JSON Schemas of a layer: what its features tell (Part 5: schemas) and what a filter may ask about (Part 3: queryables).

QGIS takes field types and the geometry from them, GDAL the types: without, both guess from the first few features.
"""

from typing import Any

from ..declaration import Field, Layer
from ..extents import VALID_FROM, VALID_UNTIL
from ..filters import filterable, sortable
from .common import link
from .negotiation import JSON_SCHEMA
from .schemas import TYPES
from .words import said

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"
QUERYABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SORTABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
GEOMETRY = "geometry"


def described(collection: str) -> list[dict[str, str]]:
    """Return the links of a collection to its schemas."""
    schema, words = f"{collection}/schema", said("Skema fitur", "Schema of the features")
    return [
        link(SCHEMA_REL, schema, JSON_SCHEMA, words),
        link("describedby", schema, JSON_SCHEMA, words),
        link(QUERYABLES_REL, f"{collection}/queryables", JSON_SCHEMA, said("Yang dapat ditanyakan", "Queryables")),
        link(SORTABLES_REL, f"{collection}/sortables", JSON_SCHEMA, said("Yang dapat diurutkan", "Sortables")),
    ]


def queryables_header(collection: str) -> str:
    """Return the header `Link` of whatever a filter narrows (Part 3, /req/queryables/queryables-link)."""
    return f'<{collection}/queryables>; rel="{QUERYABLES_REL}"; type="{JSON_SCHEMA}"'


def schema(layer: Layer, address: str) -> dict[str, Any]:
    """Return the schema of a feature as the newest release tells it."""
    fields = [field for field in layer.fields if field.until is None]
    properties = {field.name: _property(layer, field, number) for number, field in enumerate(fields, 2)}
    return _document(layer, address, {GEOMETRY: _geometry(layer), **properties})


def queryables(layer: Layer, address: str) -> dict[str, Any]:
    """Return what a filter may ask about; every property of it is a parameter of the items, too."""
    properties = {field.name: _property(layer, field, number) for number, field in enumerate(filterable(layer), 2)}
    # QGIS before 3.44 knows the geometry by this name, and sends no spatial filter without it.
    shape = {"$ref": f"https://geojson.org/schema/{layer.geometry_type}.json", **_geometry(layer)}
    return _document(layer, address, {GEOMETRY: shape, **properties})


def sortables(layer: Layer, address: str) -> dict[str, Any]:
    properties = {field.name: _property(layer, field, number) for number, field in enumerate(sortable(layer), 1)}
    return _document(layer, address, properties)


def _document(layer: Layer, address: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "$id": address,
        "type": "object",
        "title": layer.title,
        "description": layer.description,
        "properties": properties,
        "additionalProperties": False,
    }


def _geometry(layer: Layer) -> dict[str, Any]:
    return {
        "title": said("Bentuk", "Shape"),
        "format": f"geometry-{layer.geometry_type.lower()}",
        "x-ogc-role": "primary-geometry",
        "x-ogc-propertySeq": 1,
    }


def _temporal_role(layer: Layer, field: Field) -> dict[str, str]:
    """Return the role of the days a feature holds in law, where its layer knows them."""
    roles = {VALID_FROM: "primary-interval-start", VALID_UNTIL: "primary-interval-end"}
    return {"x-ogc-role": roles[field.name]} if layer.dated_by_law and field.name in roles else {}


def _property(layer: Layer, field: Field, number: int) -> dict[str, Any]:
    role = {"x-ogc-role": "id"} if field.name == layer.id_field else _temporal_role(layer, field)
    words = said(field.description_id, field.description_en)
    values = [category.value for category in layer.categories] if field.name == layer.category_field else []
    return {
        "title": field.title,
        **({"description": words} if words else {}),
        **TYPES[field.type],
        **({"examples": values} if values else {}),
        **role,
        "x-ogc-propertySeq": number,
    }
