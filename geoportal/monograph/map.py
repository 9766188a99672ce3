"""`/monografi/peta/`: one indicator as a map, with its legend in words and the same figures as a table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from geoportal.pages.maps import open_atlas
from monografi.measures import AS_TOLD

from .choosing import choices, grouped, reading_titles
from .theme_files import FORMATS, answer
from .theme_map import areas_in, theme_map
from .themes import FIRST_CLASSES, LEVELS, MANUAL, METHODS, Asked, asked_theme, choropleth, method_text, number_text


@require_safe
@conditional_page
def map_page(request: HttpRequest) -> HttpResponse:
    found = choices()
    asked = asked_theme(request.GET, found)
    if asked is None:
        return render(request, "monograph/map.html", {"groups": grouped(), "choices": found})
    atlas = open_atlas(request.user, day=found.day, as_of=None)
    shown = choropleth(asked, found, areas_in(atlas))
    context: dict[str, Any] = {
        "groups": grouped(),
        "choices": found,
        "asked": asked,
        "shown": shown,
        "indicator": asked.measure.indicator,
        "readings": reading_titles(asked.measure.indicator),
        "before": found.before(asked.period),
        "methods": [*METHODS, MANUAL],
        "levels": LEVELS,
        "classes": asked.classes if asked.method != MANUAL else FIRST_CLASSES,
        "breaks": ",".join(map(number_text, asked.breaks)),
        "method_text": method_text(shown),
        "alternatives": alternatives(asked),
        "map": theme_map(atlas, shown) if shown.values else "",
        "query": asked.query(),
        "big_map": asked.query(packed=True),
        "formats": FORMATS,
        "as_told": AS_TOLD,
    }
    return render(request, "monograph/map.html", context)


def alternatives(asked: Asked) -> list[tuple[str, str]]:
    """Return the readings that do not grow with the region, with their addresses."""
    titles = reading_titles(asked.measure.indicator)
    return [
        (titles[each], asked.query(sebagai=each, batas="", cara="", kelas="")) for each in asked.measure.indicator.per
    ]


@require_safe
@conditional_page
def map_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The same map as a file: drawn, as features, or as rows."""
    return answer(request, extension)
