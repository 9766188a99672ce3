"""Published borders of the demo, and files that speak of one of them."""

from __future__ import annotations

from pathlib import Path

import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from accounts.permissions import system_user
from boundaries.actions import from_geos
from boundaries.models import Boundary
from boundaries.published import Published
from boundaries.roll import Roll
from imports.actions import run_import
from imports.geodesy import degrees
from imports.models import Run
from imports.rows import Choices
from tests.factories import files

LEVEL = "desa"


def roll() -> Roll:
    return Roll.on(timezone.localdate(), LEVEL)


def published(code: str) -> BaseGeometry:
    """Return a desa's border as the newest release says it."""
    row = Boundary.objects.of_level(LEVEL).current().valid_on(timezone.localdate()).get(region=key(code))
    return from_geos(row.geom)


def key(code: str) -> int:
    return roll().by_address[code].region


def two_neighbours() -> tuple[str, str]:
    """Return the codes of two desa that share a long border."""
    shapes = Published.on(timezone.localdate(), LEVEL).shapes
    first = key("64.08.06.2001")
    near = {
        other: shapely.intersection(shapely.buffer(shapes[first], 1e-6), shape).area
        for other, shape in shapes.items()
        if other != first
    }
    entries = roll().by_region
    return entries[first].code, entries[max(near, key=lambda other: near[other])].code


def pushed(code: str, into: str, metres: float) -> BaseGeometry:
    """Return a desa grown into its neighbour, or with negative metres drawn back from it."""
    own, other = published(code), published(into)
    if metres > 0:
        strip = shapely.intersection(shapely.buffer(own, degrees(metres)), other)
        return shapely.union(own, strip)
    return shapely.difference(own, shapely.buffer(other, degrees(-metres)))


def importing(path: Path, shape: BaseGeometry, *, dry_run: bool = False, **choices: object) -> Run:
    """Import one desa's border; `code`, `name` and other columns are taken from the choices."""
    columns = {name: choices.pop(name) for name in ("KDEPUM", "WADMKD", "WADMKC") if name in choices}
    file = files.geojson(path / "satu.geojson", [(shape, columns)])
    return run_import(
        path=file,
        target_key="batas.desa",
        choices=Choices(**choices),  # type: ignore[arg-type]
        by=system_user(),
        dry_run=dry_run,
    )


def rules(run: Run) -> dict[str, int]:
    return {rule: entry["count"] for rule, entry in run.evidence["problems"].items()}
