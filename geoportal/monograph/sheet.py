"""`/wilayah/{code}/monografi/`: all a region's monograph says for a year, with where it stands among the years."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors as regions
from boundaries.selectors import RegionFacts
from geoportal.pages.sharing import share_context
from geoportal.pages.subpages import region_or_answer
from monografi import selectors
from monografi.indicators import asked_of
from monografi.periods import Period
from stewardship.selectors import keeper_of

from .choosing import asked_period
from .figures import blocks, people_over_time, sources_text


@require_safe
@conditional_page
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    region = region_or_answer(request, code, name="monograph:sheet")
    if isinstance(region, HttpResponse):
        return region
    known = selectors.periods(region)
    asked = asked_period(request.GET, known)
    return render(request, "monograph/sheet.html", _context(request, region, known, asked))


def _context(request: HttpRequest, region: RegionFacts, known: list[Period], asked: Period | None) -> dict[str, Any]:
    sheet = selectors.sheet_of(region, asked.year, asked.semester) if asked is not None else None
    told = blocks(sheet) if sheet else []
    silent = len(asked_of(region.kind)) - len(sheet.figures) if sheet and not sheet.summed else 0
    return {
        "region": region,
        "trail": regions.trail(region, day=timezone.localdate()),
        "periods": known,
        "period": sheet.period if sheet else None,
        "year": sheet.year if sheet else None,
        "sheet": sheet,
        "blocks": told,
        "silent": silent,
        "keeper": None if sheet else keeper_of(region),
        "growth": people_over_time(selectors.series(region, ["penduduk"])["penduduk"]) if sheet else "",
        "sources": sources_text(selectors.sources(region)) if sheet else "",
        **share_context(request, region, None),
    }
