"""`/`: search, the regency as a map of linked kecamatan, and the list beside it."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.models import Kind, Level, Region
from boundaries.selectors import RegionFacts, children, region_by_code

from .asking import asked_day
from .latest import latest
from .listing import Line, asked_order, in_order
from .maps import open_atlas, region_map
from .sections import Asked, content_of


@require_safe
@conditional_page
def home_page(request: HttpRequest) -> HttpResponse:
    as_of = asked_day(request)
    day = as_of or timezone.localdate()
    regency = region_by_code(settings.REGENCY_CODE, day=day)
    facts = _regency(request, regency, day, as_of) if regency else {}
    return render(request, "pages/home.html", {"as_of": as_of, "regency": regency, **facts})


def _regency(request: HttpRequest, regency: RegionFacts, day: date, as_of: date | None) -> dict[str, Any]:
    parts = children(regency, day=day)
    atlas = open_atlas(request.user, day=day, as_of=as_of)
    extents = atlas.extents(parts)
    villages = _villages(regency, day)
    border = atlas.border(regency)
    indicative = any(extent.indicative for extent in extents.values())
    lines = [Line(part, extents.get(part.pk), villages[part.pk].total()) for part in parts]
    order = asked_order(request)
    content = content_of(Asked(regency, day, request.user, frozenset(atlas.layers)))
    sections = [section for section in content.sections if not section.empty]
    return {
        "border": border,
        "indicative": indicative,
        "sample": any(extent.sample for extent in extents.values()),
        "lines": in_order(lines, order),
        "order": order,
        "count_of": sum(villages.values(), Counter()),
        "sections": sections,
        "latest": latest(sections),
        "map": region_map(atlas, regency, border, parts_dashed=indicative).drawing,
    }


def _villages(regency: RegionFacts, day: date) -> dict[int, Counter[str]]:
    """Count the desa and kelurahan of each kecamatan; a desa persiapan is not one yet. One query."""
    standing = Region.objects.existing_on(day).filter(level=Level.DESA, parent__parent=regency.pk)
    counted = standing.exclude(kind=Kind.DESA_PERSIAPAN).values_list("parent", "kind").annotate(Count("pk"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for parent, kind, number in counted:
        found[parent][kind] += number
    return found
