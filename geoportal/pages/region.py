"""`/wilayah/{code}/`: everything the portal knows of one region, facts before the map."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from boundaries import codes, selectors
from boundaries.models import Level, Region
from boundaries.selectors import RegionFacts
from layers.releases import current_release
from stewardship.selectors import regions_where

from .asking import asked_day
from .history import history_of
from .listing import Line, asked_order, in_order
from .maps import PART_OF, Atlas, cached, open_atlas, region_map
from .moved import answer_for_ended_code, moved_to_dotted
from .sections import Asked, content_of
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
    facts = _facts(request, atlas, region)
    content = content_of(Asked(region, day, request.user, frozenset(atlas.layers)))
    order = asked_order(request)
    drawn = region_map(atlas, region, facts["border"], parts_dashed=facts["parts_indicative"])
    return {
        "region": region,
        "as_of": as_of,
        **facts,
        "lines": in_order(facts["lines"], order),
        "order": order,
        "map": drawn.drawing,
        "marked": [atlas.layers[key] for key in drawn.marked],
        "map_layers": _map_layers(atlas, region),
        "has_map_page": region.level in atlas.layers,
        "sections": [section for section in content.sections if not section.empty],
        "absent": [section for section in content.sections if section.empty],
        "keeper": content.keeper,
        "may_fill": as_of is None and _may_fill(request, region),
        **share_context(request, region, as_of),
    }


def _may_fill(request: HttpRequest, region: RegionFacts) -> bool:
    """Say whether the reader keeps this page up to date. One query, none for readers who are not signed in."""
    person = request.user
    return person.is_authenticated and regions_where(person, "kegiatan.edit").filter(pk=region.pk).exists()


def _map_layers(atlas: Atlas, region: RegionFacts) -> str:
    """Return the layers the large map opens with: the borders there, and every layer of points that knows its regions."""
    borders = [key for key in (PART_OF.get(Level(region.level)), region.level) if key in atlas.layers][:1]
    points = [key for key, layer in atlas.layers.items() if layer.region_field and layer.geometry_type == "Point"]
    return ",".join([*(str(key) for key in borders), *points])


def _facts(request: HttpRequest, atlas: Atlas, region: RegionFacts) -> dict[str, Any]:
    """Return what the register and the borders tell: kept as the drawings are, but for people who may see more."""
    if request.user.is_authenticated:
        return _read_facts(request, atlas, region)
    return cached(atlas.key("facts", region.pk, get_language()), lambda: _read_facts(request, atlas, region))


def _read_facts(request: HttpRequest, atlas: Atlas, region: RegionFacts) -> dict[str, Any]:
    layer, day = atlas.layers.get(region.level), atlas.day
    parts = selectors.children(region, day=day)
    extents = atlas.extents(parts)
    return {
        "trail": selectors.trail(region, day=day),
        "aliases": selectors.aliases(region),
        "official_areas": selectors.official_areas(region),
        "events": selectors.events(region),
        "neighbours": atlas.neighbours(region),
        "disputes": atlas.disputes(region),
        "border": atlas.border(region),
        "release": current_release(region.level),
        "history": history_of(request, layer, region.pk) if layer else None,
        "part_level": PART_OF.get(Level(region.level)),
        "part_count": sum(1 for part in parts if part.code),
        "lines": [Line(part, extents.get(part.pk)) for part in parts],
        "parts_indicative": any(extent.indicative for extent in extents.values()),
        **ancestry(region, day=day),
    }


def ancestry(region: RegionFacts, *, day: date) -> dict[str, Any]:
    """Return what the region came out of and what came out of it. Two queries."""
    return {
        "predecessors": selectors.listed(Region.objects.filter(successors=region.pk), day=day),
        "successors": selectors.listed(Region.objects.filter(predecessors=region.pk), day=day),
    }
