"""The text of a shape, written by the database itself when a row comes in, so that a page of features need not write it again.

A table of a layer that has lines or areas gets the column by `AddShapeText` in a migration, and its declaration names it
(`Layer.shape_text`). The column is generated from the geometry: there is nothing to fill, to keep in step, or to forget. The
models do not know it, so that reading a row does not read a text nobody asked for. docs/decisions/0018 tells what it costs.
"""

from typing import Any

from django.db import migrations
from django.db.models import TextField
from django.db.models.expressions import Col, Expression

from .reference_systems import CRS84

COLUMN = "shape_text"
LEAST = 8  # vertices: what has fewer is written as fast as it is read
# As `geojson` writes a shape in longitude and latitude. lz4 is read several times as fast as what PostgreSQL takes by itself;
# a server built without it takes that. It stays in the row as long as that fits a page: reading it elsewhere costs more.
ADD = """
DO $$ BEGIN
    ALTER TABLE {table} ADD COLUMN {column} text COMPRESSION lz4 {made}, ALTER COLUMN {column} SET STORAGE MAIN;
EXCEPTION WHEN feature_not_supported THEN
    ALTER TABLE {table} ADD COLUMN {column} text {made}, ALTER COLUMN {column} SET STORAGE MAIN;
END $$;
"""
MADE = """
GENERATED ALWAYS AS (
    CASE WHEN ST_NPoints({geometry}) >= {least} THEN ST_AsGeoJSON(ST_ForcePolygonCCW({geometry}), {digits}, 0) END
) STORED
"""
REMOVE = "ALTER TABLE {table} DROP COLUMN {column}"


class AddShapeText(migrations.RunSQL):
    """Add the column to a table; its rows are filled at once."""

    def __init__(self, table: str, geometry: str = "geom") -> None:
        made = MADE.format(geometry=geometry, least=LEAST, digits=CRS84.digits)
        names = {"table": table, "column": COLUMN, "made": made}
        super().__init__(ADD.format(**names), REMOVE.format(**names))


class ShapeText(Expression):
    """The column of a queryset's own rows; null where the shape is short."""

    output_field = TextField()

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Col:  # type: ignore[override]
        field: TextField[str, str] = TextField()
        field.set_attributes_from_name(self.column)
        return Col(query.get_initial_alias(), field)
