"""Who sees the pages of `/kelola/`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.permissions import require

View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def signed_in(view: View) -> View:
    """Let in whoever is signed in; what these pages say is for their eyes only."""

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return shown


def for_keepers_of_people(view: View) -> View:
    """Let in who may invite people and give mandates."""

    @signed_in
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(person_of(request), "people.manage")
        return view(request, *args, **kwargs)

    return shown


def show_faults(form: BaseForm, refused: ValidationError) -> None:
    """Put what an action refused beside the fields it is about."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, faults in refused.message_dict.items():
        for fault in faults:
            form.add_error(name if name in form.fields else None, fault)
