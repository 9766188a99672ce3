"""A mandate over one region: what its holder may publish, approve and undo of a layer of borders."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from shapely.geometry import mapping

from accounts.models import User
from accounts.permissions import system_user
from boundaries.models import Boundary, Region
from imports import actions, approvals, rights, steps, tasks
from imports.models import Run, RunState
from imports.refusals import AnswerWrong
from imports.targets import get_target
from layers.models import LayerSettings
from layers.releases import current_number
from stewardship.actions import end_mandate, give_mandate
from stewardship.models import Mandate, Role
from tests.factories.sending import answer, publish, send, worked

pytestmark = pytest.mark.django_db
DESA = "batas.desa"
MAPPING = {"code": "KDEPUM", "name": "WADMKD"}
BUSANG, SANGATTA_UTARA = "64.08.06", "64.08.04"
INSIDE, OUTSIDE = ("64.08.06.2001", "Long Bentuq"), ("64.08.04.2001", "Sangatta Utara")


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def person(name: str, role: str, **scope: Any) -> User:
    user = User.objects.create_user(name)
    give_mandate(user=user, role=role, by=system_user(), **scope)
    return user


@pytest.fixture
def officer() -> User:
    """A petugas GIS of Kecamatan Busang."""
    return person("petugas-busang", Role.GIS, region=region(BUSANG))


@pytest.fixture
def prepare(tmp_path: Path) -> Callable[..., Run]:
    """Return a function that moves the borders of desa a little, and takes the file up to its difference."""

    def prepare(by: User, *desa: tuple[str, str], **given: Any) -> Run:
        features = [_moved(code, name) for code, name in desa]
        path = tmp_path / "desa.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        run = answer(send(path, by=by, target=DESA), by, mapping=MAPPING, source="Survei", **given)
        assert run.state == RunState.READY, [problem.message_en for problem in run.problems.all()]
        return run

    return prepare


def _moved(code: str, name: str) -> dict[str, Any]:
    held = Boundary.objects.of_level("desa").current().get(region=region(code))
    shape = shapely.transform(shapely.from_wkb(bytes(held.geom.wkb)), lambda xy: xy + 0.0005)
    return {"type": "Feature", "properties": {"KDEPUM": code, "WADMKD": name}, "geometry": mapping(shape)}


def test_borders_of_the_own_region_are_published_and_undone(officer: User, prepare: Callable[..., Run]) -> None:
    before = current_number("desa")

    run = publish(prepare(officer, INSIDE), officer)
    assert (run.state, current_number("desa")) == (RunState.PUBLISHED, before + 1)

    actions.undo(run, by=officer)
    assert current_number("desa") == before + 2


def test_a_file_that_reaches_beyond_the_region_is_another_persons_to_publish(
    officer: User, prepare: Callable[..., Run]
) -> None:
    run = prepare(officer, INSIDE, OUTSIDE)

    with pytest.raises(PermissionDenied):
        steps.ask_to_publish(run, {}, by=officer)

    whole = publish(run, person("petugas-desa", Role.GIS, layer="desa"))
    assert whole.state == RunState.PUBLISHED
    with pytest.raises(PermissionDenied):
        actions.undo(whole, by=officer)


def test_what_ends_because_the_file_is_silent_counts_too(officer: User, prepare: Callable[..., Run]) -> None:
    run = prepare(officer, OUTSIDE, absent="berakhir")

    with pytest.raises(PermissionDenied):
        steps.ask_to_publish(run, {}, by=officer)


@pytest.mark.parametrize("facts", [{"absent": "berakhir"}, {"neighbours": "sesuaikan"}, {"adjust": [OUTSIDE[0]]}])
def test_nothing_that_was_not_compared_is_slipped_in_when_publishing(
    officer: User, prepare: Callable[..., Run], facts: dict[str, Any]
) -> None:
    run = prepare(officer, INSIDE)

    for step in (steps.ask_to_publish, steps.keep_facts):
        with pytest.raises(AnswerWrong):
            step(run, facts, by=officer)

    assert Run.objects.get(pk=run.pk).state == RunState.READY


def test_a_region_approves_its_own(officer: User, prepare: Callable[..., Run]) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"two_people": True})
    run = prepare(officer, INSIDE)
    with pytest.raises(PermissionDenied):
        approvals.approve(run, by=person("penyetuju-lain", Role.APPROVER, region=region(SANGATTA_UTARA)))

    run = approvals.approve(run, by=person("penyetuju-busang", Role.APPROVER, region=region(BUSANG)))

    assert publish(run, officer).state == RunState.PUBLISHED


def test_a_mandate_that_ends_while_the_run_waits_for_its_turn_publishes_nothing(
    officer: User, prepare: Callable[..., Run]
) -> None:
    run, before = prepare(officer, INSIDE), current_number("desa")
    tasks.ask_for_publishing(steps.ask_to_publish(run, {}, by=officer), by=officer)
    end_mandate(mandate=Mandate.objects.get(user=officer), by=system_user())

    run = worked(run)

    assert (run.state, run.evidence["refused"]["rule"]) == (RunState.READY, "proses.hak")
    assert current_number("desa") == before


def test_a_layer_without_parts_takes_a_mandate_over_all_of_it(officer: User) -> None:
    from thematic.actions import create_layer
    from thematic.models import Geometry

    create_layer(key="uji-bagian", title_id="Uji", geometry_type=Geometry.AREA, by=system_user())
    target = get_target("tematik.uji-bagian")
    assert not rights.may_change(officer, rights.PUBLISH, target, {1})
    assert rights.may_change(person("petugas-uji", Role.GIS, layer="uji-bagian"), rights.PUBLISH, target, {1})
