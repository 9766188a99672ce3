"""`/wilayah/{code}/monografi/`: all a region's monograph says for a year, with where it stands among the years."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors as regions
from boundaries.selectors import RegionFacts
from geoportal.pages.sharing import share_context
from geoportal.pages.subpages import region_or_answer
from monografi import selectors
from monografi.indicators import asked_of

from .figures import blocks, people_over_time


@require_safe
@conditional_page
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    region = region_or_answer(request, code, name="monograph:sheet")
    if isinstance(region, HttpResponse):
        return region
    known = selectors.years(region)
    year = asked_year(request, known)
    return render(request, "monograph/sheet.html", _context(request, region, known, year))


def asked_year(request: HttpRequest, known: list[int]) -> int | None:
    """Return the year of `?tahun=`, the newest where none is asked; BadRequest where nothing was told for it."""
    text = request.GET.get("tahun", "").strip()
    if not text:
        return known[0] if known else None
    if text.isascii() and text.isdigit() and int(text) in known:
        return int(text)
    listed = ", ".join(str(each) for each in known) or _("belum ada")
    raise BadRequest(
        _("Tidak ada monografi untuk tahun “%(text)s”. Yang ada: %(listed)s.") % {"text": text[:10], "listed": listed}
    )


def _context(request: HttpRequest, region: RegionFacts, known: list[int], year: int | None) -> dict[str, Any]:
    sheet = selectors.sheet_of(region, year) if year is not None else None
    told = blocks(sheet) if sheet else []
    silent = len(asked_of(region.kind)) - len(sheet.figures) if sheet and not sheet.summed else 0
    return {
        "region": region,
        "trail": regions.trail(region, day=timezone.localdate()),
        "years": known,
        "year": year,
        "sheet": sheet,
        "blocks": told,
        "silent": silent,
        "growth": people_over_time(selectors.series(region, ["penduduk"])["penduduk"]) if sheet else "",
        **share_context(request, region, None),
    }
