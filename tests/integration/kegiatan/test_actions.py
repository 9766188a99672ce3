"""Telling what happened and taking it back: once, by who may, with a trace."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from kegiatan.actions import EARLIEST, KEGIATAN, post_activity, withdraw_activity
from kegiatan.models import Activity
from kegiatan.selectors import newest_by_region, told
from layers.releases import current_number

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def post(by: User, region: Region, **said: Any) -> Activity:
    said = {"title": "Kerja bakti", "text": "Ramai.", "day": TODAY(), "token": uuid4(), **said}
    return post_activity(region=region, by=by, **said)


def test_it_is_told_once_however_often_it_is_sent(operator: User, bentuq: Region) -> None:
    token, count, release = uuid4(), Activity.objects.count(), current_number(KEGIATAN)
    first, again = post(operator, bentuq, token=token), post(operator, bentuq, token=token)
    assert first == again
    assert Activity.objects.count() == count + 1
    assert current_number(KEGIATAN) == release + 1
    assert AuditEntry.objects.filter(subject=f"kegiatan:{first.pk}", action="kegiatan.post").count() == 1
    with pytest.raises(ValidationError):
        post(system_user(), bentuq, token=token)


@pytest.mark.parametrize("code", ["64.08.06.2002", "64.08.06", "64.08"])
def test_never_sideways_and_never_upwards(operator: User, code: str) -> None:
    region = Region.objects.with_code(code, day=TODAY()).get()
    with pytest.raises(PermissionDenied):
        post(operator, region)
    with pytest.raises(PermissionDenied):
        withdraw_activity(post(system_user(), region), by=operator)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("title", {"title": " \n"}),
        ("title", {"title": "x" * 121}),
        ("text", {"text": "  "}),
        ("text", {"text": "x" * 5001}),
        ("day", {"day": TODAY() + timedelta(days=1)}),
        ("day", {"day": EARLIEST - timedelta(days=1)}),
    ],
)
def test_what_cannot_be_is_said_by_field(operator: User, bentuq: Region, field: str, said: dict[str, Any]) -> None:
    release = current_number(KEGIATAN)
    with pytest.raises(ValidationError) as refused:
        post(operator, bentuq, **said)
    assert list(refused.value.message_dict) == [field]
    assert current_number(KEGIATAN) == release


def test_withdrawn_it_is_told_nowhere(operator: User, bentuq: Region) -> None:
    activity = post(operator, bentuq)
    assert newest_by_region()[bentuq.pk] == TODAY()
    withdraw_activity(activity, by=operator, reason="keliru")
    release = current_number(KEGIATAN)
    withdraw_activity(activity, by=operator)
    assert current_number(KEGIATAN) == release
    assert activity not in told(day=TODAY(), region=bentuq.pk)
    assert newest_by_region()[bentuq.pk] < TODAY()


def test_a_kecamatan_tells_what_its_desa_tell(operator: User, bentuq: Region, django_assert_num_queries: Any) -> None:
    activity = post(operator, bentuq)
    assert bentuq.parent_id is not None
    with django_assert_num_queries(1):
        rows = list(told(day=TODAY(), region=bentuq.parent_id))
        assert rows[0] == activity
        assert getattr(rows[0], "photo", None) is None
        assert {each.region.name for each in rows}


def test_the_sample_is_some_sixty_and_labelled() -> None:
    assert Activity.objects.count() == 60
    assert not Activity.objects.filter(sample=False).exists()
    assert Activity.objects.filter(photo__isnull=False).count() == 30
