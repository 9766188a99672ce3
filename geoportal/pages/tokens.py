"""`/kelola/token/`: keys by which a person's programs speak to the API. A key is shown once, when it is made."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Token, User
from accounts.tokens import end_token, make_token

DAYS = (7, 30, 90, 365)
LONGEST_NAME = 80


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    if request.method != "POST":
        return _shown(request, person)
    if "akhiri" in request.POST:
        text = request.POST["akhiri"]
        token = get_object_or_404(Token, user=person, pk=int(text) if text.isascii() and text.isdigit() else 0)
        end_token(token=token, by=person)
        return HttpResponseRedirect(reverse("pages:tokens"))
    name, days = " ".join(request.POST.get("nama", "").split())[:LONGEST_NAME], request.POST.get("hari", "")
    if not name or days not in map(str, DAYS):
        return _shown(request, person, fault=_("Tulis untuk apa token ini, dan pilih masa berlakunya."), status=422)
    _token, text = make_token(user=person, name=name, days=int(days))
    return _shown(request, person, made=text)


def _shown(request: HttpRequest, person: User, *, made: str = "", fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "tokens": person.tokens.order_by("-pk")[:50],
        "days": DAYS,
        "made": made,
        "fault": fault,
        "name": request.POST.get("nama", "") if fault else "",
    }
    response = render(request, "pages/tokens.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
