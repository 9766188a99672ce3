"""Areas on the ellipsoid: the one way the portal measures a shape."""

import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

WGS84 = Geod(ellps="WGS84")
# Near the equator a degree has this length both ways to within 0.1 %.
METRES_PER_DEGREE = 111_320.0


def degrees(metres: float) -> float:
    """Return a distance near the equator in degrees."""
    return metres / METRES_PER_DEGREE


def area_m2(geom: BaseGeometry) -> float:
    """Return the geodesic area of the polygons of a shape in EPSG:4326, in m²; 0.0 where it has none.

    Each ring's area is taken without its sign, so the order of vertices does not matter; holes are subtracted.
    """
    return sum((_polygon_area_m2(part) for part in _parts(geom)), 0.0)


def _parts(geom: BaseGeometry) -> list[BaseGeometry]:
    if geom.geom_type == "GeometryCollection":
        return [part for each in shapely.get_parts(geom) for part in _parts(each)]
    return [part for part in shapely.get_parts(geom) if part.geom_type == "Polygon"]


def _polygon_area_m2(polygon: BaseGeometry) -> float:
    shell, *holes = (_ring_area_m2(ring) for ring in shapely.get_rings(polygon)) if not polygon.is_empty else (0.0,)
    return shell - sum(holes)


def _ring_area_m2(ring: BaseGeometry) -> float:
    coords = shapely.get_coordinates(ring)
    area, _perimeter = WGS84.polygon_area_perimeter(coords[:, 0], coords[:, 1])
    return abs(float(area))


def distance_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return how far two positions (lon, lat) lie apart."""
    _there, _back, distance = WGS84.inv(*start, *end)
    return float(distance)
