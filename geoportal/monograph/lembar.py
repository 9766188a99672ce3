"""`/wilayah/{code}/monografi/{year}.pdf` and `.xlsx`: the official sheet of one year, to print, sign and hand in."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.selectors import RegionFacts
from geoportal.pages.subpages import region_or_answer
from layers.addresses import base_url
from monografi import selectors
from services.selectors import office_of

from .lembar_files import XLSX, Lembar, as_pdf, as_xlsx

Made = Callable[[Lembar], bytes]


@require_safe
@conditional_page
def lembar_pdf(request: HttpRequest, code: str, year: int) -> HttpResponse:
    return _file(request, code, year, "pdf", as_pdf, "application/pdf")


@require_safe
@conditional_page
def lembar_xlsx(request: HttpRequest, code: str, year: int) -> HttpResponse:
    return _file(request, code, year, "xlsx", as_xlsx, XLSX)


def _file(request: HttpRequest, code: str, year: int, suffix: str, make: Made, media_type: str) -> HttpResponse:
    region = region_or_answer(request, code, name="monograph:sheet")
    if isinstance(region, HttpResponse):
        return region
    response = HttpResponse(make(_lembar(request, region, year)), content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="monografi-{region.code}-{year}.{suffix}"'
    return response


def _lembar(request: HttpRequest, region: RegionFacts, year: int) -> Lembar:
    sheet = selectors.sheet_of(region, year)
    if sheet is None:
        known = ", ".join(str(each) for each in selectors.years(region)) or _("belum ada")
        raise BadRequest(
            _("Tidak ada monografi untuk tahun “%(text)s”. Yang ada: %(listed)s.") % {"text": year, "listed": known}
        )
    office = office_of(region.pk)
    address = f"{base_url(request)}/wilayah/{region.code}/monografi/?tahun={year}"
    return Lembar(region, sheet, office.address if office else "", address)
