"""`/kelola/orang/{n}/`: one account, its mandates, and what a keeper of people may do with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import password_path, refuse_over, set_active
from accounts.models import User
from accounts.permissions import SYSTEM_USERNAME
from layers.addresses import base_url
from layers.registry import shelves
from stewardship.actions import end_mandate, give_mandate
from stewardship.models import Mandate

from .access import for_keepers_of_people, person_of, show_faults
from .forms import EndForm, MandateForm
from .mandates import IN_FORCE as HOLDS
from .mandates import LATER, lines_of, titles_of

LINK = "manage_link"  # in the session, until the page showed it


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers_of_people
def person_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account; a POST gives it a mandate."""
    user, layers = _user(number), shelves()
    form = MandateForm(request.POST or None, layers=layers)
    if request.method == "POST" and form.is_valid():
        try:
            give_mandate(user=user, by=person_of(request), **form.cleaned_data)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            messages.success(request, _("Mandat diberikan."))
            return redirect("manage:person", user.pk)
    lines = lines_of(user, titles_of(layers))
    context = {
        "person": user,
        "open": [line for line in lines if line.state in (HOLDS, LATER)],
        "closed": [line for line in lines if line.state not in (HOLDS, LATER)],
        "form": form,
        "link": _kept_link(request, user),
        "in_reach": _in_reach(user, person_of(request)),
        "own": user.pk == person_of(request).pk,
    }
    return render(request, "manage/person.html", context, status=400 if form.errors else 200)


def _user(number: int) -> User:
    if number >= 2**62:
        raise Http404(_("Akun ini tidak ada."))
    return get_object_or_404(User.objects.exclude(username=SYSTEM_USERNAME), pk=number)


def _in_reach(user: User, by: User) -> bool:
    try:
        refuse_over(user, by)
    except PermissionDenied:
        return False
    return True


def keep_link(request: HttpRequest, user: User, path: str) -> None:
    """Keep a link for the next page this person opens of the account; it is shown once and forgotten."""
    request.session[LINK] = {"user": user.pk, "path": path}


def _kept_link(request: HttpRequest, user: User) -> str:
    kept: dict[str, Any] | None = request.session.get(LINK)
    if kept is None or kept["user"] != user.pk:
        return ""
    del request.session[LINK]
    # Both the path and the portal's address carry the mount point.
    return base_url(request).removesuffix(get_script_prefix().rstrip("/")) + str(kept["path"])


@require_POST
@for_keepers_of_people
def make_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link by which the person sets a new password."""
    user = _user(number)
    keep_link(request, user, password_path(user=user, by=person_of(request)))
    return redirect("manage:person", user.pk)


@require_POST
@for_keepers_of_people
def switch(request: HttpRequest, number: int) -> HttpResponse:
    """Let an account rest, or wake it."""
    user = _user(number)
    active = request.POST.get("aktif") == "1"
    try:
        set_active(user=user, active=active, by=person_of(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Akun diaktifkan lagi.") if active else _("Akun dinonaktifkan."))
    return redirect("manage:person", user.pk)


@require_POST
@for_keepers_of_people
def end(request: HttpRequest, number: int, mandate: int) -> HttpResponse:
    """End one mandate of the person."""
    user, form = _user(number), EndForm(request.POST)
    found = get_object_or_404(Mandate, user=user, pk=mandate if mandate < 2**62 else 0)
    if form.is_valid():
        end_mandate(mandate=found, by=person_of(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Mandat diakhiri."))
    else:
        messages.error(request, _("Alasan paling panjang 200 huruf."))
    return redirect("manage:person", user.pk)
