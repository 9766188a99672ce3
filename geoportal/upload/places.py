"""Reference systems in words for a person: what one means, and how far it puts a file's rows from another."""

import shapely
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from imports import crs
from imports.candidates import SWAPPED
from imports.geodesy import distance_m
from imports.looking import Look

KILOMETRE_M = 1_000


def meaning(answer: str) -> str:
    """Return "lintang dan bujur dalam derajat", or the zone and unit of a grid."""
    system, _dropped = crs.parse(answer.removesuffix(SWAPPED))
    grid = str(system.name).partition(" / ")[2]
    if system.is_geographic or not grid:
        told = _("lintang dan bujur dalam derajat")
    else:
        told = _("%(zone)s, dalam meter") % {"zone": grid.replace("UTM zone", _("zona UTM"))}
    return f"{told}; {_('sumbunya tertukar')}" if answer.endswith(SWAPPED) else told


def spot(seen: Look, answer: str, reference: BaseGeometry | None) -> tuple[float, float] | None:
    """Return where the middle of the first rows would lie, in degrees; None where there is no such place."""
    if not seen.points:
        return None
    system, _dropped = crs.parse(answer.removesuffix(SWAPPED))
    warp = crs.warp(system, reference, swapped=answer.endswith(SWAPPED))
    placed = warp(shapely.Point(seen.points[len(seen.points) // 2]))
    return (placed.x, placed.y) if not placed.is_empty else None


def apart_m(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    return distance_m(one, other) if one is not None and other is not None else None


def distance(metres: float) -> str:
    """Write a distance as a person says it."""
    if metres < 1:
        return _("kurang dari 1 m")
    if metres < KILOMETRE_M:
        return f"{number_format(metres, 0, use_l10n=True)} m"
    return f"{number_format(metres / KILOMETRE_M, 1, use_l10n=True)} km"
