"""`/wilayah/{code}/monografi/{period}.pdf` and `.xlsx`: the official sheet of a year (2026) or half of one (2026-s1), to
print, sign and hand in.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.selectors import RegionFacts
from geoportal.pages.subpages import region_or_answer
from layers.addresses import base_url
from monografi import selectors
from monografi.periods import Period
from services.selectors import office_of

from .lembar_files import XLSX, Lembar, as_pdf, as_xlsx

Made = Callable[[Lembar], bytes]


@require_safe
@conditional_page
def lembar_pdf(request: HttpRequest, code: str, year: int, semester: int | None = None) -> HttpResponse:
    return _file(request, code, Period(year, semester), "pdf", as_pdf, "application/pdf")


@require_safe
@conditional_page
def lembar_xlsx(request: HttpRequest, code: str, year: int, semester: int | None = None) -> HttpResponse:
    return _file(request, code, Period(year, semester), "xlsx", as_xlsx, XLSX)


def _file(request: HttpRequest, code: str, period: Period, suffix: str, make: Made, media_type: str) -> HttpResponse:
    region = region_or_answer(request, code, name="monograph:sheet")
    if isinstance(region, HttpResponse):
        return region
    response = HttpResponse(make(_lembar(request, region, period)), content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="monografi-{region.code}-{period.slug}.{suffix}"'
    return response


def _lembar(request: HttpRequest, region: RegionFacts, period: Period) -> Lembar:
    sheet = selectors.sheet_of(region, period.year, period.semester)
    if sheet is None:
        known = ", ".join(str(each) for each in selectors.periods(region)) or _("belum ada")
        raise BadRequest(
            _("Tidak ada monografi untuk tahun “%(text)s”. Yang ada: %(listed)s.")
            % {"text": str(period), "listed": known}
        )
    office = office_of(region.pk)
    address = f"{base_url(request)}/wilayah/{region.code}/monografi/?{period.query}"
    return Lembar(region, sheet, office.address if office else "", address)
