"""Layers into the database of a benchmark: `python -m scripts.benchmarks.fill AREAS POINTS [FILE]`; rows go in by COPY.

Made-up areas and points, the sample desa of the regency with the archive of their tiles, and the areas of a file.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

import shapely  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.gis.db.models.functions import AsWKB  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from psycopg.types.json import Jsonb  # noqa: E402

from accounts.permissions import system_user  # noqa: E402
from boundaries.models import Boundary, Level  # noqa: E402
from layers.models import Visibility  # noqa: E402
from layers.registry import find_shelf  # noqa: E402
from layers.releases import open_release, release_numbered  # noqa: E402
from layers.tiles.archive import write_archive  # noqa: E402
from scripts.benchmarks import coverage  # noqa: E402
from scripts.benchmarks.keys import AREAS, COUNTRY, FEW, KUTIM, POINTS  # noqa: E402
from thematic.actions import create_layer  # noqa: E402
from thematic.fields import FieldSpec  # noqa: E402
from thematic.models import Geometry, ThematicLayer  # noqa: E402
from thematic.shapes import as_stored, levels  # noqa: E402

FIELDS = (
    FieldSpec("nama", "nama", "Nama", "Name"),
    FieldSpec("kelas", "kelas", "Kelas", "Class"),
    FieldSpec("nilai", "nilai", "Nilai", "Value", "integer"),
)
CLASSES = 10
COPIED = {
    "thematic_feature": ("id", "layer_id", "key"),
    "thematic_featureversion": ("id", "layer_id", "feature_id", "since", "geom", "attributes", "region_code"),
    "thematic_featurelevel": ("version_id", "detail_m", "geom"),
}


def main(areas: int, points: int, file: Path | None) -> None:
    told = {AREAS: _fill(AREAS, Geometry.AREA, coverage.areas(areas)), KUTIM: _fill(KUTIM, Geometry.AREA, _sample())}
    if file is not None:
        told[COUNTRY] = _fill(COUNTRY, Geometry.AREA, _shapes_of(file))
    many = coverage.points(points)
    told[POINTS] = _fill(POINTS, Geometry.POINT, many)
    told[FEW] = _fill(FEW, Geometry.POINT, many[:1_000])
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('thematic_attributes')")
        cursor.execute("VACUUM ANALYZE")
    _archive(KUTIM)
    print(json.dumps(told))


def _sample() -> Any:
    """Return the borders of the sample desa."""
    rows = Boundary.objects.of_level(Level.DESA).current().order_by("pk").annotate(wkb=AsWKB("geom"))
    return shapely.from_wkb([bytes(wkb) for wkb in rows.values_list("wkb", flat=True)])


def _shapes_of(file: Path) -> Any:
    """Return the areas of a GeoJSON file in longitude and latitude."""
    with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as opened:
        shapes = shapely.get_parts(shapely.from_geojson(opened.read()))
    return shapes[~shapely.is_empty(shapes)]


def _archive(key: str) -> None:
    """Write the tiles of the layer's release, as the queue does after a publication."""
    shelf = find_shelf(key)
    assert shelf is not None
    release = release_numbered(key, 1)
    assert release is not None
    write_archive(shelf.layer, release)


@transaction.atomic
def _fill(key: str, geometry_type: str, found: Any) -> int:
    """Make a public layer of these shapes with its levels; return its number of features."""
    shapes = as_stored(found, geometry_type)
    layer = create_layer(
        key=key,
        title_id=f"{key} (data contoh)",
        geometry_type=geometry_type,
        visibility=Visibility.PUBLIC,
        in_regency=False,
        by=system_user(),
    )
    layer.fields = [field.as_json() for field in FIELDS]
    layer.save(update_fields=["fields"])
    first = _first_ids(len(shapes))
    places = range(len(shapes))
    _copy("thematic_feature", ((first + place, layer.pk, f"{place:07}") for place in places))
    _copy("thematic_featureversion", _versions(layer, first, shapes))
    if geometry_type == Geometry.AREA:
        _copy("thematic_featurelevel", _levels(first, shapes, geometry_type))
    open_release(layer=key, by=system_user())
    return len(shapes)


def _versions(layer: ThematicLayer, first: int, shapes: Any) -> Any:
    for place, shape in enumerate(shapely.to_wkb(shapes)):
        attributes = {"nama": f"Desa {place}", "kelas": f"K{place % CLASSES}", "nilai": place}
        yield first + place, layer.pk, first + place, 1, shape, Jsonb(attributes), ""


def _levels(first: int, shapes: Any, geometry_type: str) -> Any:
    for detail, places, simplified in levels(shapes, geometry_type, settings.BOUNDARY_DETAILS_M):
        for place, shape in zip(places.tolist(), shapely.to_wkb(simplified), strict=True):
            yield first + place, detail, shape


def _first_ids(count: int) -> int:
    """Take `count` keys of features and of versions in a row, the same numbers for both; return the first."""
    with connection.cursor() as cursor:
        tables = ("thematic_feature", "thematic_featureversion")
        taken = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
            taken.append(cursor.fetchone()[0])
        for table in tables:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, max(taken) + count])
        return int(max(taken))


def _copy(table: str, rows: Any) -> None:
    types = {"id": "int8", "geom": "bytea", "attributes": "jsonb", "key": "text", "region_code": "varchar"}
    columns = COPIED[table]
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([types.get(name, "int4" if name in ("since", "detail_m") else "int8") for name in columns])
        for row in rows:
            copy.write_row(row)


main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
