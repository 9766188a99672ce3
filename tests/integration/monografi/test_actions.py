"""Editions: begun as a copy, filled, published, corrected by a revision, undone."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import system_user
from boundaries.models import Region
from boundaries.selectors import region_by_code
from layers.releases import current_number
from monografi import actions
from monografi.actions import MONOGRAPH, NotADraft, NotPublished
from monografi.models import Edition, Status
from monografi.selectors import rollup, series

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return Region.objects.get(codes__code="64.08.06.2001")


@pytest.fixture
def by() -> User:
    return system_user()


def test_a_draft_begins_as_a_copy_and_changes_alone(region: Region, by: User) -> None:
    former = Edition.objects.get(region=region, year=2025)
    draft = actions.start_edition(region=region, year=2026, copy_from=former, by=by)
    assert draft.figures.count() == former.figures.count()
    assert actions.save_figures(draft, {"penduduk": Decimal(900), "kode_pos": "75556", "rt": None}, by=by) == 3
    told = {each.indicator: each for each in draft.figures.all()}
    assert (told["penduduk"].number, told["kode_pos"].text, "rt" in told) == (Decimal(900), "75556", False)
    assert former.figures.get(indicator="penduduk").number == 821


def test_saving_the_same_changes_nothing(region: Region, by: User) -> None:
    draft = actions.start_edition(region=region, year=2026, by=by)
    actions.save_figures(draft, {"penduduk": Decimal(900)}, by=by)
    assert actions.save_figures(draft, {"penduduk": Decimal(900)}, by=by) == 0


def test_a_correction_replaces_and_undoing_brings_back(region: Region, by: User) -> None:
    former, release = Edition.objects.get(region=region, year=2025), current_number(MONOGRAPH)
    draft = actions.start_edition(region=region, year=2025, copy_from=former, by=by)
    shown = actions.publish_edition(draft, by=by, reason="Salah hitung")
    former.refresh_from_db()
    assert (shown.status, shown.revision, former.status) == (Status.PUBLISHED, 2, Status.REPLACED)
    assert actions.undo_edition(shown, by=by, reason="Ternyata benar") == former
    former.refresh_from_db()
    shown.refresh_from_db()
    assert (former.status, shown.status) == (Status.PUBLISHED, Status.WITHDRAWN)
    assert current_number(MONOGRAPH) == release + 2


def test_what_is_published_is_not_changed(region: Region, by: User) -> None:
    former = Edition.objects.get(region=region, year=2025)
    with pytest.raises(NotADraft):
        actions.save_figures(former, {"penduduk": Decimal(1)}, by=by)
    with pytest.raises(NotADraft):
        actions.publish_edition(former, by=by)
    draft = actions.start_edition(region=region, year=2025, by=by)
    with pytest.raises(NotPublished):
        actions.undo_edition(draft, by=by, reason="")


def test_nobody_writes_without_a_mandate_and_every_write_leaves_a_trace(region: Region, by: User) -> None:
    stranger = User.objects.create_user("orang")
    with pytest.raises(PermissionDenied):
        actions.start_edition(region=region, year=2026, by=stranger)
    draft = actions.start_edition(region=region, year=2026, by=by)
    actions.publish_edition(draft, by=by)
    trail = AuditEntry.objects.filter(subject=f"monografi:{draft.pk}").order_by("pk")
    assert [each.action for each in trail] == ["monografi.start", "monografi.publish"]


def test_halves_of_a_year_count_once_in_sums_and_series(region: Region, by: User) -> None:
    """The last semester stands for its year; the edition of the whole year, once there is one, for both."""
    above = region_by_code("64.08.06", day=timezone.localdate())
    desa = region_by_code("64.08.06.2001", day=timezone.localdate())
    assert above is not None and desa is not None

    def publish(semester: int | None, people: int) -> None:
        draft = actions.start_edition(region=region, year=2026, semester=semester, by=by)
        actions.save_figures(draft, {"penduduk": Decimal(people)}, by=by)
        actions.publish_edition(draft, by=by)

    def told() -> tuple[object, object]:
        sheet = rollup(above, year=2026)
        assert sheet is not None
        return sheet.figures["penduduk"].value, series(desa, ["penduduk"])["penduduk"][2026]

    publish(1, 800)
    publish(2, 810)
    assert told() == (810, 810)
    publish(None, 820)
    assert told() == (820, 820)
