"""`/periksa-silang/` and its twin of the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from geoportal.freshness.table import regions_of_today
from geoportal.manage.access import person_of, signed_in
from geoportal.manage.desk import regions_watched

from .table import as_csv, table_context


@require_safe
@conditional_page
def public_page(request: HttpRequest) -> HttpResponse:
    regions = regions_of_today()
    context = table_context(request, regions, regions)
    if request.GET.get("format") == "csv":
        return as_csv(request, context["rows"])
    return render(request, "crosschecks/list.html", context)


@require_safe
@signed_in
def desk_page(request: HttpRequest) -> HttpResponse:
    """Show what disagrees about the regions a person keeps, with the forms that put it right."""
    context = table_context(request, regions_watched(person_of(request)), regions_of_today())
    if request.GET.get("format") == "csv":
        return as_csv(request, context["rows"])
    return render(request, "crosschecks/desk.html", {**context, "forms": True})
