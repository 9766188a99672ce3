"""One desa replaced: no neighbour's row moves unless a person says so, and what does not fit is said and kept."""

from pathlib import Path

import pytest
import shapely
from django.core.management import call_command

from accounts.permissions import system_user
from boundaries.models import Boundary, DisputedBorder
from imports import actions
from imports.geodesy import area_m2
from imports.models import Run, RunState
from layers.releases import current_number
from tests.factories import files
from tests.factories.borders import importing, key, published, pushed, rules, two_neighbours

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[str, str]:
    return two_neighbours()


def neighbours_row(code: str) -> int:
    return Boundary.objects.of_level("desa").current().get(region=key(code)).pk


def misfit_m2(code: str, other: str) -> float:
    return area_m2(shapely.intersection(published(code), published(other)))


def disputes(code: str) -> list[DisputedBorder]:
    return list(DisputedBorder.objects.current().of([key(code)]))


def test_the_demo_fits_and_has_no_disputes(pair: tuple[str, str]) -> None:
    assert disputes(pair[0]) == []
    assert misfit_m2(*pair) < 1


def test_published_as_surveyed_the_neighbour_stays_and_the_pair_is_not_agreed(
    tmp_path: Path, pair: tuple[str, str]
) -> None:
    code, other = pair
    before = neighbours_row(other)
    grown = pushed(code, other, 300)

    run = importing(tmp_path, grown, KDEPUM=code)

    (dispute,) = [each for each in disputes(code) if key(other) in (each.first_id, each.second_id)]
    assert run.state == RunState.PUBLISHED
    assert rules(run)["terbit.tumpang_tindih"] >= 1
    assert neighbours_row(other) == before
    assert other in [each["address"] for each in run.evidence["neighbours"] if each["overlap_m2"] > 100_000]
    assert dispute.overlap_m2 == pytest.approx(misfit_m2(code, other), rel=0.01)
    assert (dispute.since, dispute.until, dispute.run) == (current_number("desa"), None, run)


def test_land_given_up_is_a_gap_however_wide(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    shrunk = pushed(code, other, -900)

    run = importing(tmp_path, shrunk, KDEPUM=code)

    (dispute,) = [each for each in disputes(code) if key(other) in (each.first_id, each.second_id)]
    assert rules(run)["terbit.celah"] >= 1
    assert dispute.gap_m2 > 100_000
    assert dispute.overlap_m2 == 0


def test_undo_takes_the_dispute_back_and_a_second_undo_brings_it_again(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    run = importing(tmp_path, pushed(code, other, 300), KDEPUM=code)
    area = disputes(code)[0].overlap_m2

    undoing = actions.undo(run, by=system_user())
    gone = disputes(code)
    actions.undo(undoing, by=system_user())

    assert gone == []
    assert [each.overlap_m2 for each in disputes(code)] == [area]


def test_a_border_that_fits_again_settles_the_dispute(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    former = published(code)
    importing(tmp_path, pushed(code, other, 300), KDEPUM=code)

    importing(tmp_path, former, KDEPUM=code, correction=True)

    assert disputes(code) == []
    assert DisputedBorder.objects.filter(until=current_number("desa")).exists()


def test_a_border_is_drawn_to_its_neighbours_within_the_tolerance(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    before, former = neighbours_row(other), published(code)
    grown = pushed(code, other, 4)

    ready = importing(tmp_path, grown, KDEPUM=code, neighbours="tempel", snap_m=5.0, dry_run=True)
    change = ready.changes.get()
    actions.publish(ready, by=system_user())

    assert "ditempelkan" in change.note
    assert "drawn to" in change.note_en
    assert neighbours_row(other) == before
    assert misfit_m2(code, other) < 1
    assert area_m2(published(code).symmetric_difference(former)) < 100
    assert disputes(code) == []


def test_beyond_the_tolerance_a_border_stays_as_surveyed(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    grown = pushed(code, other, 300)

    importing(tmp_path, grown, KDEPUM=code, neighbours="tempel", snap_m=5.0)

    assert misfit_m2(code, other) > 100_000
    assert len(disputes(code)) >= 1


@pytest.mark.parametrize("metres", [300, -900])
def test_a_named_neighbour_is_adjusted_and_shown_as_changed(
    tmp_path: Path, pair: tuple[str, str], metres: float
) -> None:
    code, other = pair
    former = published(other)
    source = Boundary.objects.of_level("desa").current().get(region=key(other)).source
    new = pushed(code, other, metres)

    run = importing(tmp_path, new, KDEPUM=code, neighbours="sesuaikan", adjust=(other,), source="survei", dry_run=True)
    shown = {change.key: change for change in run.changes.all()}
    actions.publish(run, by=system_user())

    row = Boundary.objects.of_level("desa").current().get(region=key(other), valid__endswith=None)
    assert "disesuaikan" in shown[key(other)].note
    assert shown[key(other)].row is None
    assert (row.run, row.source) == (run, source)
    assert misfit_m2(code, other) < 1
    assert (area_m2(published(other)) - area_m2(former)) * metres < 0
    assert [each for each in disputes(code) if key(other) in (each.first_id, each.second_id)] == []
    assert published(other).is_valid


def test_undo_brings_adjusted_neighbours_back(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    before = published(code), published(other)
    run = importing(tmp_path, pushed(code, other, 300), KDEPUM=code, neighbours="sesuaikan", adjust=(other,))

    actions.undo(run, by=system_user())

    assert (published(code), published(other)) == before


def test_a_neighbour_that_is_none_is_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    run = importing(tmp_path, pushed(*pair, 300), KDEPUM=pair[0], neighbours="sesuaikan", adjust=("64.08.16.2001", "x"))

    assert (run.state, rules(run)["pilihan.tetangga"]) == (RunState.REFUSED, 2)


def test_a_neighbour_that_would_vanish_is_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    swallowing = shapely.union(published(code), published(other))

    run = importing(tmp_path, swallowing, KDEPUM=code, neighbours="sesuaikan", adjust=(other,))

    assert rules(run)["tetangga.habis"] == 1
    assert run.state == RunState.REFUSED


def test_pairs_of_one_file_are_told_but_are_no_dispute(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    rows = [(pushed(code, other, 300), {"KDEPUM": code}), (published(other), {"KDEPUM": other})]

    file = files.geojson(tmp_path / "dua.geojson", rows)
    call_command("boundaries_import", str(file), "--level", "desa")

    run = Run.objects.latest("pk")
    assert rules(run)["tetangga.tumpang_tindih"] == 1
    assert [each for each in disputes(code) if key(other) in (each.first_id, each.second_id)] == []


def test_a_partial_file_leaves_the_others_unless_told_that_they_end(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    shape = pushed(code, other, 4)

    stays = importing(tmp_path, shape, KDEPUM=code, dry_run=True)
    ends = importing(tmp_path, shape, KDEPUM=code, absent="berakhir", dry_run=True)

    assert stays.counts["removed"] == 0
    assert ends.counts["removed"] == 5  # the other desa of its kecamatan, and of no other
    assert (
        set(ends.changes.filter(action="removed").values_list("label", flat=True)) >= {"64.08.06.2002 Long Pejeng"}
        or other == "64.08.06.2002"
    )


@pytest.mark.parametrize("correction", [True, False])
def test_a_border_that_ends_is_gone_from_today_and_comes_back_by_undo(
    tmp_path: Path, pair: tuple[str, str], correction: bool
) -> None:
    code, other = pair
    live = Boundary.objects.of_level("desa").current()
    before = live.count()

    run = importing(tmp_path, pushed(code, other, 4), KDEPUM=code, absent="berakhir", correction=correction)
    after = live.filter(valid__endswith=None).count()
    actions.undo(run, by=system_user())

    assert after == before - 5
    assert live.filter(valid__endswith=None).count() == before


def test_the_command_takes_the_choices(tmp_path: Path, pair: tuple[str, str]) -> None:
    code, other = pair
    file = files.geojson(tmp_path / "a.geojson", [(pushed(code, other, 300), {"KDEPUM": code})])

    call_command("boundaries_import", str(file), "--level", "desa", "--neighbours", "sesuaikan", "--adjust", other)

    assert Run.objects.latest("pk").counts["changed"] == 2
