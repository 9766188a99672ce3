"""What a region's API says of its projects and tenders."""

from typing import Any

from boundaries.selectors import RegionFacts
from layers.declaration import Reading
from projects.models import Project, ProjectSite

from .documents import feature, ready

SHOWN = 20


def count_sites(region: RegionFacts, reading: Reading) -> int:
    """Count the sites in the region and below, as the layer's own list does. One query."""
    return ProjectSite.objects.current().inside(region.pk).count()


def sites(region: RegionFacts, reading: Reading) -> list[dict[str, Any]]:
    """Return the newest packages with a known site in the region and below."""
    found = Project.objects.inside(region.pk).filter(sites__until__isnull=True, sites__since__gte=1)
    return [feature(each, reading.base_url) for each in ready(found.newest_first()[:SHOWN])]


def count_tenders(region: RegionFacts, reading: Reading) -> int:
    """Count the packages in the region and below that go through a provider, as `/api/tenders` does. One query."""
    return Project.objects.inside(region.pk).tendered().count()


def tenders(region: RegionFacts, reading: Reading) -> list[dict[str, Any]]:
    found = Project.objects.inside(region.pk).tendered()
    return [feature(each, reading.base_url) for each in ready(found.newest_first()[:SHOWN])]
