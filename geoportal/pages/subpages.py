"""Pages below a region's own address: the same code leads the same way there."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone

from boundaries import selectors
from boundaries.selectors import RegionFacts

from .moved import answer_for_ended_code
from .region import dotted_or_404


def region_or_answer(
    request: HttpRequest, code: str, *, name: str, as_of: date | None = None
) -> RegionFacts | HttpResponse:
    """Return the region `code` means, or what leads on: to the dotted address of page `name`, or to what took its place."""
    dotted = dotted_or_404(code)
    if dotted != code:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(reverse(name, args=[dotted]) + (f"?{query}" if query else ""))
    day = as_of or timezone.localdate()
    region = selectors.region_by_code(dotted, day=day)
    return region or answer_for_ended_code(request, dotted, day=day, as_of=as_of)
