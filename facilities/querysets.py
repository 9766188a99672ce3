"""Chainable filters over what releases say of facilities."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, Q
from django.utils import timezone

from boundaries.models import Region
from layers.models import LayerSettings, Visibility
from layers.querysets import VersionedQuerySet

from .kinds import kinds_of

if TYPE_CHECKING:
    from .models import FacilityVersion  # noqa: F401  # named in a string below


def hidden() -> Exists:
    """Return the condition that the layer's keepers hide it from the public, or have retired it."""
    said = ~Q(visibility=Visibility.PUBLIC) | Q(retired_on__lte=timezone.localdate())
    return Exists(LayerSettings.objects.filter(said, key="fasilitas"))


class VersionQuerySet(VersionedQuerySet["FacilityVersion"]):
    def within(self, *regions: int) -> Self:
        """Narrow to the facilities in any of the regions (their keys) or in one below them."""
        paths = ("pk", "parent", "parent__parent", "parent__parent__parent")
        below = reduce(or_, (Q((f"{path}__in", regions)) for path in paths))
        return self.filter(region__in=Region.objects.filter(below).values("pk"))

    def public(self) -> Self:
        """Narrow to what everybody may see: nothing while the layer's keepers hide it or have retired it."""
        return self.filter(~hidden())

    def of_group(self, group: str) -> Self:
        return self.filter(kind__in=[kind.code for kind in kinds_of(group)])
