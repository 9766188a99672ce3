"""`/kelola/kantor/`: address, hours and ways to reach a region's office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import require
from boundaries.facts import RegionFacts
from boundaries.models import Region
from geoportal.pages.choosing import asked_region
from services.actions import PERMISSION, save_office
from services.selectors import office_of
from stewardship.contacts import written

from .access import person_of, show_faults, signed_in
from .forms import CounterForm
from .places import kept_by, name_of


class OfficeForm(CounterForm):
    address = forms.CharField(label=gettext_lazy("Alamat kantor"), max_length=300)
    hours = forms.CharField(
        label=gettext_lazy("Jam buka"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Misalnya: Senin–Kamis 08.00–16.00, Jumat 08.00–11.30 WITA."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telepon"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )
    whatsapp = forms.CharField(label="WhatsApp", max_length=40, required=False, widget=forms.TextInput({"type": "tel"}))
    links = forms.CharField(
        label=gettext_lazy("Tautan"),
        max_length=1300,
        required=False,
        help_text=gettext_lazy("Media sosial atau situs, satu baris satu alamat https://…"),
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def office_page(request: HttpRequest) -> HttpResponse:
    person, asked = person_of(request), asked_region(request)
    kept = kept_by(person, PERMISSION)
    if asked is None and len(kept) > 1:
        return render(request, "manage/office_choice.html", {"regions": [(each, name_of(each)) for each in kept]})
    region = asked or (kept[0] if kept else None)
    if region not in kept:
        require(person, PERMISSION, on=None)
    assert region is not None
    return _posted(request, person, region) if request.method == "POST" else _shown(request, region, _form(region))


def _form(region: RegionFacts) -> OfficeForm:
    office = office_of(region.pk)
    told: dict[str, Any] = {}
    if office is not None:
        told = {"address": office.address, "hours": office.hours, "links": "\n".join(office.links)}
        told |= {"phone": written(office.phone), "whatsapp": written(office.whatsapp)}
    return OfficeForm(initial=told)


def _posted(request: HttpRequest, person: User, region: RegionFacts) -> HttpResponse:
    form = OfficeForm(request.POST)
    if form.is_valid():
        try:
            save_office(region=Region.objects.get(pk=region.pk), by=person, **form.cleaned_data)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            messages.success(request, _("Tersimpan; tampil di halaman %(name)s.") % {"name": region.name})
            return redirect(f"{reverse('manage:office')}?wilayah={region.code}")
    return _shown(request, region, form, status=400)


def _shown(request: HttpRequest, region: RegionFacts, form: OfficeForm, status: int = 200) -> HttpResponse:
    return render(request, "manage/office.html", {"form": form, "region": region}, status=status)
