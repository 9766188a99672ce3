"""Proposals where packages lie: made from names, kept apart from what a person has said."""

from collections.abc import Iterable

from django.utils import timezone

from boundaries.models import Level, Region, RegionAlias

from .models import PlaceProposal, Project
from .place_names import Name, inside_first, matches

KEPT = 3  # proposals a package


def propose(projects: Iterable[Project]) -> int:
    """Store proposals for packages without a place; those made before stay as they are. Return how many are new."""
    names = _names()
    above = dict(Region.objects.filter(level=Level.DESA).values_list("pk", "parent"))
    made = [
        PlaceProposal(project=project, region_id=match.region, confidence=match.confidence, words=match.words)
        for project in projects
        for match in inside_first(matches(f"{project.title} . {project.stated_place}", names), above)[:KEPT]
    ]
    known = set(
        PlaceProposal.objects.filter(project__in=[each.project_id for each in made]).values_list("project", "region")
    )
    new = [each for each in made if (each.project_id, each.region_id) not in known]
    PlaceProposal.objects.bulk_create(new)
    return len(new)


def _names() -> list[Name]:
    """Return every name of a kecamatan, desa and kelurahan. Two queries."""
    standing = Region.objects.existing_on(timezone.localdate()).filter(level__in=(Level.KECAMATAN, Level.DESA))
    rows = list(standing.values_list("pk", "name", "kind"))
    kinds = {pk: kind for pk, _name, kind in rows}
    other = RegionAlias.objects.filter(region__in=list(kinds)).values_list("region", "name")
    own = [Name(pk, name, kind) for pk, name, kind in rows]
    return [*own, *(Name(region, name, kinds[region]) for region, name in other)]
