"""`/cari/`: the regions a name, a code or a position may mean, and the facilities a name may."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.coordinates import read_position
from boundaries.selectors import search
from facilities.selectors import search as search_facilities

from .asking import asked_day

LIMIT = 20
FEW = 8
LONGEST = 200


@require_safe
@conditional_page
def search_page(request: HttpRequest) -> HttpResponse:
    as_of = asked_day(request)
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    found = search(text, limit=LIMIT, day=as_of or timezone.localdate()) if text else []
    position = read_position(text) if text else None
    facilities = search_facilities(text, FEW) if text and position is None else []
    context = {"q": text, "found": found, "facilities": facilities, "position": position, "as_of": as_of}
    return render(request, "pages/search.html", context)
