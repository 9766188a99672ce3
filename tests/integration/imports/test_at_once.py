"""Two people, two tabs, two clicks at once: one is told, nothing is lost, nothing is done twice."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.db import connection, connections
from django.test import Client

from accounts.models import User
from imports import actions, approvals, doors, steps, tasks, uploads
from imports.models import Run, RunState, StagedRow, Upload
from imports.refusals import LayerMoved, NotPublishable, OffsetWrong, Refusal, RowsTouchedSince
from imports.signals import station
from imports.uploads import Announced
from layers.models import Release
from layers.releases import current_number
from tests.factories import files
from tests.factories.queue import work_off
from tests.factories.sending import answer, send
from thematic.models import FeatureVersion

from .scene import LAYER, MAPPING, TARGET, Scene

pytestmark = pytest.mark.django_db
PATIENCE_S = 20


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Do several things at the same moment, each over a connection of its own; return what each returned or raised."""
    gate, found = threading.Barrier(len(calls)), [None] * len(calls)

    def do(place: int, call: Callable[[], Any]) -> None:
        gate.wait(PATIENCE_S)
        try:
            found[place] = call()
        except Exception as error:
            found[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "two of them wait for each other"
    return found


@contextmanager
def first_waits_for_the_second(place: str) -> Iterator[None]:
    """Hold whoever comes first to a station until another session waits for a lock."""
    held: list[str] = []

    def hold(sender: object, name: str, **_more: Any) -> None:
        if name == place and not held:
            held.append(name)
            deadline = time.monotonic() + PATIENCE_S
            while not _somebody_waits():
                assert time.monotonic() < deadline, "nobody came second"
                time.sleep(0.02)

    station.connect(hold)
    try:
        yield
    finally:
        station.disconnect(hold)
        assert held


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


def outcomes(found: list[Any]) -> list[str]:
    return sorted(type(each).__name__ for each in found)


def refused(found: list[Any]) -> Refusal:
    """Return the one refusal among what was found."""
    (refusal,) = (each for each in found if isinstance(each, Exception))
    assert isinstance(refusal, Refusal), refusal
    return refusal


@pytest.fixture
def people(scene: Scene) -> tuple[User, User]:
    ani, budi = (User.objects.create_user(name, is_superuser=True) for name in ("ani", "budi"))
    return ani, budi


def ready(rows: list[files.Record], by: User, folder: Path, name: str) -> Run:
    run = answer(send(files.geojson(folder / name, rows), by=by, target=TARGET), by, mapping=MAPPING, source="Survei")
    assert run.state == RunState.READY
    return run


@pytest.fixture
def two_runs(people: tuple[User, User], tmp_path: Path) -> tuple[Run, Run]:
    """One person's file adds a third row, the other's a fourth."""
    rows = files.records(4)
    first, second = ([*rows[:2], rows[place]] for place in (2, 3))
    return ready(first, people[0], tmp_path, "c.geojson"), ready(second, people[1], tmp_path, "d.geojson")


def live() -> list[str]:
    """Return the keys of what is published now."""
    rows = FeatureVersion.objects.filter(layer__key=LAYER).current()
    return sorted(rows.values_list("feature__key", flat=True))


def numbers() -> list[int]:
    return list(Release.objects.filter(layer=LAYER).order_by("number").values_list("number", flat=True))


# -- two people --------------------------------------------------------------------------------------------------------


def test_two_people_publish_at_once_the_second_is_told_and_sees_the_difference_again(
    people: tuple[User, User], two_runs: tuple[Run, Run]
) -> None:
    with first_waits_for_the_second("rows written"):
        found = at_once(
            *(lambda run=run, by=by: actions.publish(run, by=by) for run, by in zip(two_runs, people, strict=True))
        )
    assert outcomes(found) == ["LayerMoved", "Run"]
    assert (len(live()), numbers()) == (3, [1, 2])

    late = next(run for run in two_runs if Run.objects.get(pk=run.pk).state == RunState.READY)
    late.refresh_from_db()
    assert late.evidence["refused"]["rule"] == LayerMoved.rule
    assert f"{LAYER} (1 → 2)" in late.evidence["refused"]["message"][0]
    assert StagedRow.objects.filter(run=late).count() == 3
    with pytest.raises(LayerMoved):
        actions.publish(late, by=late.actor)

    tasks.ask_for_preparing(steps.prepare_again(late, by=late.actor))
    work_off()
    late.refresh_from_db()
    # What the other added is not in this file, and stays.
    assert (late.state, late.counts["added"], late.base_releases) == (RunState.READY, 1, {LAYER: 2})
    actions.publish(late, by=late.actor)
    assert (len(live()), numbers()) == (4, [1, 2, 3])


def test_the_queue_of_one_layer_is_worked_off_one_after_the_other(
    people: tuple[User, User], two_runs: tuple[Run, Run]
) -> None:
    found = at_once(
        *(lambda run=run, by=by: doors.publish(run, {}, by=by) for run, by in zip(two_runs, people, strict=True))
    )
    assert outcomes(found) == ["Run", "Run"]

    work_off()

    assert sorted(Run.objects.get(pk=run.pk).state for run in two_runs) == [RunState.READY, RunState.PUBLISHED]
    assert (len(live()), numbers()) == (3, [1, 2])


def test_an_approval_and_a_change_at_once_leave_nothing_approved_that_was_not_seen(
    people: tuple[User, User], two_runs: tuple[Run, Run]
) -> None:
    run, (ani, budi) = two_runs[0], people

    at_once(
        lambda: approvals.approve(run, by=budi),
        lambda: steps.answer(run, {"mapping": {"kdepum": "KDEPUM"}}, by=ani),
    )

    run.refresh_from_db()
    assert (run.state, run.approved_by) == (RunState.RECEIVED, None)


# -- two clicks, two tabs ----------------------------------------------------------------------------------------------


def test_two_clicks_on_publish_publish_once(people: tuple[User, User], two_runs: tuple[Run, Run]) -> None:
    run, by = two_runs[0], people[0]

    found = at_once(*[lambda: doors.publish(Run.objects.get(pk=run.pk), {"source": "Survei"}, by=by)] * 2)
    assert outcomes(found) == ["NotPublishable", "Run"]
    assert work_off() == ["imports.publish"]
    assert (numbers(), Run.objects.get(pk=run.pk).state) == ([1, 2], RunState.PUBLISHED)


def test_two_clicks_on_the_page_are_both_answered_in_words(
    people: tuple[User, User], two_runs: tuple[Run, Run]
) -> None:
    run = two_runs[0]
    tabs = [signed_in(people[0]), signed_in(people[0])]

    found = at_once(*(lambda tab=tab: press(tab, run, "terbitkan") for tab in tabs))
    assert all(status in (302, 409) for status, _text in found) and any(status == 302 for status, _text in found)
    words = ("Menunggu giliran", "tidak siap terbit")
    assert all(any(word in text for word in words) for status, text in found if status == 409)

    work_off()
    assert numbers() == [1, 2]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def press(client: Client, run: Run, what: str) -> tuple[int, str]:
    response = client.post(f"/unggah/{run.pk}/terbitkan/", {"lakukan": what, "source": "Survei"})
    return response.status_code, response.content.decode()


def test_two_publications_of_one_run_at_once_publish_once(people: tuple[User, User], two_runs: tuple[Run, Run]) -> None:
    run, by = two_runs[0], people[0]

    found = at_once(*[lambda: actions.publish(Run.objects.get(pk=run.pk), by=by)] * 2)

    assert outcomes(found) == ["NotPublishable", "Run"]
    assert numbers() == [1, 2]


def test_two_tabs_answer_at_once_and_the_later_is_told(people: tuple[User, User], two_runs: tuple[Run, Run]) -> None:
    run, by = two_runs[0], people[0]
    given: list[dict[str, Any]] = [{"mapping": {"kdepum": "KDEPUM"}}, {"mapping": {"kdepum": "WADMKD"}}]

    found = at_once(*(lambda each=each: doors.answer(Run.objects.get(pk=run.pk), each, by=by) for each in given))

    assert outcomes(found) == ["NotPublishable", "Run"]
    assert "Muat ulang halaman" in refused(found).remedy.id
    run.refresh_from_db()
    assert run.choices["mapping"] in [each["mapping"] for each in given]
    assert work_off() == ["imports.prepare"]


def test_a_tab_left_open_cannot_publish_what_another_stopped(
    people: tuple[User, User], two_runs: tuple[Run, Run]
) -> None:
    run, by = two_runs[0], people[0]
    steps.stop(run, by=by)

    with pytest.raises(NotPublishable, match="dihentikan"):
        doors.publish(run, {}, by=by)


# -- undoing -----------------------------------------------------------------------------------------------------------


def test_undoing_one_and_publishing_another_at_once_leaves_one_truth(
    scene: Scene, people: tuple[User, User], tmp_path: Path
) -> None:
    moved = [(shapely.transform(shape, lambda xy: xy + 0.001), values) for shape, values in files.records(2) if shape]
    run = ready(moved, people[0], tmp_path, "m.geojson")

    found = at_once(lambda: actions.publish(run, by=people[0]), lambda: actions.undo(scene.first, by=people[1]))

    assert isinstance(refused(found), (LayerMoved, RowsTouchedSince))
    published = Run.objects.get(pk=run.pk).state == RunState.PUBLISHED
    assert (live(), numbers()) == ([each[1]["KDEPUM"] for each in moved] if published else [], [1, 2])
    assert Run.objects.filter(undo_of=scene.first).exists() is not published


def test_two_clicks_on_undo_undo_once(scene: Scene, people: tuple[User, User]) -> None:
    with first_waits_for_the_second("before commit"):
        found = at_once(*(lambda by=by: actions.undo(scene.first, by=by) for by in people))

    assert outcomes(found) == ["NotPublishable", "Run"]
    assert (live(), numbers()) == ([], [1, 2])
    assert Run.objects.filter(undo_of=scene.first).count() == 1


# -- pieces ------------------------------------------------------------------------------------------------------------


def announced(scene: Scene, *paths: Path) -> Run:
    return steps.begin(by=scene.by, files=[Announced(each.name, each.stat().st_size) for each in paths])


def test_one_piece_sent_by_two_tabs_is_taken_once(scene: Scene) -> None:
    upload, content = announced(scene, scene.file).uploads.get(), scene.file.read_bytes()

    found = at_once(*[lambda: uploads.append(upload, offset=0, content=io.BytesIO(content[:100]))] * 2)

    assert outcomes(found) == ["OffsetWrong", "Upload"]
    assert isinstance(refused(found), OffsetWrong)
    assert (Upload.objects.get(pk=upload.pk).received, uploads.path_of(upload).read_bytes()) == (100, content[:100])


def test_the_last_pieces_of_a_shapefile_may_arrive_at_once(scene: Scene, tmp_path: Path) -> None:
    parts = sorted(files.shapefile(tmp_path / "src").parent.iterdir())
    run = announced(scene, *parts)
    whole = {each.name: each.read_bytes() for each in parts}

    found = at_once(
        *(
            lambda upload=upload: doors.take_piece(upload, offset=0, content=io.BytesIO(whole[upload.name]))
            for upload in run.uploads.all()
        )
    )

    assert not [each for each in found if isinstance(each, Exception)]
    run.refresh_from_db()
    assert (run.state, work_off()) == (RunState.RECEIVED, ["imports.prepare"])
    assert current_number(LAYER) == 1
