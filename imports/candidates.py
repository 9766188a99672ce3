"""Under which reference systems would these numbers lie in that area? Evidence for a person, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

# The frames in which files in Indonesia come, most usual first.
FRAMES = ("WGS 84", "SRGI2013", "DGN95", "ID74")
GRIDS = ("UTM zone", "Indonesia TM-3 zone", "Pseudo-Mercator")
# A zone's neighbour, or its twin across the equator, is a usual slip.
WIDER_DEGREES = 1.0
# How far outside the area a row's middle may lie and still count as in place.
MARGIN_DEGREES = 0.05
WORTH_NAMING = 0.5
SWAPPED = " yx"  # behind a code: the file gives latitude first


@dataclass(frozen=True)
class Candidate:
    """A reference system, perhaps with the axes the wrong way round."""

    code: str
    name: str
    swapped: bool = False
    crs: CRS | None = None

    @classmethod
    def of(cls, crs: CRS) -> "Candidate":
        return cls("", str(crs.name), crs=crs)

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}" + (" dengan sumbu tertukar" if self.swapped else "")

    @property
    def label_en(self) -> str:
        return f"{self.code} {self.name}" + (" with its axes swapped" if self.swapped else "")

    @property
    def answer(self) -> str:
        """What a person answers to mean this one."""
        return self.code + (SWAPPED if self.swapped else "")

    @property
    def system(self) -> CRS:
        return self.crs or _system(self.code)


@lru_cache(maxsize=128)
def _system(code: str) -> CRS:
    return CRS.from_user_input(code)


def fitting(
    points: Sequence[tuple[float, float]], reference: BaseGeometry | None, like: CRS | None = None
) -> list[tuple[Candidate, float]]:
    """Return the systems that put the points into the area with the share that fits, best first.

    Systems that differ by a metre or two fit equally well; those on the datum of `like`, then the more usual, come first.
    """
    if reference is None or not points:
        return []
    datum = _datum(like) if like is not None else ""
    degrees = _are_degrees(points)
    systems = [each for each in candidates_for(reference.bounds) if each.system.is_geographic == degrees]
    found = [(each, share_inside(each, points, reference)) for each in systems]
    useful = [(each, share) for each, share in found if share >= WORTH_NAMING]
    return sorted(useful, key=lambda pair: (-round(pair[1], 2), pair[0].swapped, not pair[0].name.startswith(datum)))


def _are_degrees(points: Sequence[tuple[float, float]]) -> bool:
    """Numbers this small are degrees: as metres the whole file would lie in one spot."""
    return bool(np.nanmax(np.abs(np.asarray(points, dtype=float))) <= 360)


def _datum(crs: CRS) -> str:
    return str(crs.name).split(" / ")[0]


@lru_cache(maxsize=8)
def candidates_for(bounds: tuple[float, float, float, float]) -> tuple[Candidate, ...]:
    """Return the systems in use around an area, from the EPSG registry, straight and swapped, most usual first."""
    west, south, east, north = bounds
    area = AreaOfInterest(west - WIDER_DEGREES, south - WIDER_DEGREES, east + WIDER_DEGREES, north + WIDER_DEGREES)
    kinds = [PJType.GEOGRAPHIC_2D_CRS, PJType.PROJECTED_CRS]
    known = query_crs_info(auth_name="EPSG", pj_types=kinds, area_of_interest=area)
    usual = [Candidate(f"EPSG:{each.code}", each.name) for each in known if _is_usual(each.name)]
    straight = sorted(usual, key=lambda each: ("/" in each.name, FRAMES.index(each.name.split(" / ")[0]), each.code))
    return (*straight, *(Candidate(each.code, each.name, swapped=True) for each in straight))


def _is_usual(name: str) -> bool:
    frame, _, grid = name.partition(" / ")
    return frame in FRAMES and (not grid or grid.startswith(GRIDS))


def share_inside(candidate: Candidate, points: Sequence[tuple[float, float]], reference: BaseGeometry) -> float:
    """Return the share of points that would lie in the area, 0.0 to 1.0."""
    x, y = np.asarray(points, dtype=float).T
    if candidate.swapped:
        x, y = y, x
    try:
        lon, lat = _to_degrees(candidate.system).transform(x, y)
    except ProjError:
        return 0.0
    finite = np.isfinite(lon) & np.isfinite(lat)
    inside = shapely.contains_xy(_widened(reference), np.where(finite, lon, 0), np.where(finite, lat, 99))
    return float(np.count_nonzero(inside & finite)) / len(points)


@lru_cache(maxsize=128)
def _to_degrees(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, 4326, always_xy=True)


def _widened(reference: BaseGeometry) -> BaseGeometry:
    wide = shapely.buffer(reference, MARGIN_DEGREES)
    shapely.prepare(wide)
    return wide
