"""A validity that begins or ends opens a release by itself."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from shapely import box

from accounts.models import AuditEntry
from accounts.permissions import system_user
from boundaries.actions import NewBoundary, publish_boundaries
from boundaries.due_releases import due_days, open_due_releases
from boundaries.models import Boundary, BoundaryLevel, Level, Region, RegionCode
from boundaries.periods import period
from boundaries.tasks import open_due_releases as task
from layers.models import Release
from layers.releases import current_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture(autouse=True)
def released_ten_days_ago(today: date) -> None:
    """Leave ten days in which nobody published and no worker ran."""
    Release.objects.update(as_of=today - timedelta(days=10))


def publish(effective: date, *, code: str = "64.08.06.2001", left: float = 116.0) -> None:
    region = Region.objects.get(codes__code=code)
    new = NewBoundary(region.pk, box(left, 0.5, left + 0.1, 0.6), {"source": "uji"})
    release = publish_boundaries(level=Level.DESA, boundaries=[new], run=None, by=system_user(), effective=effective)
    Release.objects.filter(pk=release.release.pk).update(as_of=timezone.localdate() - timedelta(days=10))


def test_nothing_is_due_while_nothing_turns() -> None:
    assert open_due_releases(by=system_user()) == []


def test_border_that_begins_today_opens_a_release_of_its_layer_alone(today: date) -> None:
    publish(today)
    before = current_number("desa")
    opened = open_due_releases(by=system_user())
    assert [(each.layer, each.number, each.as_of) for each in opened] == [("desa", before + 1, today)]


def test_missed_days_are_opened_oldest_first(today: date) -> None:
    publish(today - timedelta(days=1), code="64.08.06.2001")
    publish(today - timedelta(days=4), code="64.08.06.2002", left=117.0)
    opened = open_due_releases(by=system_user())
    assert [each.as_of for each in opened] == [today - timedelta(days=4), today - timedelta(days=1)]


def test_border_that_begins_tomorrow_waits(today: date) -> None:
    publish(today + timedelta(days=1))
    assert due_days(Level.DESA) == []
    assert due_days(Level.DESA, today=today + timedelta(days=1)) == [today + timedelta(days=1)]


def test_border_that_ends_without_another_opens_a_release(today: date) -> None:
    row = Boundary.objects.of_level(Level.DESA).current().order_by("pk").first()
    Boundary.objects.filter(pk=row.pk).update(valid=period(row.valid.lower, today))
    assert [each.as_of for each in open_due_releases(by=system_user())] == [today]


def test_code_that_changes_today_opens_a_release(today: date) -> None:
    code = RegionCode.objects.get(scheme="kemendagri", code="64.08.06.2001")
    RegionCode.objects.filter(pk=code.pk).update(valid=period(code.valid.lower, today))
    assert [each.layer for each in open_due_releases(by=system_user())] == ["register", "desa"]


def test_running_again_opens_nothing(today: date) -> None:
    publish(today)
    open_due_releases(by=system_user())
    assert open_due_releases(by=system_user()) == []


def test_border_that_begins_has_its_simplified_shapes(today: date) -> None:
    publish(today)
    open_due_releases(by=system_user())
    row = Boundary.objects.of_level(Level.DESA).current().valid_on(today).get(region__codes__code="64.08.06.2001")
    levels = BoundaryLevel.objects.filter(boundary=row, until=None)
    assert set(levels.values_list("detail_m", flat=True)) == set(settings.BOUNDARY_DETAILS_M)


def test_task_acts_as_the_system_and_leaves_a_trace(today: date) -> None:
    publish(today)
    task(timestamp=0)
    entry = AuditEntry.objects.get(action="boundaries.validity_turned")
    assert (entry.actor, entry.subject) == (system_user(), "layer:desa")
