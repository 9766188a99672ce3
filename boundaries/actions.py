"""Writing boundaries: publishing, deriving, undoing. Every function runs inside the caller's transaction."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db.models import QuerySet
from django.utils import timezone
from shapely import from_wkb, to_wkb
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from imports.geodesy import area_m2
from imports.models import Run
from imports.signals import station
from imports.undoing import restoration
from layers.models import Release
from layers.querysets import VersionedQuerySet
from layers.releases import open_release

from .levels import as_multipolygon, dissolve, make_levels
from .models import Boundary, BoundaryLevel, Level, Region
from .periods import split_at, until_next

PART_LEVELS = {Level.KABUPATEN: Level.KECAMATAN, Level.KECAMATAN: Level.DESA}
DERIVED_SOURCE = "Turunan: dilebur dari batas {parts}"


@dataclass(frozen=True)
class NewBoundary:
    """A border to publish: `geom` in EPSG:4326; `facts` are legal status, basis, source, scale, sample, derived."""

    region: int
    geom: BaseGeometry
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Publication:
    """The release opened, and the regions whose simplified shapes could not share their neighbours' borders."""

    release: Release
    alone: tuple[int, ...] = ()


def publish_boundaries(
    *,
    level: Level,
    boundaries: Sequence[NewBoundary],
    run: Run | None,
    by: User,
    effective: date | None = None,
    correction: bool = False,
    reason: str = "",
    ending: Sequence[int] = (),
) -> Publication:
    """Open the next release of the level's layer with these borders and its levels of detail.

    A correction replaces what was said for all its validity; a change is true from `effective` (None: today in WITA) on.
    The first border of a region with no date given has no beginning. The regions in `ending` have no border from then on.
    """
    release = open_release(layer=level, by=by, reason=reason)
    live = _live_rows(level, [*(new.region for new in boundaries), *ending])
    for new in boundaries:
        _write(new, live.get(new.region, []), level, release.number, run, effective, correction)
    for region in ending:
        _end(live.get(region, []), release.number, effective, correction)
    station.send(sender=publish_boundaries, name="rows written")
    alone = remake_levels(level=level, release=release.number)
    station.send(sender=publish_boundaries, name="levels made")
    return Publication(release, alone)


def _live_rows(level: Level, regions: Iterable[int]) -> dict[int, list[Boundary]]:
    rows: dict[int, list[Boundary]] = {}
    for row in Boundary.objects.of_level(level).current().filter(region__in=list(regions)).order_by("region", "valid"):
        rows.setdefault(row.region_id, []).append(row)
    return rows


def _write(
    new: NewBoundary,
    live: list[Boundary],
    level: Level,
    release: int,
    run: Run | None,
    effective: date | None,
    correction: bool,
) -> None:
    day = effective or timezone.localdate()
    held = next((row for row in live if day in row.valid), None)
    if held is None:
        valid = until_next(effective if live or effective else None, [row.valid for row in live])
    elif correction:
        valid = held.valid
    else:
        before, valid = split_at(held.valid, day)
        if before is not None:
            _copy(held, release, valid=before)
    if held is not None:
        _close([held], release)
    _insert(new, level, release, run, valid)


def _end(live: list[Boundary], release: int, effective: date | None, correction: bool) -> None:
    """End a region's border: from a day on, or for all the time it was said of."""
    day = effective or timezone.localdate()
    held = next((row for row in live if day in row.valid), None)
    if held is None:
        return
    before, _after = split_at(held.valid, day)
    if before is not None and not correction:
        _copy(held, release, valid=before)
    _close([held], release)


def _insert(new: NewBoundary, level: Level, release: int, run: Run | None, valid: Any) -> Boundary:
    return Boundary.objects.create(
        region_id=new.region,
        level=level,
        geom=to_geos(new.geom),
        valid=valid,
        area_m2=area_m2(new.geom),
        since=release,
        run=run,
        **new.facts,
    )


def _copy(row: Boundary, release: int, **changes: Any) -> Boundary:
    values = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}
    return Boundary.objects.create(**{**values, "since": release, "until": None, **changes})


def _close(rows: Sequence[Boundary], release: int) -> None:
    Boundary.objects.filter(pk__in=[row.pk for row in rows]).update(until=release)


def remake_levels(*, level: Level, release: int) -> tuple[int, ...]:
    """Bring the levels of detail in line with the rows `release` says; return the regions simplified alone.

    Rows that hold on the same day form one coverage. A level whose shape did not change stays as it is.
    """
    today = timezone.localdate()
    live = list(Boundary.objects.of_level(level).current().order_by("region", "valid"))
    now, other = [row for row in live if today in row.valid], [row for row in live if today not in row.valid]
    alone = _store_levels(now, release)
    for row in other:
        _store_levels([row], release)
    BoundaryLevel.objects.filter(boundary__level=level, boundary__until=release, until=None).update(until=release)
    return tuple(now[place].region_id for place in alone)


def _store_levels(rows: Sequence[Boundary], release: int) -> tuple[int, ...]:
    made = make_levels(
        [from_geos(row.geom) for row in rows],
        settings.BOUNDARY_DETAILS_M,
        snap_m=settings.COVERAGE_SNAP_M,
        gap_m=settings.COVERAGE_GAP_M,
    )
    there = {
        (each.boundary_id, each.detail_m): each
        for each in BoundaryLevel.objects.filter(boundary__in=[row.pk for row in rows], until=None)
    }
    fresh, stale = [], []
    for detail, shapes in made.shapes.items():
        for row, shape in zip(rows, shapes, strict=True):
            old = there.get((row.pk, detail))
            if old is not None and to_wkb(shape) == bytes(old.geom.wkb):
                continue
            if old is not None:
                stale.append(old.pk)
            fresh.append(BoundaryLevel(boundary=row, detail_m=detail, geom=to_geos(shape), since=release))
    BoundaryLevel.objects.filter(pk__in=stale).update(until=release)
    BoundaryLevel.objects.bulk_create(fresh, batch_size=500)
    return made.alone


def derive(
    level: Level, *, run: Run | None, by: User, effective: date | None = None, correction: bool = False
) -> Publication | None:
    """Dissolve the regions of a level (kabupaten, kecamatan) from the borders one level below, marked turunan.

    A region keeps a border that was published by itself, and gets none while a part of it has none: a part is not the
    whole. None where nothing would change.
    """
    day = effective or timezone.localdate()
    own = Boundary.objects.of_level(level).current()
    parts = _parts_by_parent(level, day, kept=own.filter(derived=False))
    live = {row.region_id: row for row in own.valid_on(day).filter(region__in=parts)}
    found = [
        _dissolved(parent.pk, parts[parent.pk], PART_LEVELS[level])
        for parent in Region.objects.filter(pk__in=parts).order_by("pk")
        if not _without_border(parent, parts[parent.pk], day)
    ]
    changed = [new for new in found if new.region not in live or not _says(live[new.region], new)]
    if not changed:
        return None
    return publish_boundaries(
        level=level,
        boundaries=changed,
        run=run,
        by=by,
        effective=effective,
        correction=correction,
        reason=DERIVED_SOURCE.format(parts=PART_LEVELS[level].value),
    )


def _parts_by_parent(level: Level, day: date, *, kept: QuerySet[Boundary]) -> dict[int, list[Boundary]]:
    """Return the borders one level below `level`, by the region they are part of, without the parts of those `kept`."""
    rows = Boundary.objects.of_level(PART_LEVELS[level]).current().valid_on(day).select_related("region")
    found: dict[int, list[Boundary]] = {}
    for row in rows.exclude(region__parent__in=kept.values("region")).order_by("region"):
        if row.region.parent_id is not None:
            found.setdefault(row.region.parent_id, []).append(row)
    return found


def _dissolved(region: int, parts: Sequence[Boundary], level: Level) -> NewBoundary:
    shapes = [from_geos(part.geom) for part in parts]
    outline = dissolve(shapes, snap_m=settings.COVERAGE_SNAP_M, gap_m=settings.COVERAGE_GAP_M)
    source = DERIVED_SOURCE.format(parts=level.value)
    return NewBoundary(
        region, outline, {"derived": True, "source": source, "sample": any(part.sample for part in parts)}
    )


def _says(row: Boundary, new: NewBoundary) -> bool:
    facts = all(getattr(row, name) == value for name, value in new.facts.items())
    return facts and bytes(row.geom.wkb) == bytes(to_geos(new.geom).wkb)


def _without_border(parent: Region, parts: Sequence[Boundary], day: date) -> bool:
    there = {part.region_id for part in parts}
    return parent.children.existing_on(day).filter(codes__valid__contains=day).exclude(pk__in=there).exists()


def undo_release(*, release: Release, undoing: Run, by: User) -> Release:
    """Put back what was there before `release`; raise UndoRefused where later releases left the same regions otherwise.

    What counts is what is said now: a later release that was itself undone does not stand in the way.
    """
    level = Level(release.layer)
    found = restoration(Boundary.objects.of_level(level), release, identity="region", contents=_contents)
    new = open_release(layer=level, by=by, reason=f"Pembatalan rilis {release.number}")
    Boundary.objects.filter(pk__in=found.close).update(until=new.number)
    for row in Boundary.objects.filter(pk__in=found.again).order_by("pk"):
        _copy(row, new.number, run_id=undoing.pk)
    remake_levels(level=level, release=new.number)
    return new


def _contents(rows: VersionedQuerySet[Boundary]) -> dict[Hashable, int]:
    return {_content(row): row.pk for row in rows.order_by("pk")}


def _content(row: Boundary) -> tuple[Any, ...]:
    """Return what a row says, apart from when and by which run it was said."""
    apart = {"id", "since", "until", "run_id", "geom"}
    facts = tuple(getattr(row, each.attname) for each in row._meta.concrete_fields if each.attname not in apart)
    return (*facts, bytes(row.geom.wkb))


def to_geos(shape: BaseGeometry) -> MultiPolygon:
    return cast(MultiPolygon, GEOSGeometry(memoryview(to_wkb(as_multipolygon(shape))), srid=4326))


def from_geos(geometry: GEOSGeometry) -> BaseGeometry:
    return from_wkb(bytes(geometry.wkb))
