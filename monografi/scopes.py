"""Whose rows a template holds: all desa and kelurahan of a kabupaten or kecamatan, or one."""

from django.utils import timezone

from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region

from .selectors import villages_below


def villages_of(region: RegionFacts) -> list[RegionFacts]:
    """Return a desa itself, or the desa and kelurahan below a region, those with a code, by code. One query."""
    found = Region.objects.filter(pk=region.pk) if region.level == Level.DESA else villages_below(region)
    return [each for each in listed(found, day=timezone.localdate()) if each.code]
