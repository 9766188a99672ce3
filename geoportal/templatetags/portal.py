"""What templates need to name regions, link them and write figures in the reader's language."""

import json
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from boundaries.ledger import telling
from boundaries.models import Kind, Level, RegisterEvent
from boundaries.selectors import RegionFacts
from geoportal.pages.asking import query_of
from geoportal.pages.moved import region_path
from layers.api.words import said
from layers.figures import rounded
from layers.geojson import as_json

register = template.Library()
SMALL_KM2 = 1


@register.simple_tag(takes_context=True)
def region_url(context: template.Context, region: RegionFacts) -> str:
    """Return the path of the region's page, speaking of the same day as the page it stands on."""
    return region_path(region) + query_of(context.get("as_of"))


@register.filter
def happened(event: RegisterEvent) -> str:
    """Return what an event of the register says, in the reader's language."""
    told = telling.sentence(event.kind, event.before, event.after, event.others)
    return said(told.id, told.en)


@register.simple_tag(takes_context=True)
def day_query(context: template.Context, first: str = "?") -> str:
    """Return the day as an address passes it on, or nothing for today."""
    return query_of(context.get("as_of")).replace("?", first, 1)


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, language: str) -> str:
    """Return this page's address in another language, with everything else it says."""
    request = context.get("request")
    if request is None:
        return f"?bahasa={language}"
    query = request.GET.copy()
    query["bahasa"] = language
    return f"{request.path}?{query.urlencode()}"


@register.filter
def km2(value: Any) -> str:
    """Write an area in km² with one decimal, small ones with two."""
    if value is None:
        return ""
    places = 2 if 0 < float(value) < SMALL_KM2 else 1
    return number_format(rounded(value, places), places, use_l10n=True, force_grouping=True)


@register.simple_tag
def kind_names() -> str:
    """Return the name of every kind of region in the reader's language, as JSON for the suggestions."""
    return json.dumps({kind.value: str(kind.label) for kind in Kind}, ensure_ascii=False)


@register.filter
def kind_name(kind: str) -> str:
    return str(Kind(kind).label)


@register.filter
def level_name(level: str) -> str:
    return str(Level(level).label)


@register.filter
def json_ld(document: dict[str, Any]) -> SafeString:
    """Write a document as a block of data: no browser runs it, so the policy for scripts does not ask about it."""
    text = as_json(document).translate({ord(each): f"\\u{ord(each):04x}" for each in "<>&"})
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def drawing(svg: str) -> SafeString:
    """Let through a map layers.svg made: it escapes every name and address itself."""
    return mark_safe(svg)  # noqa: S308
