"""`/monografi/`: one indicator over the desa of the regency or of one kecamatan, the largest first."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import listed
from boundaries.models import Level, Region
from boundaries.selectors import RegionFacts
from monografi import selectors
from monografi.indicators import GROUPS, Indicator, indicators, of_group

from .figures import figure_text
from .sheet import asked_year

FIRST = "penduduk"


@require_safe
@conditional_page
def ranking_page(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    kabupaten, kecamatan = _choices()
    indicator = _asked_indicator(request)
    above = _asked_above(request, kabupaten, kecamatan)
    years = selectors.years(kabupaten) if kabupaten else []
    year = asked_year(request, years)
    places = selectors.ranking(indicator, year, above=above, day=day) if above and year else []
    told = [place for place in places if place.value is not None]
    context: dict[str, Any] = {
        "groups": [(str(title), [each for each in of_group(key) if each.numeric]) for key, title in GROUPS.items()],
        "indicator": indicator,
        "years": years,
        "year": year,
        "kecamatan": kecamatan,
        "above": above,
        "lines": [(place, figure_text(indicator, place.value)) for place in places],
        "told": len(told),
        "asked": len(places),
        "total": figure_text(indicator, _total(told)) if indicator.adds and told else "",
    }
    return render(request, "monograph/ranking.html", context)


def _total(places: list[selectors.Place]) -> Decimal:
    return sum((place.value for place in places if place.value is not None), Decimal(0))


def _choices() -> tuple[RegionFacts | None, list[RegionFacts]]:
    """Return the kabupaten and its kecamatan. One query."""
    found = Region.objects.existing_on(timezone.localdate()).filter(level__in=(Level.KABUPATEN, Level.KECAMATAN))
    units = listed(found)
    return next((each for each in units if each.level == Level.KABUPATEN), None), [
        each for each in units if each.level == Level.KECAMATAN
    ]


def _asked_indicator(request: HttpRequest) -> Indicator:
    code = request.GET.get("indikator", "").strip() or FIRST
    found = indicators().get(code)
    if found is None or not found.numeric:
        raise BadRequest(
            _("Indikator “%(code)s” tidak dikenal; pilih dari daftar di /monografi/.") % {"code": code[:40]}
        )
    return found


def _asked_above(
    request: HttpRequest, kabupaten: RegionFacts | None, kecamatan: list[RegionFacts]
) -> RegionFacts | None:
    code = request.GET.get("wilayah", "").strip()
    if not code:
        return kabupaten
    found = next((each for each in (kabupaten, *kecamatan) if each and each.code == code), None)
    if found is None:
        raise BadRequest(_("Wilayah “%(code)s” bukan kabupaten atau kecamatan di sini.") % {"code": code[:20]})
    return found
