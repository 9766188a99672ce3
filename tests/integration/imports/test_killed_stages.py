"""A process killed at any place of the flow: what is published stands, and the run goes on or is given up cleanly."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.utils import timezone

from imports import actions, steps, tasks
from imports.models import Run, RunState, StagedRow
from layers.releases import current_number
from tests.factories.queue import work_off
from tests.factories.sending import publish
from thematic.models import FeatureVersion

from .dies_at import go_on
from .scene import LAYER, PREPARING, PUBLISHING, TARGET, UNDOING, Scene

pytestmark = pytest.mark.django_db
SENDING = ["piece written", "original kept", "original said"]


def newest() -> Run:
    return Run.objects.order_by("-pk")[0]


def originals() -> set[str]:
    """Return the files that lie where originals are kept."""
    root = Path(portal.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in (root / "asli").rglob("*") if path.is_file()}


def pieces() -> list[Path]:
    return list((Path(portal.MEDIA_ROOT) / "unggahan").glob("*"))


@pytest.mark.parametrize("place", SENDING)
def test_while_a_file_arrives(scene: Scene, place: str) -> None:
    before = scene.live()

    scene.die(place, "send", str(scene.file), TARGET)
    run = newest()
    assert scene.live() == before
    if run.state == RunState.SENDING:  # the sender asks how much has arrived, and goes on from there
        go_on(run, scene.file)

    work_off()
    run = newest()
    assert run.state == RunState.ASKING
    with run.original.open() as kept:
        assert kept.read() == scene.file.read_bytes()
    assert not run.uploads.exists()
    _all_swept_but({each.original.name for each in Run.objects.filter(target=TARGET)})


def _all_swept_but(kept: set[str]) -> None:
    """See that what was left behind is gone after some days, and no more than that."""
    import os

    from imports import leftovers

    then = (timezone.now() - leftovers.AGE - timedelta(days=1)).timestamp()
    for path in Path(portal.MEDIA_ROOT).rglob("*"):
        os.utime(path, (then, then))
    leftovers.sweep()
    assert (originals(), pieces()) == (kept, [])


@pytest.mark.parametrize("place", PREPARING)
def test_while_a_run_is_prepared(scene: Scene, place: str) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
    if place.startswith("file"):
        run.inspection.delete()

    scene.die(place, "work")
    assert scene.live() == before
    scene.pick_up()
    work_off()

    run.refresh_from_db()
    assert (run.state, run.counts["added"], StagedRow.objects.filter(run=run).count()) == (RunState.READY, 1, 3)
    assert scene.live() == before
    assert publish(run, scene.by).state == RunState.PUBLISHED


@pytest.mark.parametrize("place", PUBLISHING)
def test_while_it_is_published(scene: Scene, place: str) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)

    scene.die(place, "work")
    assert scene.live() == before
    assert Run.objects.get(pk=run.pk).state == RunState.PUBLISHING
    scene.pick_up()
    work_off()

    _published_once(run)


def test_after_the_release_was_switched_it_is_not_published_again(scene: Scene) -> None:
    run = scene.ready()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)

    scene.die("release switched", "work")
    _published_once(run)
    scene.pick_up()

    assert work_off() == []
    _published_once(run)


def _published_once(run: Run) -> None:
    run.refresh_from_db()
    assert (run.state, current_number(LAYER)) == (RunState.PUBLISHED, 2)
    assert FeatureVersion.objects.filter(layer__key=LAYER).current().count() == 3
    assert not StagedRow.objects.filter(run=run).exists()


@pytest.mark.parametrize("place", UNDOING)
def test_while_it_is_undone(scene: Scene, place: str) -> None:
    run = publish(scene.ready(), scene.by)
    before, runs = scene.live(), Run.objects.count()

    scene.die(place, "undo", str(run.pk))
    assert (scene.live(), Run.objects.count()) == (before, runs)

    actions.undo(run, by=scene.by)
    assert current_number(LAYER) == 3
    assert FeatureVersion.objects.filter(layer__key=LAYER).current().count() == 2


def test_a_run_that_kills_its_worker_every_time_is_given_up_in_words(scene: Scene) -> None:
    run, before = scene.ready(), scene.live()
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=scene.by), by=scene.by)

    for _time in range(tasks.MOST_TRIES):
        scene.die("rows written", "work")
        scene.pick_up()

    run.refresh_from_db()
    assert (run.state, run.message, scene.live()) == (RunState.FAILED, tasks.GIVEN_UP_ID, before)
    assert not StagedRow.objects.filter(run=run).exists()
    assert work_off() == []
    again = _again(run, scene)
    assert publish(again, scene.by).state == RunState.PUBLISHED


def _again(run: Run, scene: Scene) -> Run:
    tasks.ask_for_preparing(steps.prepare_again(run, by=scene.by))
    work_off()
    return Run.objects.get(pk=run.pk)
