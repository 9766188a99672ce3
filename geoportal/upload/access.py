"""Who sees the pages of a run, and how a refusal is shown on one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from imports import rights
from imports.models import Run
from imports.refusals import Refusal
from imports.wording import sentence, without_options
from layers.api.words import said

View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def run_page(view: View) -> View:
    """Give a view the run its address names, to whoever may see it; a foreign run answers like an absent one."""

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        runs = rights.visible_runs(person_of(request)).select_related("actor", "approved_by")
        run: Run | None = runs.filter(pk=number).first() if number < 2**62 else None
        if run is None:
            raise Http404(_("Proses ini tidak ada."))
        response = view(request, run, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return shown


def words_of(refusal: Refusal) -> dict[str, str]:
    """Return what a page shows of a refusal: what happened, and what to do."""
    message, remedy = (without_options(said(*pair)) for pair in (refusal.message, refusal.remedy))
    return {"message": sentence(message), "remedy": remedy, "column": refusal.column}
