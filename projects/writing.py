"""How rows of projects are written: keys, what follows from the chain, and the versions of sites."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from layers.models import Release
from layers.releases import lock_layer, open_release

from .chains import counted_value, stage_of
from .models import FACTS, LAYER, Project, ProjectSite, key_of
from .words import Way

BATCH = 2_000


def begin() -> None:
    """Let one transaction at a time write projects; call it before anything is read to be changed."""
    lock_layer(LAYER)


def release(by: User, reason: str) -> Release:
    """Open the release of the layer that every write of projects makes: pages and ETags move with it."""
    return open_release(layer=LAYER, by=by, reason=reason[:200])


def with_keys(projects: Collection[Project]) -> list[Project]:
    """Give new projects their permanent numbers and keys. One query; nothing is stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('projects_project', 'id')) FROM generate_series(1, %s)",
            [len(projects)],
        )
        numbers = [row[0] for row in cursor.fetchall()]
    for project, number in zip(projects, numbers, strict=True):
        project.pk, project.key = number, key_of(number)
    return list(projects)


def settle(projects: Iterable[Project]) -> list[Project]:
    """Set value, its basis and stage from each project's chain; its processes are best fetched before. Nothing is stored.

    Works of a village have no tender: their value is the pagu, their stage what was said.
    """
    settled = list(projects)
    for project in settled:
        links = [process.link() for process in project.processes.all()]
        project.value, project.basis = counted_value(project.pagu, links)
        if links or project.way == Way.PROVIDER:
            project.stage = stage_of(links)
    return settled


def say(projects: Collection[Project], places: Mapping[int, GEOSGeometry], *, number: int, by: User) -> None:
    """Write what release `number` says of the sites: `places` new ones by project; others keep their place.

    A project without a region has no site. Two or three queries.
    """
    keys = [project.pk for project in projects]
    said = {site.project_id: site for site in ProjectSite.objects.current().filter(project__in=keys)}
    ProjectSite.objects.filter(pk__in=[site.pk for site in said.values()]).update(until=number)
    shapes = {key: site.geom for key, site in said.items()} | dict(places)
    ProjectSite.objects.bulk_create(
        [
            ProjectSite(
                project=project,
                since=number,
                geom=shapes[project.pk],
                point=point_on(shapes[project.pk]),
                actor=by,
                **facts_of(project),
            )
            for project in projects
            if project.pk in shapes and project.region_id is not None
        ],
        batch_size=BATCH,
    )


def facts_of(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in FACTS}


def point_on(shape: GEOSGeometry) -> Point:
    """Return a point on the shape: the middle of a line, a point inside an area, the first of several points."""
    found = shapely.from_wkb(bytes(shape.wkb))
    line = found.geom_type == "LineString"
    spot = found.interpolate(0.5, normalized=True) if line else shapely.point_on_surface(found)
    return Point(spot.x, spot.y, srid=4326)


def from_shapely(shape: BaseGeometry) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=4326)
