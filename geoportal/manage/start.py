"""`/kelola/`: what the person may do here, and by which mandates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import may
from geoportal.upload.listing import waiting_for
from imports.rights import APPROVE, targets_for
from layers.registry import shelves

from .access import person_of, signed_in
from .mandates import lines_of, titles_of


@require_safe
@signed_in
def start_page(request: HttpRequest) -> HttpResponse:
    person, layers = person_of(request), shelves()
    context = {
        "may_people": may(person, "people.manage"),
        "may_layers": any(may(person, "layers.manage", on=shelf.declared) for shelf in layers),
        "may_upload": bool(targets_for(person)),
        "may_approve": bool(targets_for(person, APPROVE)),
        "waiting": len(waiting_for(person)),
        "mandates": [line for line in lines_of(person, titles_of(layers)) if line.state == "berlaku"],
    }
    return render(request, "manage/start.html", context)
