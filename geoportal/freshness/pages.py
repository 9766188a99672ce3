"""`/kebaruan/`: what is new in the regency, and how new each part of each region is. No person is named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from geoportal.news.lines import line_of
from kegiatan.selectors import told

from .table import as_csv, regions_of_today, table_context

NEWS = 5


@require_safe
@conditional_page
def list_page(request: HttpRequest) -> HttpResponse:
    context = table_context(request, regions_of_today())
    if request.GET.get("format") == "csv":
        return as_csv(context["found"])
    asked = context["asked"]
    news = told(day=timezone.localdate(), region=asked.above.pk if asked.above else None).order_by(
        "-made_at", "-day", "-pk"
    )
    return render(request, "freshness/list.html", {**context, "news": [line_of(each) for each in news[:NEWS]]})
