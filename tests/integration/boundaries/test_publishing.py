"""Borders on two clocks: what publishing, correcting and undoing leave behind."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from shapely import box

from accounts.permissions import system_user
from boundaries.actions import NewBoundary, derive, from_geos, publish_boundaries, undo_release
from boundaries.models import Boundary, BoundaryLevel, Level, Region
from boundaries.periods import period
from imports.models import Run
from imports.targets import UndoRefused
from layers.models import Release
from layers.releases import current_number

pytestmark = pytest.mark.django_db
DEMO_BEGAN = date(2025, 1, 1)


@pytest.fixture
def region() -> Region:
    return Region.objects.get(codes__code="64.08.06.2001")


def publish(region: Region, *, left: float = 116.0, run: Run | None = None, **choices: object) -> Release:
    new = NewBoundary(region.pk, box(left, 0.5, left + 0.1, 0.6), {"source": "uji"})
    return publish_boundaries(level=Level.DESA, boundaries=[new], run=run, by=system_user(), **choices).release


def live(region: Region) -> list[tuple[object, float]]:
    rows = Boundary.objects.filter(region=region).current().order_by("valid")
    return [(row.valid, round(row.geom.extent[0], 1)) for row in rows]


def make_run() -> Run:
    return Run.objects.create(target="batas.desa", actor=system_user())


def test_demo_gives_18_kecamatan_141_desa_and_a_derived_kabupaten() -> None:
    counts = {level: Boundary.objects.of_level(level).current().count() for level in Level.values}
    assert counts == {"provinsi": 0, "kabupaten": 1, "kecamatan": 18, "desa": 141}
    assert Boundary.objects.of_level(Level.KABUPATEN).current().get().derived


def test_change_ends_the_former_border_the_day_before(region: Region) -> None:
    publish(region, effective=date(2026, 3, 1))
    assert [valid for valid, _left in live(region)] == [period(DEMO_BEGAN, date(2026, 3, 1)), period(date(2026, 3, 1))]


def test_change_on_the_day_the_former_began_leaves_no_empty_period(region: Region) -> None:
    publish(region, effective=DEMO_BEGAN)
    assert live(region) == [(period(DEMO_BEGAN), 116.0)]


def test_change_before_the_first_known_border_ends_where_that_begins(region: Region) -> None:
    publish(region, effective=date(2020, 1, 1))
    assert [valid for valid, _left in live(region)] == [period(date(2020, 1, 1), DEMO_BEGAN), period(DEMO_BEGAN)]


def test_correction_replaces_the_border_for_all_its_validity(region: Region) -> None:
    publish(region, correction=True)
    assert live(region) == [(period(DEMO_BEGAN), 116.0)]


def test_future_change_is_not_yet_in_force_today(region: Region) -> None:
    today = timezone.localdate()
    publish(region, effective=today + timedelta(days=30))
    row = Boundary.objects.filter(region=region).current().valid_on(today).get()
    assert row.source != "uji"


def test_first_border_without_a_date_has_no_beginning() -> None:
    newcomer = Region.objects.get(slug="teluk-rawa")
    publish(newcomer)
    assert live(newcomer) == [(period(), 116.0)]


def test_former_row_is_closed_not_changed(region: Region) -> None:
    before = Boundary.objects.get(region=region)
    release = publish(region, effective=date(2026, 3, 1))
    after = Boundary.objects.get(pk=before.pk)
    assert (after.until, after.valid, after.geom.wkb) == (release.number, before.valid, before.geom.wkb)


def test_release_numbers_follow_each_other_per_layer(region: Region) -> None:
    first = current_number(Level.DESA)
    assert [publish(region).number, publish(region, left=116.2).number] == [first + 1, first + 2]
    assert current_number(Level.KECAMATAN) == 1


def test_every_live_border_has_every_level_of_detail(settings: object, region: Region) -> None:
    publish(region, effective=timezone.localdate() + timedelta(days=30))
    live_rows = Boundary.objects.of_level(Level.DESA).current()
    levels = BoundaryLevel.objects.filter(boundary__in=live_rows, until=None)
    assert levels.count() == live_rows.count() * len(settings.BOUNDARY_DETAILS_M)  # type: ignore[attr-defined]
    assert not any(level.geom.empty for level in levels)


def test_levels_that_did_not_change_are_carried_over(region: Region) -> None:
    far = Boundary.objects.of_level(Level.DESA).get(region__codes__code="64.08.13.2001")
    release = publish(region)
    assert not BoundaryLevel.objects.filter(boundary=far, since=release.number).exists()
    assert BoundaryLevel.objects.filter(boundary__region=region, until=release.number).count() == 4


def test_undo_inserts_what_was_there(region: Region) -> None:
    before = Boundary.objects.of_level(Level.DESA).current().order_by("region")
    shapes = [(row.region_id, row.valid, row.geom.wkb.hex(), row.source) for row in before]
    release = publish(region)
    undo_release(release=release, undoing=make_run(), by=system_user())
    after = Boundary.objects.of_level(Level.DESA).current().order_by("region")
    assert [(row.region_id, row.valid, row.geom.wkb.hex(), row.source) for row in after] == shapes


def test_undo_restores_the_levels_to_the_byte(region: Region) -> None:
    def shapes() -> list[tuple[int, int, str]]:
        rows = BoundaryLevel.objects.filter(boundary__level=Level.DESA, until=None)
        return sorted(
            (row.boundary.region_id, row.detail_m, row.geom.wkb.hex()) for row in rows.select_related("boundary")
        )

    before = shapes()
    undo_release(release=publish(region), undoing=make_run(), by=system_user())
    assert shapes() == before


def test_undo_is_refused_naming_the_later_run_on_the_same_row(region: Region) -> None:
    first = publish(region)
    later = make_run()
    later.releases.add(publish(region, left=116.2, run=later))
    with pytest.raises(UndoRefused) as refused:
        undo_release(release=first, undoing=make_run(), by=system_user())
    assert refused.value.runs == [later.pk]


def test_undo_passes_by_later_releases_of_other_rows(region: Region) -> None:
    first = publish(region)
    publish(Region.objects.get(codes__code="64.08.06.2002"), left=116.3)
    undo_release(release=first, undoing=make_run(), by=system_user())
    assert Boundary.objects.filter(region=region).current().get().source != "uji"


def test_runs_can_be_undone_one_after_the_other_down_to_the_first(region: Region) -> None:
    before = live(region)
    first = publish(region, effective=date(2026, 3, 1))
    second = publish(region, left=116.2)
    undo_release(release=second, undoing=make_run(), by=system_user())
    undo_release(release=first, undoing=make_run(), by=system_user())
    assert live(region) == before


def test_an_undo_can_itself_be_undone(region: Region) -> None:
    published = publish(region)
    after = live(region)
    undone = undo_release(release=published, undoing=make_run(), by=system_user())
    undo_release(release=undone, undoing=make_run(), by=system_user())
    assert live(region) == after


def test_an_earlier_release_still_says_what_it_said(region: Region) -> None:
    number = current_number(Level.DESA)
    before = set(Boundary.objects.of_level(Level.DESA).said_in(number).values_list("pk", flat=True))
    publish(region)
    assert set(Boundary.objects.of_level(Level.DESA).said_in(number).values_list("pk", flat=True)) == before


def test_kabupaten_published_by_itself_is_not_dissolved_again() -> None:
    kabupaten = Region.objects.get(codes__code="64.08", codes__scheme="kemendagri")
    new = NewBoundary(kabupaten.pk, box(116, 0.1, 118, 1.5))
    publish_boundaries(level=Level.KABUPATEN, boundaries=[new], run=None, by=system_user())
    assert derive(Level.KABUPATEN, run=None, by=system_user()) is None


def test_kabupaten_is_not_dissolved_from_a_part_of_its_kecamatan() -> None:
    missing = Boundary.objects.of_level(Level.KECAMATAN).current().first()
    assert missing is not None
    Boundary.objects.filter(pk=missing.pk).update(until=2)
    assert derive(Level.KABUPATEN, run=None, by=system_user()) is None


@pytest.fixture
def no_kecamatan() -> None:
    """The state after an import of desa alone."""
    Boundary.objects.exclude(level=Level.DESA).delete()


def test_kecamatan_without_a_border_are_dissolved_from_their_desa(no_kecamatan: None) -> None:
    made = derive(Level.KECAMATAN, run=None, by=system_user())
    rows = Boundary.objects.of_level(Level.KECAMATAN).current()
    assert made is not None and rows.count() == 18
    assert {(row.derived, row.source, row.sample) for row in rows} == {(True, "Turunan: dilebur dari batas desa", True)}
    for row in rows:
        desa = Boundary.objects.of_level(Level.DESA).current().filter(region__parent=row.region_id)
        assert row.area_m2 == pytest.approx(sum(each.area_m2 for each in desa), rel=1e-3)
    assert derive(Level.KABUPATEN, run=None, by=system_user()) is not None
    assert Boundary.objects.of_level(Level.KABUPATEN).current().get().derived


def test_kecamatan_lacking_a_desa_is_not_dissolved(no_kecamatan: None, region: Region) -> None:
    Boundary.objects.filter(region=region).delete()
    derive(Level.KECAMATAN, run=None, by=system_user())
    rows = Boundary.objects.of_level(Level.KECAMATAN).current()
    assert rows.count() == 17 and not rows.filter(region=region.parent_id).exists()


def test_kecamatan_published_by_itself_stays(no_kecamatan: None, region: Region) -> None:
    assert region.parent_id is not None
    publish_boundaries(
        level=Level.KECAMATAN,
        boundaries=[NewBoundary(region.parent_id, box(116, 0.1, 117, 1))],
        run=None,
        by=system_user(),
    )
    derive(Level.KECAMATAN, run=None, by=system_user())
    rows = Boundary.objects.of_level(Level.KECAMATAN).current()
    assert rows.count() == 18 and not rows.get(region=region.parent_id).derived


def test_nothing_new_below_opens_no_release_above(no_kecamatan: None, region: Region) -> None:
    derive(Level.KECAMATAN, run=None, by=system_user())
    number = current_number(Level.KECAMATAN)
    assert derive(Level.KECAMATAN, run=None, by=system_user()) is None
    publish(region)
    derive(Level.KECAMATAN, run=None, by=system_user())
    assert current_number(Level.KECAMATAN) == number + 1
    written = Boundary.objects.of_level(Level.KECAMATAN).current().filter(since=number + 1)
    assert set(written.values_list("region", flat=True)) == {region.parent_id}


def test_derived_kabupaten_covers_its_kecamatan() -> None:
    outline = from_geos(Boundary.objects.of_level(Level.KABUPATEN).current().get().geom)
    parts = sum(row.area_m2 for row in Boundary.objects.of_level(Level.KECAMATAN).current())
    assert Boundary.objects.of_level(Level.KABUPATEN).current().get().area_m2 == pytest.approx(parts, rel=1e-6)
    assert all(not part.interiors for part in outline.geoms)
