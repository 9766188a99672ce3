"""`/kabar/`: what happened in the regency, or in one region and below it, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from geoportal.pages.choosing import asked_region, kecamatan_of_today
from kegiatan.selectors import told
from stewardship.selectors import keeper_of

from .lines import line_of

PAGE = 20


@require_safe
@conditional_page
def list_page(request: HttpRequest) -> HttpResponse:
    region, kecamatan = asked_region(request), kecamatan_of_today()
    found = told(day=timezone.localdate(), region=region.pk if region else None)
    page = Paginator(found, PAGE).get_page(request.GET.get("halaman"))
    context = {
        "region": region,
        "kecamatan": kecamatan,
        "other": region if region and region not in kecamatan else None,
        "page": page,
        "lines": [line_of(each) for each in page],
        "keeper": keeper_of(region) if region else None,
    }
    return render(request, "news/list.html", context)
