"""`/wilayah/{code}/`: everything the portal knows of one region, facts before the map."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries import codes, selectors
from boundaries.models import Level, Region
from boundaries.selectors import RegionFacts
from layers.releases import current_release

from .asking import asked_day
from .borders import Border
from .history import history_of
from .listing import Line, asked_order, in_order
from .maps import PART_OF, Atlas, open_atlas, region_map
from .moved import answer_for_ended_code, moved_to_dotted
from .sharing import share_context


@require_safe
@conditional_page
def region_page(request: HttpRequest, code: str) -> HttpResponse:
    as_of = asked_day(request)
    dotted = dotted_or_404(code)
    if dotted != code:
        return moved_to_dotted(request, dotted)
    day = as_of or timezone.localdate()
    region = selectors.region_by_code(dotted, day=day)
    if region is None:
        return answer_for_ended_code(request, dotted, day=day, as_of=as_of)
    return render(request, "pages/region.html", region_context(request, region, day=day, as_of=as_of))


def dotted_or_404(code: str) -> str:
    try:
        return codes.normalise(code)
    except ValueError as error:
        raise Http404(code) from error


def region_context(request: HttpRequest, region: RegionFacts, *, day: date, as_of: date | None) -> dict[str, Any]:
    """Collect what the page tells; the number of queries does not depend on the region."""
    atlas = open_atlas(request.user, day=day, as_of=as_of)
    border, layer = atlas.border(region), atlas.layers.get(region.level)
    return {
        "region": region,
        "as_of": as_of,
        "trail": selectors.trail(region, day=day),
        "aliases": selectors.aliases(region),
        "official_areas": selectors.official_areas(region),
        "events": selectors.events(region),
        "neighbours": atlas.neighbours(region),
        "disputes": atlas.disputes(region),
        "border": border,
        "has_map_page": region.level in atlas.layers,
        "release": current_release(region.level),
        "history": history_of(request, layer, region.pk) if layer else None,
        **_parts(request, atlas, region, border),
        **ancestry(region, day=day),
        **share_context(request, region, as_of),
    }


def _parts(request: HttpRequest, atlas: Atlas, region: RegionFacts, border: Border | None) -> dict[str, Any]:
    level = PART_OF.get(Level(region.level))
    parts = selectors.children(region, day=atlas.day)
    extents = atlas.extents(parts)
    dashed = any(extent.indicative for extent in extents.values())
    order = asked_order(request)
    return {
        "part_level": level,
        "part_count": sum(1 for part in parts if part.code),
        "lines": in_order([Line(part, extents.get(part.pk)) for part in parts], order),
        "order": order,
        "parts_indicative": dashed,
        "map": region_map(atlas, region, border, parts_dashed=dashed),
    }


def ancestry(region: RegionFacts, *, day: date) -> dict[str, Any]:
    """Return what the region came out of and what came out of it. Two queries."""
    return {
        "predecessors": selectors.listed(Region.objects.filter(successors=region.pk), day=day),
        "successors": selectors.listed(Region.objects.filter(predecessors=region.pk), day=day),
    }
