"""Pairs of neighbours whose published borders do not meet, kept release by release. Inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import shapely
from django.conf import settings

from imports.models import Run
from layers.models import Release

from .actions import to_geos
from .models import DisputedBorder, Level
from .neighbours import Clash, polygons


def note_disputes(
    *, release: Release, run: Run, clashes: Iterable[Clash], written: Collection[int], ended: Collection[int]
) -> list[DisputedBorder]:
    """Bring the disputes in line with borders of a file just written; return those that are new.

    Borders of one file come from one hand: only pairs with a published neighbour are disputes. A pair that now fits, or of
    which one ended, is none any more.
    """
    level = Level(release.layer)
    live = DisputedBorder.objects.filter(level=level).current()
    live.of([*written, *ended]).update(until=release.number)
    pairs: dict[tuple[int, int], list[Clash]] = defaultdict(list)
    for clash in clashes:
        large = clash.misfit.area_m2 >= settings.COVERAGE_NOISE_M2
        if clash.published and large and clash.first in written:
            pairs[min(clash.first, clash.second), max(clash.first, clash.second)].append(clash)
    return DisputedBorder.objects.bulk_create(
        _dispute(pair, found, level, release.number, run) for pair, found in sorted(pairs.items())
    )


def _dispute(pair: tuple[int, int], found: list[Clash], level: Level, release: int, run: Run) -> DisputedBorder:
    area = {clash.kind: clash.misfit.area_m2 for clash in found}
    shapes = [part for clash in found for part in polygons(clash.misfit.shape)]
    return DisputedBorder(
        level=level,
        first_id=pair[0],
        second_id=pair[1],
        overlap_m2=area.get("overlap", 0),
        gap_m2=area.get("gap", 0),
        geom=to_geos(shapely.union_all(shapes)),
        since=release,
        run=run,
    )


def undo_disputes(*, release: Release, new: Release, undoing: Run) -> None:
    """Put back what was disputed before `release`, as said in `new`."""
    rows = DisputedBorder.objects.filter(level=release.layer)
    former = list(rows.filter(until=release.number))
    rows.current().filter(since=release.number).update(until=new.number)
    for row in former:
        row.pk, row.since, row.until, row.run = None, new.number, None, undoing
    DisputedBorder.objects.bulk_create(former)
