"""Who keeps a region's page: handed over, taken back, told on the page; and what an operator may."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import may, system_user
from boundaries.models import Region
from boundaries.selectors import region_by_code
from layers.releases import current_number
from stewardship.actions import give_mandate
from stewardship.keeping import KEEPERS, hand_over, take_back
from stewardship.models import Keeper, KeeperState, Role
from stewardship.roles import KEEPS
from stewardship.selectors import Keeping, keeper_of, regions_where

pytestmark = pytest.mark.django_db
BENTUQ, PEJENG, BUSANG = "64.08.06.2001", "64.08.06.2002", "64.08.06"


def region(code: str) -> Region:
    return Region.objects.with_code(code, day=timezone.localdate()).get()


def keeper(code: str, day: date | None = None) -> Keeping:
    facts = region_by_code(code)
    assert facts is not None
    found = keeper_of(facts, day=day)
    assert found is not None
    return found


def given(code: str, **told: Any) -> Keeper:
    told = {"unit": "Pemerintah Desa", "contact": "081234567890", **told}
    return hand_over(region=region(code), by=system_user(), **told)


def test_handing_over_ends_what_was_and_is_told_from_that_day() -> None:
    today, before = timezone.localdate(), current_number(KEEPERS)
    given(BENTUQ, basis="BA 1/2026")
    assert (keeper(BENTUQ).unit, keeper(BENTUQ).state) == ("Pemerintah Desa", KeeperState.HANDED_OVER)
    assert keeper(BENTUQ, today - timedelta(days=1)).state == KeeperState.DISKOMINFO
    assert keeper(PEJENG).state == KeeperState.DISKOMINFO
    assert current_number(KEEPERS) == before + 1
    assert AuditEntry.objects.filter(action="keepers.diserahkan", subject=f"region:{region(BENTUQ).pk}").exists()


def test_taking_back_the_same_day_corrects_the_row() -> None:
    given(BENTUQ)
    take_back(region=region(BENTUQ), contact="kantor@kutim.example", by=system_user())
    assert keeper(BENTUQ).state == KeeperState.TAKEN_BACK
    assert Keeper.objects.filter(region=region(BENTUQ)).count() == 2


def test_the_nearest_above_keeps_a_page_nobody_keeps(django_assert_num_queries: Any) -> None:
    Keeper.objects.filter(region=region(BENTUQ)).delete()
    facts = region_by_code(BENTUQ)
    assert facts is not None
    with django_assert_num_queries(1):
        found = keeper_of(facts)
    assert found is not None
    assert (found.own, found.region_name) == (False, "Busang")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("unit", {"unit": " "}),
        ("unit", {"unit": "x" * 121}),
        ("contact", {"contact": "tidak ada"}),
        ("person", {"person": "x" * 121}),
        ("begins", {"begins": date(2025, 1, 1)}),
    ],
)
def test_what_cannot_be_is_said_by_field_and_changes_nothing(field: str, told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        given(BENTUQ, **told)
    assert list(refused.value.message_dict) == [field]
    assert keeper(BENTUQ).state == KeeperState.DISKOMINFO


def test_an_operator_hands_nothing_over() -> None:
    person = operator(BUSANG)
    with pytest.raises(PermissionDenied):
        hand_over(region=region(BENTUQ), unit="Kami", contact="081234567890", by=person)


def operator(code: str, role: str = Role.OPERATOR) -> User:
    user = User.objects.create_user("operator-uji")
    give_mandate(user=user, role=role, region=region(code), by=system_user())
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("action", sorted(KEEPS))
@pytest.mark.parametrize(
    ("held", "asked", "answer"),
    [
        (BENTUQ, BENTUQ, True),
        (BENTUQ, PEJENG, False),
        (BENTUQ, BUSANG, False),
        (BUSANG, BENTUQ, True),
        (BUSANG, BUSANG, True),
        (BUSANG, "64.08.05", False),
        (BUSANG, "64.08", False),
        ("64.08", "64.08.05.2001", True),
    ],
)
def test_an_operator_reaches_downwards_never_up_or_sideways(action: str, held: str, asked: str, answer: bool) -> None:
    assert may(operator(held), action, on=region(asked)) is answer


def test_an_approver_publishes_monographs_of_its_region_only() -> None:
    person = operator(BUSANG, Role.APPROVER)
    assert may(person, "monografi.publish", on=region(BENTUQ))
    assert not may(person, "monografi.publish", on=region("64.08.05"))
    assert not may(person, "monografi.edit", on=region(BENTUQ))


def test_regions_where_one_may_are_those_below() -> None:
    names = set(regions_where(operator(BUSANG), "kegiatan.edit").values_list("name", flat=True))
    assert {"Busang", "Long Bentuq", "Long Pejeng"} <= names
    assert "Kutai Timur" not in names
    assert len(names) == 1 + Region.objects.filter(parent=region(BUSANG), valid__contains=timezone.localdate()).count()


def test_page_names_its_keeper_and_so_does_what_is_missing(client: Client) -> None:
    given(BENTUQ, person="Nama Orang")
    text = client.get(f"/wilayah/{BENTUQ}/").content.decode()
    assert "diserahkan kepada Pemerintah Desa sejak" in " ".join(text.split())
    assert '<a href="tel:+6281234567890">0812-3456-7890</a>' in text
    assert "Nama Orang" not in text
    Keeper.objects.all().update(unit="Kantor <b>Uji</b>")
    assert "<b>Uji</b>" not in client.get(f"/wilayah/{BENTUQ}/").content.decode()
