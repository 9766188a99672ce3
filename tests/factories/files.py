"""Small files as people deliver them, good and awkward."""

import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

Record = tuple[BaseGeometry | None, dict[str, Any]]
FIELDS = {"KDEPUM": "str:20", "WADMKD": "str:40"}


def square(lon: float = 117.0, lat: float = 0.5, size: float = 0.1) -> BaseGeometry:
    return shapely.box(lon, lat, lon + size, lat + size)


def bow_tie(lon: float = 117.0, lat: float = 0.5, size: float = 0.1) -> BaseGeometry:
    """Return a polygon whose border crosses itself in the middle."""
    return shapely.Polygon([(lon, lat), (lon + size, lat + size), (lon + size, lat), (lon, lat + size)])


def ring(vertices: int, lon: float = 117.0, lat: float = 1.0, radius: float = 0.1) -> BaseGeometry:
    """Return a round polygon of many vertices."""
    angle = np.linspace(0, 2 * np.pi, vertices)
    return shapely.Polygon(np.column_stack([lon + radius * np.cos(angle), lat + radius * np.sin(angle)]))


def records(count: int = 2, **values: Any) -> list[Record]:
    """Return squares side by side with codes and names."""
    return [
        (
            square(116.5 + number * 0.2),
            {"KDEPUM": f"64.08.01.20{number + 1:02}", "WADMKD": f"Desa {number + 1}", **values},
        )
        for number in range(count)
    ]


def shapefile(
    folder: Path,
    rows: Sequence[Record] | None = None,
    *,
    name: str = "batas",
    crs: str | None = "EPSG:4326",
    encoding: str = "utf-8",
    geometry: str = "Polygon",
    fields: dict[str, str] = FIELDS,
) -> Path:
    """Write a shapefile and return its .shp; without `crs` it has no .prj."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.shp"
    schema = {"geometry": geometry, "properties": fields}
    options = {"crs": crs} if crs else {}
    with fiona.open(path, "w", driver="ESRI Shapefile", schema=schema, encoding=encoding, **options) as sink:
        sink.writerecords(_features(records() if rows is None else rows))
    return path


def geopackage(
    path: Path, layers: dict[str, Sequence[Record]], *, crs: str = "EPSG:4326", geometry: str = "Polygon"
) -> Path:
    schema = {"geometry": geometry, "properties": FIELDS}
    for layer, rows in layers.items():
        with fiona.open(path, "w", driver="GPKG", layer=layer, schema=schema, crs=crs) as sink:
            sink.writerecords(_features(rows))
    return path


def geojson(path: Path, rows: Sequence[Record] | None = None, **members: Any) -> Path:
    features = [
        {"type": "Feature", "geometry": mapping(shape) if shape is not None else None, "properties": values}
        for shape, values in (records() if rows is None else rows)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
    return path


def zipped(path: Path, shp: Path, *, names: dict[str, str] | None = None, without: Iterable[str] = ()) -> Path:
    """Zip a shapefile's parts; `names` maps a suffix to the name its part gets in the archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(shp.parent.glob(f"{shp.stem}.*")):
            if part.suffix not in without:
                archive.write(part, (names or {}).get(part.suffix, part.name))
    return path


def archive(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return path


def _features(rows: Sequence[Record]) -> list[dict[str, Any]]:
    return [
        {"type": "Feature", "geometry": mapping(shape) if shape is not None else None, "properties": values}
        for shape, values in rows
    ]


def flatgeobuf(path: Path, rows: Sequence[Record] | None = None) -> Path:
    schema = {"geometry": "Polygon", "properties": FIELDS}
    with fiona.open(path, "w", driver="FlatGeobuf", schema=schema, crs="EPSG:4326") as sink:
        sink.writerecords(_features(records() if rows is None else rows))
    return path


def geodatabase(
    folder: Path,
    layers: dict[str, Sequence[Record]],
    *,
    geometry: str = "MultiPolygon",
    fields: dict[str, str] = FIELDS,
    crs: str = "EPSG:4326",
) -> Path:
    """Write a File Geodatabase, a folder, as GDAL can from 3.6 on."""
    schema = {"geometry": geometry, "properties": fields}
    for layer, rows in layers.items():
        many = [
            (shapely.MultiPolygon([shape]) if geometry == "MultiPolygon" else shape, facts) for shape, facts in rows
        ]
        with fiona.open(folder, "w", driver="OpenFileGDB", layer=layer, schema=schema, crs=crs) as sink:
            sink.writerecords(_features(many))
    return folder


def zipped_folder(path: Path, folder: Path, *, under: str | None = None) -> Path:
    """Zip a folder's files under its own name, or another."""
    name = folder.name if under is None else under
    return archive(path, {f"{name}/{each.name}": each.read_bytes() for each in sorted(folder.iterdir())})
