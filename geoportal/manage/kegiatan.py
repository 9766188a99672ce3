"""`/kelola/kegiatan/`: telling what happened, from a telephone; one's own, putting one right and taking one back."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import require
from boundaries.facts import RegionFacts
from geoportal.pages.choosing import asked_region
from kegiatan.actions import PERMISSION, change_activity, post_activity, withdraw_activity
from kegiatan.models import LONGEST_TEXT, LONGEST_TITLE, Activity

from .access import person_of, show_faults, signed_in
from .forms import CounterForm
from .photo_fields import PhotoForm
from .places import RegionField, kept_by

OWN_SHOWN = 10


class TextForm(CounterForm):
    """What is told, without its photo: what can be put right later."""

    title = forms.CharField(
        label=gettext_lazy("Judul"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Misalnya: Posyandu balita dan lansia."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Cerita"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy(
            "Beberapa kalimat: apa, di mana, untuk siapa. Jangan tulis NIK atau data kesehatan orang."
        ),
        widget=forms.Textarea({"rows": 5}),
    )
    day = forms.DateField(label=gettext_lazy("Hari"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class ActivityForm(TextForm, PhotoForm):
    field_order = ("region", "title", "text", "day", "photo", "alt")

    region = RegionField()
    token = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, regions: list[RegionFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].offer(regions)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def kegiatan_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    regions, asked = kept_by(person, PERMISSION), asked_region(request)
    if not regions or (asked is not None and asked not in regions):
        require(person, PERMISSION, on=None)
    if request.method == "POST":
        return _posted(request, person, regions)
    first = {"region": asked.pk if asked else None, "day": timezone.localdate(), "token": uuid4()}
    return _shown(request, person, ActivityForm(initial=first, regions=regions))


def _posted(request: HttpRequest, person: User, regions: list[RegionFacts]) -> HttpResponse:
    form = ActivityForm(request.POST, request.FILES, regions=regions)
    if form.is_valid():
        try:
            activity = post_activity(by=person, **form.cleaned_data)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            return redirect(f"{reverse('manage:kegiatan')}?terbit={activity.pk}")
    return _shown(request, person, form, status=400)


def _shown(request: HttpRequest, person: User, form: ActivityForm, status: int = 200) -> HttpResponse:
    own = Activity.objects.shown().filter(author=person).select_related("region").order_by("-pk")
    context = {"form": form, "own": own[:OWN_SHOWN], "published": _published(request, person)}
    return render(request, "manage/kegiatan.html", context, status=status)


def _published(request: HttpRequest, person: User) -> Activity | None:
    """Return what this person has just told, as the address says."""
    number = request.GET.get("terbit", "")
    if not (number.isascii() and number.isdigit() and int(number) < 2**62):
        return None
    found = Activity.objects.shown().filter(author=person, pk=int(number)).coded_region(timezone.localdate())
    return found.first()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_page(request: HttpRequest, number: int) -> HttpResponse:
    """Put right what was told of one activity."""
    person, found = person_of(request), _told(number)
    require(person, PERMISSION, on=found.region)
    first = {"title": found.title, "text": found.text, "day": found.day}
    form = TextForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            change_activity(found, by=person, **form.cleaned_data)
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            messages.success(request, _("Kabar tersimpan."))
            return redirect("news:item", found.pk)
    context = {"form": form, "activity": found}
    return render(request, "manage/kegiatan_change.html", context, status=400 if form.errors else 200)


def _told(number: int) -> Activity:
    found = Activity.objects.select_related("region").filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise Http404(_("Kabar ini tidak ada."))
    return found


@require_POST
@signed_in
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one activity off the pages."""
    found = _told(number)
    withdraw_activity(found, by=person_of(request))
    messages.success(request, _("Kabar “%(title)s” ditarik.") % {"title": found.title})
    return redirect("manage:kegiatan")
