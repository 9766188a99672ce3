"""Maps of sites over the borders a reader may see, drawn as the region pages draw theirs."""

from collections.abc import Sequence
from dataclasses import replace

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse

from geoportal.pages.borders import Box
from geoportal.pages.maps import Atlas, cached, land, seen
from layers.declaration import Layer
from layers.svg import Frame, Paint, Shape, Stratum, draw
from projects.models import LAYER, Project, ProjectSite

from .colours import Colouring

MOST = 1_500  # marks; more would be a stain
DESA_BELOW = 0.6  # degrees: narrower windows show desa
LEAST = 0.08  # degrees a small map shows at least


def sites_map(atlas: Atlas, projects: QuerySet[Project], box: Box | None, colour: Colouring, *asked: object) -> str:
    """Return the map of the sites of `projects`, every mark a link; empty where the layer is hidden or nothing is placed.

    `colour` says how marks are told apart, `asked` tells this map from others in the cache.
    """
    layer = atlas.layers.get(LAYER)
    if layer is None:
        return ""
    key = atlas.key("projects", box, layer.face, colour.key, *asked)
    return cached(key, lambda: _draw_sites(atlas, layer, projects, box, colour))


def _draw_sites(atlas: Atlas, layer: Layer, projects: QuerySet[Project], box: Box | None, colour: Colouring) -> str:
    sites = ProjectSite.objects.current().filter(project__in=projects.order_by().values("pk"))
    alike = Case(*(When(each.among, then=Value(place)) for place, each in enumerate(colour.classes)), default=Value(0))
    rows = sites.annotate(wkb=AsWKB("point"), alike=alike).order_by("pk")
    marks: list[list[Shape]] = [[] for _each in colour.classes]
    for wkb, key, title, place in rows.values_list("wkb", "project__key", "title", "alike")[:MOST]:
        address = reverse("projects:project", args=[key])
        marks[place].append(Shape(shapely.from_wkb(bytes(wkb)), title, address))
    if not any(marks):
        return ""
    frame = Frame.around(box or settings.REGENCY_EXTENT, margin=0.05)
    painted = [
        Stratum("layer", found, paint=replace(_paint(layer), fill=each.fill))
        for each, found in zip(colour.classes, marks, strict=True)
        if found
    ]
    return draw(frame, [*_ground(atlas, frame, None), *painted])


def site_map(atlas: Atlas, site: ProjectSite, region: str | None) -> str:
    """Return the small map of one site, as it was given, with its surroundings; the region it lies in is a link."""
    layer = atlas.layers.get(LAYER)
    if layer is None:
        return ""
    return cached(atlas.key("site", site.pk, layer.face), lambda: _draw_site(atlas, layer, site, region))


def _draw_site(atlas: Atlas, layer: Layer, site: ProjectSite, region: str | None) -> str:
    shape = shapely.from_wkb(bytes(site.geom.wkb))
    west, south, east, north = shape.bounds
    spare = max(LEAST, (east - west) * 2, (north - south) * 2) / 2
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    frame = Frame.around((middle_x - spare, middle_y - spare, middle_x + spare, middle_y + spare), margin=0.02)
    own = Stratum("layer", [Shape(shape, site.title)], paint=_paint(layer, width=3.0))
    return draw(frame, [*_ground(atlas, frame, region), own])


def _ground(atlas: Atlas, frame: Frame, linked: str | None) -> Sequence[Stratum]:
    """Return the borders around; of them only `linked`, whose twin stands in words on the page, is a link."""
    wanted = ("desa", "kecamatan") if frame.east - frame.west < DESA_BELOW else ("kecamatan",)
    layer = next((atlas.layers[key] for key in wanted if key in atlas.layers), None)
    if layer is None:
        return [land()]
    found = atlas.shapes(layer, frame.metres_per_pixel, box=seen(frame))
    shapes = [atlas.drawn(each) if each.id == linked else Shape(each.geometry, each.label) for each in found]
    return [land(), Stratum(f"part {layer.key}", shapes, lines=True, labels=True)]


def _paint(layer: Layer, *, width: float = 1.0) -> Paint:
    style = layer.style
    return Paint(style.stroke, max(style.width, width), style.fill, style.fill_opacity, style.dash, style.radius)
