"""A run whose process died says so, once somebody looks; one that is worked on is left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.permissions import system_user
from imports import sessions
from imports.models import Run, RunState
from tests.factories import files

ENDED = ["1", "2026-01-01 00:00:00+00"]


def attended(state: RunState, session: list[str]) -> Run:
    return Run.objects.create(target="uji.petak", state=state, actor=system_user(), evidence={"session": session})


@pytest.mark.django_db
@pytest.mark.parametrize("state", sessions.ATTENDED)
def test_a_run_without_its_session_has_failed(state: RunState) -> None:
    run = attended(state, ENDED)

    assert sessions.close_abandoned() == [run]

    run.refresh_from_db()
    assert (run.state, run.message) == (RunState.FAILED, sessions.INTERRUPTED_ID)
    assert run.finished_at is not None


@pytest.mark.django_db
def test_a_run_that_is_worked_on_is_left_alone() -> None:
    attended(RunState.PUBLISHING, sessions.current_session())

    assert sessions.close_abandoned() == []


@pytest.mark.django_db
def test_a_run_that_waits_for_a_person_is_left_alone() -> None:
    attended(RunState.READY, ENDED)

    assert sessions.close_abandoned() == []


def test_the_next_import_tells_of_the_one_that_died(importing: Callable[..., Run], tmp_path: Path) -> None:
    died = attended(RunState.PUBLISHING, ENDED)

    lived = importing(files.geojson(tmp_path / "a.geojson"))

    died.refresh_from_db()
    assert (died.state, lived.state) == (RunState.FAILED, RunState.PUBLISHED)
