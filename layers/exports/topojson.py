"""TopoJSON: each stretch of border is told once, as an arc, and every shape names the arcs it is made of.

Positions are whole steps from a corner (`transform`), of the millionth of a degree GeoJSON has here. Two shapes share an arc
where they run through the same positions, as the levels of a layer and clean deliveries do; where a border was drawn twice
and differs, it stays two arcs.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ..problems import Problem
from .arcs import Steps, Topology
from .asking import Export
from .table import Row, rows

STEP = 1e-6  # degrees: 0.1 m
MOST_POSITIONS = 3_000_000  # what is held in memory at once


class TooLargeForTopology(Problem):
    title_id, title_en = "Terlalu besar untuk TopoJSON", "Too large for TopoJSON"


def write(export: Export, path: Path) -> None:
    """Write the topology. All of it is in memory meanwhile; raises TooLargeForTopology, which says how to ask for less."""
    read, names = _read(export), [field.name for field in export.query.columns]
    shapes = [row.shape for row in read if row.shape is not None]
    corner = _steps(np.array([shapely.total_bounds(shapes)[:2]]))[0] if shapes else np.zeros(2, np.int64)
    topology = Topology([line - corner for shape in shapes for line in _lines(shape)])
    maker = _Geometries(corner, iter(topology.uses))
    layer, reading = export.layer, export.query.reading
    document = {
        "type": "Topology",
        **({"bbox": shapely.total_bounds(shapes).round(6).tolist()} if shapes else {}),
        "transform": {"scale": [STEP, STEP], "translate": (corner * STEP).round(6).tolist()},
        "objects": {
            layer.key: {"type": "GeometryCollection", "geometries": [maker.feature(row, names) for row in read]}
        },
        "arcs": [np.diff(arc, axis=0, prepend=0).tolist() for arc in topology.arcs],
        "name": layer.key,
        "license": layer.licence_url or layer.licence,
        "as_of": reading.as_of.isoformat(),
        "release": reading.release,
        "links": [{"rel": "self", "href": export.address, "type": export.form.media_type}],
    }
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(encoder.iterencode(document))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} in a topology")


def _read(export: Export) -> list[Row]:
    read, positions = [], 0
    for row in rows(export.query):
        if row.shape is not None:
            positions += int(shapely.get_num_coordinates(row.shape))
            # Outer rings run clockwise, as d3 reads them on the sphere.
            row = row._replace(shape=shapely.orient_polygons(row.shape, exterior_cw=True))
        if positions > MOST_POSITIONS:
            raise TooLargeForTopology(
                f"Lebih dari {MOST_POSITIONS} titik. Minta bentuk yang lebih ringan dengan geometry=ringan, atau persempit"
                " dengan region, bbox atau filter; seluruhnya ada sebagai FlatGeobuf atau GeoPackage.",
                f"More than {MOST_POSITIONS} positions. Ask for lighter shapes by geometry=ringan, or narrow it by region,"
                " bbox or filter; the whole is there as FlatGeobuf or GeoPackage.",
            )
        read.append(row)
    return read


def _steps(positions: Any) -> Steps:
    return np.rint(positions / STEP).astype(np.int64)


def _lines(shape: BaseGeometry) -> Iterator[Steps]:
    """Yield the lines and rings of a shape in steps, in the order in which `_Geometries` asks for them."""
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _lines(part)
    elif shape.geom_type == "Polygon":
        for ring in (shape.exterior, *shape.interiors):
            yield _without_repeats(_steps(shapely.get_coordinates(ring)), 4)
    elif shape.geom_type != "Point":
        yield _without_repeats(_steps(shapely.get_coordinates(shape)), 2)


def _without_repeats(line: Steps, least: int) -> Steps:
    """Leave out positions that fell on the one before; a line that would be none any more stays as it is."""
    kept = line[np.append(True, (np.diff(line, axis=0) != 0).any(axis=1))]
    return kept if len(kept) >= least else line


class _Geometries:
    """Makes geometry objects; `uses` are the arcs of each line, in the order of `_lines`."""

    def __init__(self, corner: Steps, uses: Iterator[list[int]]) -> None:
        self.corner, self.uses = corner, uses

    def feature(self, row: Row, names: list[str]) -> dict[str, Any]:
        shape = {"type": None} if row.shape is None else self._geometry(row.shape)
        return {**shape, "id": row.id, "properties": dict(zip(names, row.values, strict=True))}

    def _geometry(self, shape: BaseGeometry) -> dict[str, Any]:
        member = "coordinates" if shape.geom_type.endswith("Point") else "arcs"
        return {"type": shape.geom_type, member: self._told(shape)}

    def _told(self, shape: BaseGeometry) -> Any:
        if hasattr(shape, "geoms"):
            return [self._told(part) for part in shape.geoms]
        if shape.geom_type == "Point":
            return (_steps(shapely.get_coordinates(shape))[0] - self.corner).tolist()
        if shape.geom_type == "Polygon":
            return [next(self.uses) for _ in range(1 + len(shape.interiors))]
        return next(self.uses)
