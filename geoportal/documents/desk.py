"""`/kelola/dokumen/`: publish a document, its next version, withdraw it. Made for a phone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import require
from documents import actions
from documents.actions import MAY_EDIT, AlreadyThere, NotInForce
from documents.models import Document
from geoportal.manage.access import person_of, show_faults, signed_in

from .document import document_or_404
from .forms import EndForm, NewDocumentForm, VersionForm, delivered
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
    return render(request, "documents/desk.html", {"documents": documents, "regions": regions})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    regions = editable_regions(person_of(request))
    if not regions:
        raise PermissionDenied
    initial = {name: request.GET[name] for name in ("type", "year") if name in request.GET}
    form = NewDocumentForm(request.POST or None, request.FILES or None, regions=regions, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _published(request, form)
        if made is not None:
            messages.success(request, _("Terbit. Alamat ini tetap, juga bila berkasnya diperbarui."))
            return redirect("documents:document", made.pk)
    return render(request, "documents/new.html", {"form": form}, status=400 if form.errors else 200)


def _published(request: HttpRequest, form: NewDocumentForm) -> Document | None:
    """Publish what the form says; None where the file was refused, which then stands beside it."""
    try:
        with delivered(form.cleaned_data.get("file")) as file:
            return actions.add_document(
                region=form.cleaned_data["region"], facts=form.facts(), delivered=file, by=person_of(request)
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


def _kept(request: HttpRequest, number: int) -> Document:
    """Return a document whose region the person keeps; others answer 403."""
    document = document_or_404(number)
    require(person_of(request), MAY_EDIT, on=document.region)
    return document


def _edit(request: HttpRequest, document: Document, form: VersionForm, end: EndForm) -> HttpResponse:
    context = {"document": document, "form": form, "end": end}
    return render(request, "documents/edit.html", context, status=400 if form.errors or end.errors else 200)
