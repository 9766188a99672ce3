"""`/cari/`: the regions a name, a code or a position may mean, and the facilities a name may."""

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.coordinates import read_position
from boundaries.models import Kind
from boundaries.selectors import Found, search
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
    found = search(text, limit=LIMIT + 1, day=as_of or timezone.localdate()) if text else []
    shown = found[:LIMIT]
    position = read_position(text) if text else None
    context = {
        "q": text,
        "found": shown,
        "more": len(found) > LIMIT,
        "exact": any(each.score == 1 for each in shown),
        "kinds": _counted(shown),
        "sample": any(each.sample for each in shown),
        "facilities": search_facilities(text, FEW) if text and position is None else [],
        "position": position,
        "as_of": as_of,
    }
    return render(request, "pages/search.html", context)


def _counted(found: Sequence[Found]) -> list[tuple[str, int]]:
    """Return how many regions of each kind were found, the largest kinds of units first."""
    numbers = Counter(each.region.kind for each in found)
    return [(kind.value, numbers[kind]) for kind in Kind if kind in numbers]
