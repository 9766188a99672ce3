"""`/kelola/dokumen/`: publish a document and its next version, correct, withdraw, undo. Made for a phone."""

import re
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import require
from boundaries.facts import listed
from boundaries.models import Region
from documents import actions, selectors
from documents.actions import MAY_EDIT, AlreadyThere, NotInForce
from documents.models import Document
from documents.selectors import Missing
from geoportal.manage.access import person_of, show_faults, signed_in
from geoportal.pages.choosing import asked_region

from .document import document_or_404
from .forms import CorrectForm, EndForm, NewDocumentForm, ReasonForm, VersionForm, delivered
from .rights import editable_regions

SHOWN = 30


@require_safe
@signed_in
def desk_page(request: HttpRequest) -> HttpResponse:
    regions = editable_regions(person_of(request))
    if not regions:
        raise PermissionDenied
    own = Document.objects.filter(region__in=[region.pk for region in regions])
    documents = own.order_by("-pk").as_lines(timezone.localdate())[:SHOWN]
    context = {"documents": documents, "regions": regions, "missing_documents": _missing(regions)}
    return render(request, "documents/desk.html", context)


def _missing(regions: list[Region]) -> list[Missing]:
    """Return what the region of a person who keeps a single one has to give out and does not."""
    if len(regions) != 1:
        return []
    day = timezone.localdate()
    (region,) = listed(Region.objects.filter(pk=regions[0].pk), day=day)
    return selectors.missing(region, day)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    regions = editable_regions(person_of(request))
    if not regions:
        raise PermissionDenied
    form = NewDocumentForm(
        request.POST or None, request.FILES or None, regions=regions, initial=_first_values(request, regions)
    )
    if request.method == "POST" and form.is_valid():
        made = _published(request, form)
        if made is not None:
            return redirect(f"{reverse('documents:new')}?terbit={made.key}")
    context = {"form": form, "published": _just_published(request)}
    return render(request, "documents/new.html", context, status=400 if form.errors else 200)


def _first_values(request: HttpRequest, regions: list[Region]) -> dict[str, Any]:
    """Return what stands in the form at first: what the address says, and whom the last document of the region named."""
    values: dict[str, Any] = {"token": uuid4(), "year": timezone.localdate().year}
    if len(regions) == 1:
        last = Document.objects.filter(region=regions[0], agency="").order_by("-pk").values("holder", "responsible")
        values |= last.first() or {}
    if (asked := asked_region(request)) is not None:
        values["region"] = str(asked.pk)
    return values | {name: request.GET[name] for name in ("type", "year", "region") if name in request.GET}


def _just_published(request: HttpRequest) -> Document | None:
    """Return what this person has just published, as the address says."""
    found = re.fullmatch(r"d-([0-9]{6,12})", request.GET.get("terbit", ""))
    own = Document.objects.filter(made_by=person_of(request)).defer("words")
    return own.filter(pk=int(found[1])).first() if found else None


def _published(request: HttpRequest, form: NewDocumentForm) -> Document | None:
    """Publish what the form says; None where the file was refused, which then stands beside it."""
    region, token = form.cleaned_data["region"], form.cleaned_data["token"]
    try:
        with delivered(form.cleaned_data.get("file")) as file:
            return actions.add_document(
                region=region, facts=form.facts(), delivered=file, by=person_of(request), token=token
            )
    except ValidationError as refused:
        show_faults(form, refused)
    except AlreadyThere as there:
        form.add_error("file", _there(there))
    return None


def _there(there: AlreadyThere) -> str:
    address = reverse("documents:document", args=[there.document.pk])
    return _("Berkas yang sama sudah terbit di %(address)s.") % {"address": address}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit_page(request: HttpRequest, number: int) -> HttpResponse:
    document = _kept(request, number)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _renewed(request, document, form):
        messages.success(request, _("Versi baru terbit. Versi lama tetap dapat dibaca."))
        return redirect("documents:document", document.pk)
    return _edit(request, document, form, EndForm(document=document))


def _renewed(request: HttpRequest, document: Document, form: VersionForm) -> bool:
    try:
        with delivered(form.cleaned_data["file"]) as file:
            assert file is not None  # the field is required
            actions.add_version(document, file, by=person_of(request), note=form.cleaned_data["note"])
    except ValidationError as refused:
        show_faults(form, refused)
    except AlreadyThere as there:
        form.add_error("file", _there(there))
    except NotInForce:
        form.add_error(None, _("Dokumen ini sudah ditarik atau diganti."))
    except actions.ExcludedHasNoFile:
        form.add_error("file", _("Yang dikecualikan tidak punya berkas di sini."))
    return not form.errors


@require_POST
@signed_in
def withdraw_view(request: HttpRequest, number: int) -> HttpResponse:
    document = _kept(request, number)
    form = EndForm(request.POST, document=document)
    if form.is_valid():
        successor, reason, by = form.cleaned_data["successor"], form.cleaned_data["reason"], person_of(request)
        try:
            if successor is None:
                actions.withdraw(document, by=by, reason=reason)
            else:
                actions.replace(document, successor=successor, by=by, reason=reason)
        except NotInForce:
            form.add_error(None, _("Dokumen ini sudah ditarik atau diganti."))
        else:
            messages.success(request, _("Tercatat. Alamatnya tetap, dan mengatakan sebabnya."))
            return redirect("documents:document", document.pk)
    return _edit(request, document, VersionForm(), form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct_page(request: HttpRequest, number: int) -> HttpResponse:
    document = _kept(request, number)
    form = CorrectForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(document, form.facts(), by=person_of(request))
        except NotInForce:
            form.add_error(None, _("Dokumen ini sudah ditarik atau diganti."))
        else:
            messages.success(request, _("Keterangannya diperbaiki. Yang lama tercatat."))
            return redirect("documents:document", document.pk)
    context = {"document": document, "form": form}
    return render(request, "documents/correct.html", context, status=400 if form.errors else 200)


@require_POST
@signed_in
def withdraw_version_view(request: HttpRequest, number: int, version: int) -> HttpResponse:
    document, form = _kept(request, number), ReasonForm(request.POST)
    asked = selectors.version_of(document, version)
    if asked is None:
        raise Http404(_("Dokumen ini tidak punya berkas dengan nomor itu."))
    if not form.is_valid():
        messages.error(request, _("Tulis dulu alasannya, lalu tarik lagi."))
        return redirect("documents:edit", document.pk)
    try:
        actions.withdraw_version(asked, by=person_of(request), reason=form.cleaned_data["reason"])
    except actions.OnlyVersion:
        messages.error(request, _("Ini satu-satunya berkasnya: tarik dokumennya, atau terbitkan dulu versi baru."))
    except NotInForce:
        messages.error(request, _("Versi ini sudah ditarik, atau dokumennya sudah ditarik atau diganti."))
    else:
        messages.success(request, _("Versi %(number)s ditarik.") % {"number": version})
    return redirect("documents:edit", document.pk)


@require_POST
@signed_in
def reinstate_view(request: HttpRequest, number: int) -> HttpResponse:
    document = _kept(request, number)
    try:
        actions.reinstate(document, by=person_of(request))
    except actions.FileRemoved:
        messages.error(request, _("Berkasnya sudah dihapus menurut jadwal: terbitkan sebagai dokumen baru."))
    else:
        messages.success(request, _("Dokumen ini berlaku lagi."))
    return redirect("documents:document", document.pk)


def _kept(request: HttpRequest, number: int) -> Document:
    """Return a document whose region the person keeps; others answer 403."""
    document = document_or_404(number)
    require(person_of(request), MAY_EDIT, on=document.region)
    return document


def _edit(request: HttpRequest, document: Document, form: VersionForm, end: EndForm) -> HttpResponse:
    context = {"document": document, "form": form, "end": end, "versions": selectors.versions(document)}
    return render(request, "documents/edit.html", context, status=400 if form.errors or end.errors else 200)
