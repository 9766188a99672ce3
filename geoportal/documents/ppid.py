"""`/wilayah/{code}/ppid/`: a region's information by class, its DIP in three forms, and what it still owes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.models import Kind
from boundaries.selectors import RegionFacts, trail
from documents import selectors
from documents.dip import COLUMNS, EXCLUDED_COLUMNS, Dip, dip_of
from documents.kinds import PpidClass
from geoportal.pages.sharing import share_context
from geoportal.pages.subpages import region_or_answer
from layers.addresses import base_url
from services.selectors import office_of
from stewardship.selectors import keeper_of

from . import dip_files
from .listing import ALONE, IN_FORCE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Who answers for public information: PPID Pelaksana in kecamatan and agencies, the village's own in a desa.
OFFICERS = {
    Kind.KABUPATEN: "PPID Utama",
    Kind.KECAMATAN: "PPID Pelaksana Kecamatan",
    Kind.KELURAHAN: "PPID Kelurahan",
    Kind.DESA: "PPID Desa",
    Kind.DESA_ADAT: "PPID Desa Adat",
}


@require_safe
@conditional_page
def ppid_page(request: HttpRequest, code: str) -> HttpResponse:
    region = region_or_answer(request, code, name="documents:ppid")
    if isinstance(region, HttpResponse):
        return region
    day = timezone.localdate()
    counts = selectors.by_class(region)
    context: dict[str, Any] = {
        "region": region,
        "trail": trail(region, day=day),
        "classes": [(each, counts[each.value]) for each in PpidClass],
        "dip": dip_of(region),
        "columns": COLUMNS,
        "excluded_columns": EXCLUDED_COLUMNS,
        "missing_documents": selectors.missing(region, day),
        "officer": officer_of(region),
        "keeper": keeper_of(region, day=day),
        "office": office_of(region.pk),
        "budget": selectors.budget_of_kecamatan(region),
        "list_query": urlencode({"wilayah": code, "cakupan": ALONE, "keadaan": IN_FORCE}),
        **share_context(request, region, None),
    }
    return render(request, "documents/ppid.html", context)


def officer_of(region: RegionFacts) -> str:
    title = OFFICERS.get(Kind(region.kind))
    return f"{title} {region.name}" if title else ""


@require_safe
@conditional_page
def dip_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    return _file(request, code, "documents:dip_xlsx", dip_files.as_xlsx, XLSX, "xlsx")


@require_safe
@conditional_page
def dip_pdf(request: HttpRequest, code: str) -> HttpResponse:
    return _file(request, code, "documents:dip_pdf", dip_files.as_pdf, "application/pdf", "pdf")


def _file(
    request: HttpRequest, code: str, name: str, make: Callable[[Dip, str], bytes], media_type: str, suffix: str
) -> HttpResponse:
    region = region_or_answer(request, code, name=name)
    if isinstance(region, HttpResponse):
        return region
    response = HttpResponse(make(dip_of(region), base_url(request)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="dip-{region.code}.{suffix}"'
    return response
