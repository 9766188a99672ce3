"""Rows become zipped shapefiles with the same bytes each time, and files become rows again."""

import hashlib
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import fiona
import shapely
from shapely.geometry import mapping, shape

from demo_boundaries.layers import FIELDS, Layer, Row, manifest_entry

DAY = "2025-01-01"  # stamped into the .dbf; the zip's entries carry it too
DRIVER = "ESRI Shapefile"


def write_layer(folder: Path, layer: Layer, rows: list[Row]) -> dict[str, Any]:
    """Write one zip into the folder and return its entry in the manifest."""
    path = folder / layer.file
    with tempfile.TemporaryDirectory() as parts:
        write_shapefile(Path(parts) / f"{layer.name}.shp", rows)
        pack(sorted(Path(parts).iterdir()), path)
    return manifest_entry(layer, len(rows), hashlib.sha256(path.read_bytes()).hexdigest())


def write_shapefile(path: Path, rows: list[Row]) -> None:
    schema = {"geometry": "Polygon", "properties": FIELDS}
    options = {"encoding": "UTF-8", "DBF_DATE_LAST_UPDATE": DAY}
    with fiona.open(path, "w", driver=DRIVER, schema=schema, crs="EPSG:4326", **options) as file:
        file.writerecords([{"properties": properties, "geometry": mapping(geometry)} for properties, geometry in rows])


def pack(parts: list[Path], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, (*map(int, DAY.split("-")), 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            bundle.writestr(entry, part.read_bytes(), compresslevel=9)


def write_manifest(folder: Path, entries: dict[str, dict[str, Any]]) -> None:
    text = json.dumps(entries, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")


def read_layer(path: Path) -> list[Row]:
    """Return attributes (empty for null) and shapes of a zipped layer."""
    with fiona.open(f"zip://{path}") as file:
        return [(filled(record.properties), shape(record.geometry)) for record in file]


def filled(properties: fiona.model.Properties) -> dict[str, Any]:
    return {field: "" if value is None else value for field, value in properties.items()}


def differences(found: list[Row], expected: list[Row]) -> list[str]:
    """Say in what a file differs from the rows it should hold; shapes may start their rings elsewhere."""
    if len(found) != len(expected):
        return [f"{len(found)} features, expected {len(expected)}"]
    return [
        expected_row[0]["NAMOBJ"]
        for row, expected_row in zip(found, expected, strict=True)
        if differ(row, expected_row)
    ]


def differ(one: Row, other: Row) -> bool:
    same_shape = shapely.equals_exact(one[1].normalize(), other[1].normalize(), 1e-9)
    return one[0] != other[0] or not same_shape
