"""Giving and ending mandates: what is refused, what the database refuses, what the trail says."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from stewardship.actions import end_mandate, give_mandate
from stewardship.models import Mandate, Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("petugas-uji")


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def give(user: User, role: str = Role.GIS, **details: Any) -> Mandate:
    return give_mandate(user=user, role=role, by=details.pop("by", system_user()), **details)


def test_it_holds_from_the_first_day_to_the_last(officer: User) -> None:
    mandate = give(officer, begins=TODAY, ends=TODAY + timedelta(days=1))
    held = [Mandate.objects.in_force(TODAY + timedelta(days=n)).filter(pk=mandate.pk).exists() for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_giving_and_ending_leave_a_trail(officer: User) -> None:
    mandate = end_mandate(mandate=give(officer), by=system_user(), reason="pindah tugas")
    trail = AuditEntry.objects.filter(subject=f"user:{officer.pk}").order_by("pk")
    assert [entry.action for entry in trail] == ["stewardship.give", "stewardship.end"]
    assert (mandate.ended_by, mandate.end_reason) == (system_user(), "pindah tugas")


def test_ending_twice_changes_nothing(officer: User) -> None:
    ended = end_mandate(mandate=give(officer), by=system_user())
    assert end_mandate(mandate=ended, by=system_user(), reason="lagi").ended_at == ended.ended_at


def test_only_keepers_of_people_may(officer: User) -> None:
    mandate = give(officer)
    with pytest.raises(PermissionDenied):
        give(User.objects.create_user("lain"), by=officer)
    with pytest.raises(PermissionDenied):
        end_mandate(mandate=mandate, by=officer)


def test_nobody_gives_themselves_a_mandate(officer: User) -> None:
    give(officer, Role.PEOPLE_KEEPER)
    with pytest.raises(ValidationError, match="diri sendiri"):
        give(officer, by=officer)


@pytest.mark.parametrize(
    ("role", "details", "field"),
    [
        ("raja", {}, "role"),
        (Role.GIS, {"begins": TODAY, "ends": TODAY - timedelta(days=1)}, "ends"),
        (Role.PEOPLE_KEEPER, {"layer": "desa"}, "role"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(officer: User, role: str, details: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        give(officer, role, **details)
    assert list(refused.value.message_dict) == [field]


def test_a_keeper_of_layers_has_no_region(officer: User) -> None:
    with pytest.raises(ValidationError) as refused:
        give(officer, Role.LAYER_KEEPER, region=region("64.08.04"))
    assert list(refused.value.message_dict) == ["region"]


def test_the_same_mandate_is_not_given_twice(officer: User) -> None:
    give(officer, layer="desa")
    with pytest.raises(ValidationError, match="sudah ada"):
        give(officer, layer="desa", begins=TODAY + timedelta(days=3))
    give(officer, layer="kecamatan")


def test_it_may_be_given_again_once_ended(officer: User) -> None:
    end_mandate(mandate=give(officer), by=system_user())
    assert give(officer).ended_at is None


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"role": "raja"}, "mandate_role_known"),
        ({"valid": DateRange(TODAY, TODAY)}, "mandate_begins_on_a_day"),
        ({"valid": DateRange(None, TODAY)}, "mandate_begins_on_a_day"),
        ({"ended_at": timezone.now()}, "mandate_ended_by_somebody"),
        ({"end_reason": "x"}, "mandate_ended_by_somebody"),
        ({"role": Role.PEOPLE_KEEPER, "layer": "desa"}, "mandate_over_people_is_whole"),
    ],
)
def test_the_database_refuses(officer: User, changes: dict[str, Any], constraint: str) -> None:
    values: dict[str, Any] = {"role": Role.GIS, "valid": DateRange(TODAY, None), **changes}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mandate.objects.create(user=officer, given_by=system_user(), **values)


def test_the_database_refuses_a_region_for_a_keeper_of_layers_and_a_double(officer: User) -> None:
    values: dict[str, Any] = {"user": officer, "given_by": system_user(), "valid": DateRange(TODAY, None)}
    with pytest.raises(IntegrityError, match="mandate_over_layers_has_no_region"), transaction.atomic():
        Mandate.objects.create(role=Role.LAYER_KEEPER, region=region("64.08"), **values)
    Mandate.objects.create(role=Role.GIS, **values)
    with pytest.raises(IntegrityError, match="mandate_not_given_twice"), transaction.atomic():
        Mandate.objects.create(role=Role.GIS, **values)
