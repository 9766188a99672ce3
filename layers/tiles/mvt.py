"""One tile of a layer as Mapbox Vector Tile 2.1, written by the database in one query; those of a block together."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db import connection
from django.db.models import Func, QuerySet, TextField, Value

from .. import feature_statements
from ..declaration import Field, Layer
from ..features import geometry, value_of
from ..filters import FeatureQuery, light_detail
from ..statements import Bound, BoundBox, corners
from .grid import BUFFER, EXTENT, SEARCHED, Tile, around_all, pixel_m, width_m
from .limits import bounded

AREAS, POINTS = {"Polygon", "MultiPolygon"}, {"Point", "MultiPoint"}
# Else PostgreSQL would make each shape twice: to ask whether there is one, and to write it.
ONCE = "OFFSET 0"
NOTHING = Value(None, output_field=TextField())
OWN = ("id", "label", "category")
# 52 bits of the id's hash: whole numbers a browser holds exactly, the same in every release.
NUMBER = "('x' || substr(md5(out_id::text), 1, 13))::bit(52)::bigint"
AROUND = BoundBox("around")  # the tiles asked for, as far as rows are looked for
LEAST_ALIKE = 8  # deeper, tiles are small and alike, and planning one takes as long as making it
COLUMNS = {"number": "{}::float8", "integer": "{}::bigint", "boolean": "{}", "date": "to_char({}, 'YYYY-MM-DD')"}


class _Mercator(Func):
    template, output_field = "ST_Transform(%(expressions)s, 3857)", TextField()


class _Spot(Func):
    template, output_field = "ST_Transform(ST_PointOnSurface(%(expressions)s), 3857)", TextField()


def told_fields(layer: Layer, release: int) -> list[Field]:
    """Return the properties a tile carries beside `OWN`: what maps tell, and what may be filtered by; no links."""
    return [
        field
        for field in layer.fields
        if (field.filterable or field.name in layer.summary)
        and field.type != "uri"
        and field.name not in OWN
        and field.told_in(release)
    ]


def layer_names(layer: Layer) -> list[str]:
    """Return the names of the layers in a tile: the shapes, then borders (areas), then label points (not of points)."""
    borders = [f"{layer.key}_batas"] if layer.geometry_type in AREAS else []
    labels = [] if layer.geometry_type in POINTS else [f"{layer.key}_label"]
    return [layer.key, *borders, *labels]


def tile_bytes(query: FeatureQuery, tile: Tile) -> bytes:
    """Return the tile of what the query matches, b"" where nothing lies there; `limits.Busy` where it takes too long.

    Features stand in the order of their ids, so the same state gives the same bytes.
    """
    with bounded():
        return next((content for _tile, content in block_bytes(query, [tile])), b"")


def block_bytes(query: FeatureQuery, tiles: Sequence[Tile]) -> list[tuple[Tile, bytes]]:
    """Return those of the tiles, which must lie in one block, that are not empty, in their order; however long it takes.

    One query: what all of them need of a shape is made once. A tile has the same bytes whatever others are asked with it.
    """
    zoom, block = tiles[0].z, tiles[0].block
    found = feature_statements.rows(
        query,
        _rows_at(zoom),
        around=_around_at(zoom),
        # A tile of the whole country is worth being planned for itself.
        plan_once=zoom > LEAST_ALIKE,
        block_z=block.z,
        block_x=block.x,
        block_y=block.y,
        columns=[tile.x for tile in tiles],
        rows=[tile.y for tile in tiles],
        **corners(AROUND.name, around_all([tile.box(SEARCHED) for tile in tiles])),
    )
    return [(tiles[place - 1], bytes(made)) for place, made in found if made]


@cache
def _rows_at(zoom: int) -> Callable[[FeatureQuery], QuerySet[Any]]:
    return partial(block_rows, zoom=zoom, around=AROUND)


@cache
def _around_at(zoom: int) -> feature_statements.Surround:
    return partial(_around, zoom=zoom)


def _around(query: FeatureQuery, zoom: int) -> feature_statements.Around:
    """Return what makes tiles of the rows of a block."""
    layer = query.layer
    text = " ".join(
        [
            "WITH found AS MATERIALIZED ({}),",
            "block AS (SELECT ST_Expand(ST_TileEnvelope(%s, %s, %s), %s)::box2d AS around),",
            f"whole AS MATERIALIZED (SELECT found.*, {NUMBER} AS out_fid,",
            ", ".join(_cut(layer)),
            "FROM found, block), tile AS MATERIALIZED (SELECT place, box, ST_Expand(box, %s) AS wide FROM",
            "(SELECT place, ST_TileEnvelope(%s, x, y) AS box",
            "FROM unnest(%s, %s) WITH ORDINALITY AS asked (x, y, place)) AS t)",
            "SELECT place,",
            " || ".join(_parts(layer, told_fields(layer, query.reading.release))),
            "AS made FROM tile ORDER BY place",
        ]
    )
    around = [*(_number(f"block_{name}") for name in "zxy"), SEARCHED * width_m(zoom)]
    asked = [BUFFER / EXTENT * width_m(zoom), zoom, *(_number(name, "int4[]") for name in ("columns", "rows"))]
    return feature_statements.Around(text, (*around, *asked, *layer_names(layer)))


@cache
def _number(name: str, cast: str = "int4") -> Bound:
    return Bound(name, cast, TextField())


def block_rows(query: FeatureQuery, zoom: int, around: Polygon | BoundBox) -> QuerySet[Any]:
    """Return the rows whose box meets `around`, with what tiles of a zoom tell of them: found by the index on the shape as it
    is stored."""
    layer, reading = query.layer, query.reading
    wanted = {
        "out_label": value_of(layer, layer.label_field, reading),
        "out_category": value_of(layer, layer.category_field, reading) if layer.category_field else NOTHING,
        "out_drawn": _Mercator(geometry(layer, reading, int(pixel_m(zoom)))),
        **{
            f"out_field_{place}": value_of(layer, field.name, reading)
            for place, field in enumerate(told_fields(layer, reading.release))
        },
    }
    if layer.geometry_type not in POINTS:
        # From one detail at every zoom, so that a label stays where it is.
        wanted["out_spot"] = _Spot(geometry(layer, reading, light_detail(layer)))
    rows = query.matched().filter(**{f"{layer.geometry}__bboverlaps": around})
    return rows.annotate(**wanted).order_by().values("out_id", *wanted)


def _cut(layer: Layer) -> Iterator[str]:
    """Yield what tiles show of a row: what reaches far is cut to the block first, so that each tile cuts little."""
    if layer.geometry_type in POINTS:
        yield "out_drawn AS out_shape"
        return
    yield "ST_ClipByBox2D(out_drawn, around) AS out_shape"
    if layer.geometry_type in AREAS:
        # The border of the whole shape: the edge of a tile or block is no border.
        yield "ST_ClipByBox2D(ST_Boundary(out_drawn), around) AS out_border"


def _parts(layer: Layer, fields: list[Field]) -> Iterator[str]:
    facts = [_as("out_id::text", "id"), _as("out_label::text", "label"), _as("out_category::text", "category")]
    for place, field in enumerate(fields):
        facts.append(_as(COLUMNS.get(field.type, "{}::text").format(f"out_field_{place}"), field.name))
    told = ", ".join(facts)
    yield _layer(told, "out_shape")
    if layer.geometry_type in AREAS:
        yield _layer(facts[0], "out_border")
    if layer.geometry_type not in POINTS:
        held = (
            "AND ST_X(out_spot) >= ST_XMin(box) AND ST_X(out_spot) < ST_XMax(box)"
            " AND ST_Y(out_spot) > ST_YMin(box) AND ST_Y(out_spot) <= ST_YMax(box)"
        )
        yield _layer(told, "out_spot", held)


def _as(expression: str, name: str) -> str:
    return f"{expression} AS {connection.ops.quote_name(name)}".replace("%", "%%")


def _layer(columns: str, shape: str, condition: str = "") -> str:
    clipped = f"ST_AsMVTGeom({shape}, box, {EXTENT}, {BUFFER}, true) AS out_geom"
    rows = " ".join(["SELECT", f"out_fid, {columns}, {clipped}", f"FROM whole WHERE {shape} && wide", condition, ONCE])
    tile = f"ST_AsMVT(t, %s, {EXTENT}, 'out_geom', 'out_fid' ORDER BY t.id)"
    return " ".join(["COALESCE((SELECT", tile, "FROM (", rows, ") AS t WHERE out_geom IS NOT NULL), '')"])
