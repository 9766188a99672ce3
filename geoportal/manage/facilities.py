"""`/kelola/fasilitas/`: the facilities of a person's regions; adding, changing and closing one, made for a phone."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import may, require
from boundaries.facts import depth, listed
from facilities import actions, selectors
from facilities.actions import PERMISSION, Facts, PhotoSaid
from facilities.models import Facility, FacilityVersion
from facilities.querysets import VersionQuerySet
from geoportal.pages.choosing import asked_region
from stewardship.selectors import regions_where

from .access import person_of, show_faults, signed_in
from .facility_forms import FacilityForm

PAGE = 50


@require_safe
@signed_in
def facilities_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    words, after = request.GET.get("q", "").replace("\x00", " ").strip()[:100], request.GET.get("setelah", "")
    rows = _mine(person)
    if words:
        rows = selectors.named(rows, words)
    found = list(_after(rows.order_by("name", "pk"), after)[: PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "following": found[PAGE - 1].facility.key if len(found) > PAGE else "",
        "q": words,
        "misplaced": [
            each for each in selectors.outside_their_desa()[:PAGE] if may(person, PERMISSION, on=each.region)
        ],
    }
    return render(request, "manage/facilities.html", context)


def _after(rows: VersionQuerySet, key: str) -> VersionQuerySet:
    last = selectors.facility(key) if key else None
    return rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk)) if last else rows


def _mine(person: User) -> VersionQuerySet:
    """Return the facilities of the regions a person keeps, and below them; PermissionDenied where there are none."""
    rows = selectors.current()
    if may(person, PERMISSION):
        return rows
    regions = regions_where(person, PERMISSION)
    if not regions.exists():
        raise PermissionDenied(f"{person} may edit facilities nowhere")
    return rows.filter(region__in=regions.values("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_facility_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not regions_where(person, PERMISSION).exists():
        require(person, PERMISSION)
    form = _form(request, {"form": uuid4(), "source": "pengamatan petugas"})
    saved = _save(form, person, None) if request.method == "POST" else None
    if saved is not None:
        messages.success(
            request, _("Terbit: %(name)s, rilis %(number)s.") % {"name": saved.name, "number": saved.since}
        )
        return redirect("facilities:facility", saved.facility.key)
    return _form_page(request, form, person, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def facility_page(request: HttpRequest, key: str) -> HttpResponse:
    person, row = person_of(request), _row(key)
    require(person, PERMISSION, on=row.region)
    form = _form(request, _as_said(row))
    saved = _save(form, person, row.facility) if request.method == "POST" else None
    if saved is not None:
        told = {"name": saved.name, "number": saved.since}
        messages.success(request, _("Tersimpan: %(name)s, rilis %(number)s.") % told)
        return redirect("facilities:facility", key)
    return _form_page(request, form, person, row)


def _form(request: HttpRequest, initial: dict[str, Any]) -> FacilityForm:
    sent = request.method == "POST"
    return FacilityForm(request.POST if sent else None, request.FILES if sent else None, initial=initial)


def _save(form: FacilityForm, person: User, facility: Facility | None) -> FacilityVersion | None:
    """Save what the form says; None where it was refused, with every fault at its field, the form's own and the action's."""
    valid = form.is_valid()
    facts = Facts(**{name: str(form.data.get(name, "")) for name in Facts.__dataclass_fields__})
    certain = bool(form.data.get("certain"))
    try:
        if not valid:
            actions.check_facts(facts=facts, by=person, facility=facility, certain=certain)
            return None
        read = form.cleaned_data
        return actions.save_facility(
            facts=facts,
            by=person,
            facility=facility,
            form=read["form"],
            seen=read["seen"],
            certain=certain,
            photo=PhotoSaid(read["photo"], read["alt"], read["drop"]),
        )
    except ValidationError as refused:
        show_faults(form, _further(form, refused))
        return None


def _further(form: FacilityForm, refused: ValidationError) -> ValidationError:
    """Return the faults of fields that have none yet: a missing name is told once."""
    if not hasattr(refused, "error_dict"):
        return refused
    return ValidationError({name: faults for name, faults in refused.message_dict.items() if name not in form.errors})


def _row(key: str) -> FacilityVersion:
    row = selectors.facility(key)
    if row is None:
        raise Http404(_("Tidak ada fasilitas berkunci %(key)s.") % {"key": key[:20]})
    return row


def _as_said(row: FacilityVersion) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in Facts.__dataclass_fields__ if name != "position"}
    return {
        **said,
        "position": f"{row.geom.y:.6f}, {row.geom.x:.6f}",
        "seen": row.pk,
        "alt": row.photo.alt if row.photo else "",
    }


def _form_page(request: HttpRequest, form: FacilityForm, person: User, row: FacilityVersion | None) -> HttpResponse:
    spot = (row.geom.x, row.geom.y) if row else _first_spot(request, person)
    context = {
        "form": form,
        "row": row,
        "closed": row is not None and row.until is not None,
        "centre": spot,
    }
    return render(request, "manage/facility.html", context, status=400 if form.errors else 200)


def _first_spot(request: HttpRequest, person: User) -> tuple[float, float] | None:
    """Return where the map of a new facility begins: in the region the address names, else in the topmost a person keeps."""
    asked = asked_region(request)
    if asked is not None:
        return selectors.spot_of(asked.pk)
    if may(person, PERMISSION):
        return None
    kept = sorted(listed(regions_where(person, PERMISSION)), key=depth)
    return selectors.spot_of(kept[0].pk) if kept else None


@require_POST
@signed_in
def close_facility(request: HttpRequest, key: str) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\x00", " ")[:150]
    facility = get_object_or_404(Facility, key=key)
    actions.close_facility(facility=facility, by=person_of(request), reason=reason)
    messages.success(request, _("Ditutup: fasilitas ini tidak ada lagi di peta, API dan daftar; riwayatnya tetap."))
    return redirect("facilities:facility", key)


@require_POST
@signed_in
def reopen_facility(request: HttpRequest, key: str) -> HttpResponse:
    actions.reopen_facility(facility=get_object_or_404(Facility, key=key), by=person_of(request))
    messages.success(request, _("Dibuka lagi: fasilitas ini kembali ada di peta, API dan daftar."))
    return redirect("facilities:facility", key)


@require_POST
@signed_in
def undo_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Take the last change by hand back."""
    number = request.POST.get("seen", "")
    seen = int(number) if number.isascii() and number.isdigit() and int(number) < 2**62 else 0
    try:
        undone = actions.undo_edit(facility=get_object_or_404(Facility, key=key), by=person_of(request), seen=seen)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        if undone:
            messages.success(request, _("Perubahan terakhir dibatalkan; riwayatnya tetap."))
        else:
            messages.info(request, _("Tidak ada yang dibatalkan: fasilitas ini sudah berubah sejak halaman dibuka."))
    return redirect("facilities:facility", key)
