"""`/kelola/orang/`: everybody who has an account, and inviting one more."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import invite, password_path
from accounts.models import User
from accounts.permissions import SYSTEM_USERNAME
from layers.registry import shelves
from stewardship.models import Mandate

from .access import for_keepers_of_people, person_of, show_faults
from .forms import InviteForm
from .mandates import line_of, titles_of
from .person import keep_link

PAGE = 50
LONGEST_SEARCH = 100


@require_safe
@for_keepers_of_people
def people_page(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    after = request.GET.get("sesudah", "").replace("\x00", "")[:LONGEST_SEARCH]
    found = list(_people(text, after)[: PAGE + 1])
    titles = titles_of(shelves())
    context = {
        "q": text,
        "after": after,
        "people": [_line(user, titles) for user in found[:PAGE]],
        "next": found[PAGE - 1].username if len(found) > PAGE else "",
    }
    return render(request, "manage/people.html", context)


def _people(text: str, after: str) -> QuerySet[User]:
    held = Mandate.objects.in_force(timezone.localdate()).select_related("region").order_by("role", "pk")
    people = User.objects.exclude(username=SYSTEM_USERNAME).filter(username__gt=after).order_by("username")
    if text:
        people = people.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
    return people.prefetch_related(Prefetch("mandates", queryset=held, to_attr="held"))


def _line(user: Any, titles: dict[str, str]) -> dict[str, Any]:
    return {"user": user, "mandates": [line_of(mandate, titles) for mandate in user.held]}


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers_of_people
def invite_page(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = person_of(request)
        try:
            user = invite(**form.cleaned_data, by=by)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            keep_link(request, user, password_path(user=user, by=by))
            messages.success(request, _("Akun %(name)s dibuat.") % {"name": user.username})
            return redirect("manage:person", user.pk)
    return render(request, "manage/invite.html", {"form": form}, status=400 if form.errors else 200)
