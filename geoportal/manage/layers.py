"""`/kelola/lapisan/`: every layer the person keeps, with its state; one layer's titles, licence, style, visibility."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import may, require
from layers.actions import PERMISSION, bring_back, change_settings, retire
from layers.models import Release, Visibility
from layers.registry import Shelf, find_shelf, shelves
from layers.releases import newest_releases
from thematic.actions import create_layer

from .access import person_of, show_faults, signed_in
from .forms import LayerForm, NewLayerForm

BADGES = {"publik": "badge-ok", "internal": "badge-half", "draf": "badge-open"}


@dataclass(frozen=True)
class Line:
    shelf: Shelf
    release: Release | None

    @property
    def badge(self) -> str:
        return BADGES[self.shelf.visibility]

    @property
    def seen_by(self) -> str:
        return str(Visibility(self.shelf.visibility).label)


@require_safe
@signed_in
def layers_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    kept = [shelf for shelf in shelves() if may(person, PERMISSION, on=shelf.declared)]
    if not kept:
        require(person, PERMISSION)
    releases = newest_releases(shelf.layer.releases_of for shelf in kept)
    context = {
        "layers": [Line(shelf, releases.get(shelf.layer.releases_of)) for shelf in kept],
        "may_create": may(person, PERMISSION),
    }
    return render(request, "manage/layers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def layer_page(request: HttpRequest, key: str) -> HttpResponse:
    shelf, person = _kept(request, key), person_of(request)
    form = LayerForm(request.POST or None, shelf=shelf)
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(shelf=shelf, kept=form.kept(), by=person)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            messages.success(request, _("Tersimpan. Peta, API dan pencarian memakainya mulai sekarang."))
            return redirect("manage:layer", key)
    release = newest_releases([shelf.layer.releases_of]).get(shelf.layer.releases_of)
    context = {"line": Line(shelf, release), "shelf": shelf, "layer": shelf.layer, "form": form}
    return render(request, "manage/layer.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, key: str) -> Shelf:
    """Return a layer the person keeps; one that is not there answers 404, one of others 403."""
    shelf = find_shelf(key)
    if shelf is None:
        raise Http404(_("Lapisan ini tidak ada."))
    require(person_of(request), PERMISSION, on=shelf.declared)
    return shelf


@require_POST
@signed_in
def retire_layer(request: HttpRequest, key: str) -> HttpResponse:
    retire(shelf=_kept(request, key), by=person_of(request), on=timezone.localdate())
    messages.success(request, _("Lapisan dipensiunkan: tidak tampak lagi di peta, API dan pencarian."))
    return redirect("manage:layer", key)


@require_POST
@signed_in
def bring_layer_back(request: HttpRequest, key: str) -> HttpResponse:
    bring_back(shelf=_kept(request, key), by=person_of(request))
    messages.success(request, _("Lapisan tampak lagi."))
    return redirect("manage:layer", key)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_layer_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, PERMISSION)
    form = NewLayerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            layer = create_layer(**form.cleaned_data, by=person)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            messages.success(
                request, _("Lapisan dibuat sebagai draf. Unggah berkasnya, periksa hasilnya, lalu jadikan publik.")
            )
            return redirect("manage:layer", layer.key)
    return render(request, "manage/new_layer.html", {"form": form}, status=400 if form.errors else 200)
