"""`/cari/`: the regions a name, a code or a position may mean, and what else of the portal the words may."""

from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries.coordinates import read_position
from boundaries.models import Kind
from boundaries.selectors import Found, search

from .asking import asked_day
from .hits import PARTS, groups

LIMIT = 20
FEW, MANY = 5, 50  # of each part beside the others, and of the one that was asked for
LONGEST, LONGEST_WORDS = 200, 100


@require_safe
@conditional_page
def search_page(request: HttpRequest) -> HttpResponse:
    as_of = asked_day(request)
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    only = _asked_part(request)
    found = search(text, limit=LIMIT + 1, day=as_of or timezone.localdate()) if text and not only else []
    shown = found[:LIMIT]
    position = read_position(text) if text else None
    context = {
        "q": text,
        "found": shown,
        "more": len(found) > LIMIT,
        "exact": any(each.score == 1 for each in shown),
        "kinds": _counted(shown),
        "sample": any(each.sample for each in shown),
        "groups": groups(text[:LONGEST_WORDS], MANY if only else FEW, only=only) if text and position is None else [],
        "only": only,
        "position": position,
        "as_of": as_of,
    }
    return render(request, "pages/search.html", context)


def _asked_part(request: HttpRequest) -> str:
    """Return the part that is asked for alone, empty where all are; BadRequest for one there is not."""
    asked = request.GET.get("bagian", "")
    if asked not in ("", *(part.key for part in PARTS)):
        raise BadRequest(_("“%(text)s” tidak dikenal; pilih dari daftar.") % {"text": asked[:20]})
    return asked


def _counted(found: Sequence[Found]) -> list[tuple[str, int]]:
    """Return how many regions of each kind were found, the largest kinds of units first."""
    numbers = Counter(each.region.kind for each in found)
    return [(kind.value, numbers[kind]) for kind in Kind if kind in numbers]
