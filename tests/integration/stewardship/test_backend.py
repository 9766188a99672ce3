"""Each role against each action, inside and outside its scope and its time."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from accounts.permissions import may, system_user
from boundaries.models import Region
from imports.targets import get_target
from layers.models import LayerSettings, Visibility
from layers.registry import find_shelf, get_layer
from stewardship.actions import end_mandate, give_mandate
from stewardship.models import Role
from stewardship.roles import MAY
from stewardship.scopes import NoScope

pytestmark = pytest.mark.django_db
ACTIONS = (
    *("imports.upload", "imports.publish", "imports.undo", "imports.approve", "layers.manage", "people.manage"),
    *("layers.view_internal", "layers.view_draft"),
)


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("petugas-uji")


def fresh(user: User) -> User:
    """Return the person as a new request meets them."""
    return User.objects.get(pk=user.pk)


def give(user: User, role: str, **details: Any) -> User:
    give_mandate(user=user, role=role, by=system_user(), **details)
    return fresh(user)


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def layer(key: str) -> Any:
    shelf = find_shelf(key)
    assert shelf is not None
    return shelf.layer


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_role_may_what_its_row_says_and_nothing_else(officer: User, role: str, action: str) -> None:
    person = give(officer, role)
    assert may(person, action) is (action in MAY[role])
    assert may(person, action, on=get_target("batas.desa")) is (action in MAY[role])


@pytest.mark.parametrize("action", ACTIONS)
def test_without_a_mandate_or_an_account_nothing_is_granted(officer: User, action: str) -> None:
    assert not may(officer, action, on=get_target("batas.desa"))
    assert not may(AnonymousUser(), action, on=get_target("batas.desa"))


def test_a_mandate_over_a_layer_does_not_reach_another(officer: User) -> None:
    person = give(officer, Role.GIS, layer="desa")
    assert may(person, "imports.publish", on=get_target("batas.desa"))
    assert may(person, "imports.undo", on=layer("desa"))
    assert not may(person, "imports.publish", on=get_target("batas.kecamatan"))
    assert not may(person, "imports.publish", on=layer("kecamatan"))
    assert not may(person, "imports.publish")


def test_what_a_target_moves_besides_needs_no_mandate_of_its_own(officer: User) -> None:
    person = give(officer, Role.GIS, layer="kecamatan")
    assert may(person, "imports.publish", on=get_target("batas.kecamatan"))
    assert not may(person, "imports.publish", on=get_target("batas.kabupaten"))


def test_a_region_reaches_down_and_never_sideways_or_up(officer: User) -> None:
    person = give(officer, Role.GIS, region=region("64.08.04"))
    asked = ("64.08.04", "64.08.04.2001", "64.08.06", "64.08.06.2001", "64.08", "64")
    assert [may(person, "imports.publish", on=region(code)) for code in asked] == [True, True] + [False] * 4


def test_a_mandate_over_a_region_publishes_no_whole_layer_but_may_upload_and_look(officer: User) -> None:
    person = give(officer, Role.GIS, region=region("64.08.04"))
    desa = get_target("batas.desa")
    allowed = [may(person, action, on=desa) for action in ("imports.upload", "layers.view_draft", "imports.publish")]
    assert allowed == [True, True, False]
    assert may(person, "imports.publish", on=(desa, region("64.08.04.2001")))
    assert not may(person, "imports.publish", on=(desa, region("64.08.06.2001")))


def test_region_and_layer_must_come_from_one_mandate(officer: User) -> None:
    give(officer, Role.GIS, region=region("64.08.04"), layer="desa")
    person = give(officer, Role.GIS, region=region("64.08.06"), layer="kecamatan")
    desa, kecamatan = get_target("batas.desa"), get_target("batas.kecamatan")
    asked = [(desa, "64.08.04.2001"), (kecamatan, "64.08.06"), (desa, "64.08.06.2001"), (kecamatan, "64.08.04")]
    found = [may(person, "imports.publish", on=(target, region(code))) for target, code in asked]
    assert found == [True, True, False, False]


@pytest.mark.parametrize(("begins", "ends", "held"), [(-9, -1, False), (0, 0, True), (1, None, False), (-9, 0, True)])
def test_a_mandate_holds_in_its_time_only(officer: User, begins: int, ends: int | None, held: bool) -> None:
    today = timezone.localdate()
    last = None if ends is None else today + timedelta(days=ends)
    person = give(officer, Role.GIS, begins=today + timedelta(days=begins), ends=last)
    assert may(person, "imports.publish", on=get_target("batas.desa")) is held


def test_an_ended_mandate_grants_nothing_more(officer: User) -> None:
    mandate = give_mandate(user=officer, role=Role.GIS, by=system_user())
    assert may(fresh(officer), "imports.publish")
    end_mandate(mandate=mandate, by=system_user())
    assert not may(fresh(officer), "imports.publish")


def test_an_inactive_account_may_nothing(officer: User) -> None:
    person = give(officer, Role.GIS)
    person.is_active = False
    assert not may(person, "imports.publish")


def test_mandates_are_read_once_for_a_request(officer: User, django_assert_num_queries: Any) -> None:
    person, desa = give(officer, Role.GIS, layer="desa"), get_target("batas.desa")
    with django_assert_num_queries(1):
        assert [may(person, action, on=desa) for action in ACTIONS].count(True) == len(MAY[Role.GIS] & set(ACTIONS))


def test_a_draft_is_seen_by_those_who_work_on_it(officer: User) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.DRAFT)
    assert get_layer("desa", officer) is None
    assert get_layer("desa", give(officer, Role.GIS, layer="desa")) is not None


def test_asking_about_anything_else_is_a_fault_of_the_program(officer: User) -> None:
    person = give(officer, Role.GIS)
    with pytest.raises(NoScope):
        may(person, "imports.publish", on="desa")
