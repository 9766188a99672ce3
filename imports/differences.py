"""The difference of a run as its page shows it: what changes where, by how much. Numbers are whole, rows the first thousand."""

from collections.abc import Iterable

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from .geodesy import area_m2
from .models import Run, RunChange
from .rows import Change, Difference

KEPT = 1_000
BATCH = 200
AREAS = {"Polygon", "MultiPolygon"}


def keep(run: Run, difference: Difference) -> None:
    """Replace what was kept for the run by this difference."""
    run.changes.all().delete()
    real = (change for change in difference.changes if change.action != "unchanged")
    kept = (_kept(run, place, change) for place, change in zip(range(KEPT), real, strict=False))
    RunChange.objects.bulk_create(kept, batch_size=BATCH)


def _kept(run: Run, place: int, change: Change) -> RunChange:
    before, after = (None if shape is None or shape.is_empty else shape for shape in (change.before, change.after))
    area_before, area_after = _area(before), _area(after)
    return RunChange(
        run=run,
        place=place,
        key=change.key,
        label=change.label[:200],
        action=change.action,
        row=change.row.number if change.row is not None else None,
        note=change.note,
        note_en=change.note_en,
        before=_stored(before),
        after=_stored(after),
        area_before_m2=area_before,
        area_after_m2=area_after,
        share_moved=_moved(before, after, area_before),
    )


def _area(shape: BaseGeometry | None) -> float | None:
    return area_m2(shape) if shape is not None and shape.geom_type in AREAS else None


def _moved(before: BaseGeometry | None, after: BaseGeometry | None, area_before: float | None) -> float | None:
    """Return which part of the former area lies otherwise now; None where that cannot be told."""
    if before is None or after is None or not area_before:
        return None
    return area_m2(shapely.symmetric_difference(before, after)) / area_before


def _stored(shape: BaseGeometry | None) -> GEOSGeometry | None:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326) if shape is not None else None


def shapes_of(changes: Iterable[RunChange]) -> list[BaseGeometry]:
    """Return every shape the changes speak of, old and new."""
    kept = (shape for change in changes for shape in (change.before, change.after) if shape is not None)
    return [shapely.from_wkb(bytes(shape.wkb)) for shape in kept]
