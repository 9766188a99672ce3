"""Addresses that were right once: another spelling, an ended code, a code given later."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries import selectors
from boundaries.models import RegionCode, RegisterEvent
from boundaries.selectors import RegionFacts

from .asking import query_of


def region_path(region: RegionFacts) -> str:
    if region.code:
        return reverse("pages:region", args=[region.code])
    return reverse("pages:persiapan", args=[region.parent_code, region.slug])


def moved_to_dotted(request: HttpRequest, code: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(reverse("pages:region", args=[code]) + (f"?{query}" if query else ""))


def answer_for_ended_code(request: HttpRequest, code: str, *, day: date, as_of: date | None) -> HttpResponse:
    """Lead on to the one successor, name several, or say that there is no such region on that day."""
    found = selectors.successors(code, day=day)
    if len(found) == 1:
        kind = HttpResponseRedirect if as_of else HttpResponsePermanentRedirect
        return kind(region_path(found[0]) + query_of(as_of))
    bearers = RegionCode.objects.filter(scheme="kemendagri", code=code).select_related("region")
    bearer = bearers.order_by("-valid").first()
    events = RegisterEvent.objects.of_region(bearer.region_id).reverse() if bearer else []
    context = {"code": code, "q": code, "bearer": bearer, "found": found, "as_of": as_of, "events": events}
    if bearer and not (bearer.valid.lower and bearer.valid.lower > day):
        return render(request, "pages/region_gone.html", context, status=410)
    return render(request, "pages/region_absent.html", context, status=404)
