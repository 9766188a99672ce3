"""The columns of `Region` say what holds today; a name, kind or parent that changes on a day is brought in here."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q

from ..models import Region, RegionState

COLUMNS = ("name", "slug", "kind", "parent_id")


def settle(day: date, regions: Sequence[int] | None = None) -> int:
    """Bring the regions (all unless given) in line with their states on `day`; return how many changed. One query, and
    one for each region that changes."""
    same = Q(region__name=F("name"), region__slug=F("slug"), region__kind=F("kind"))
    parent = Q(region__parent=F("parent")) | Q(region__parent__isnull=True, parent__isnull=True)
    due = RegionState.objects.filter(valid__contains=day).exclude(same & parent)
    if regions is not None:
        due = due.filter(region__in=regions)
    changed = list(due.order_by("pk"))
    for state in changed:
        Region.objects.filter(pk=state.region_id).update(**{name: getattr(state, name) for name in COLUMNS})
    return len(changed)
