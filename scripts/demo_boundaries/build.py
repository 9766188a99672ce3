"""From facts to shapes: one polygon per desa, their unions as kecamatan. Degrees, EPSG:4326."""

from collections import defaultdict

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from demo_boundaries.borders import make_polygons, on_grid
from demo_boundaries.facts import Unit, read_outline, read_units
from demo_boundaries.growth import own_nodes
from demo_boundaries.mesh import make_mesh
from demo_boundaries.outline import is_island, make_island, make_mainland

Shapes = dict[str, Polygon | MultiPolygon]


def build_desa() -> Shapes:
    """Return the shapes of all desa and kelurahan by code; together they are one valid coverage."""
    units, ring = read_units("desa", "kelurahan"), read_outline()
    outline = Polygon(ring)
    islands = [unit for unit in units if is_island(unit, outline)]
    shapes = build_mainland([unit for unit in units if unit not in islands], make_mainland(ring, units))
    shapes |= {unit.code: on_grid(make_island(unit, outline)) for unit in islands}
    return {code: shapely.orient_polygons(shape.normalize()) for code, shape in sorted(shapes.items())}


def build_mainland(units: list[Unit], land: Polygon) -> Shapes:
    seeds = [unit.position for unit in units]
    mesh = make_mesh(shapely.get_coordinates(seeds), land)
    owners = own_nodes(mesh, [unit.parent for unit in units])
    return dict(zip((unit.code for unit in units), make_polygons(mesh.points, owners, seeds, land), strict=True))


def build_kecamatan(desa: Shapes) -> Shapes:
    """Return the shapes of the kecamatan by code: exactly their desa without the borders between them."""
    members = defaultdict(list)
    for unit in read_units("desa", "kelurahan"):
        members[unit.parent].append(desa[unit.code])
    shapes = {code: shapely.coverage_union_all(np.array(parts)) for code, parts in sorted(members.items())}
    return {code: shapely.orient_polygons(shape.normalize()) for code, shape in shapes.items()}
