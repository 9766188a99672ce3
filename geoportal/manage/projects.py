"""`/kelola/proyek/`: how far the works of a person's regions are, told from a telephone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Max, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import may, require
from projects.actions import LONGEST_NOTE, LONGEST_REASON, PERMISSION, PROGRESS, WentDown, record_progress
from projects.models import Progress, Project
from projects.querysets import ProjectQuerySet
from projects.words import Stage
from stewardship.selectors import regions_where

from .access import person_of, show_faults, signed_in
from .photo_fields import PhotoForm

PAGE = 25


class ProgressForm(PhotoForm):
    percent = forms.IntegerField(
        label=gettext_lazy("Kemajuan fisik, persen"),
        help_text=gettext_lazy("0 belum mulai, 100 selesai dikerjakan."),
        widget=forms.NumberInput({"min": 0, "max": 100, "inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Satu kalimat"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy("Misalnya: Pondasi selesai, dinding mulai dipasang."),
        widget=forms.Textarea({"rows": 2}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan kemajuannya turun"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("Tampil di halaman paket, misalnya: Pengukuran ulang; bagian yang rusak dibongkar."),
    )
    day = forms.DateField(label=gettext_lazy("Hari"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


@require_safe
@signed_in
def projects_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    everywhere = may(person, PROGRESS)
    regions = regions_where(person, PROGRESS)
    if not everywhere and not regions.exists():
        require(person, PROGRESS)
    words = request.GET.get("q", "").replace("\x00", " ").strip()[:100]
    found: ProjectQuerySet = Project.objects.all() if everywhere else Project.objects.filter(region__in=regions)
    page = Paginator(_in_order(found.worded(words)), PAGE).get_page(request.GET.get("halaman"))
    may_place = may(person, PERMISSION) or regions_where(person, PERMISSION).exists()
    return render(request, "manage/projects.html", {"page": page, "q": words, "may_place": may_place})


def _in_order(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Put what is being worked on first, then what may begin, then what is done."""
    first = When(stage=Stage.STARTED, then=Value(0))
    last = When(stage__in=(Stage.DONE, Stage.FAILED), then=Value(2))
    turn = Case(first, last, default=Value(1), output_field=IntegerField())
    told = projects.select_related("region").annotate(turn=turn, told_on=Max("progress__day"))
    return told.order_by("turn", "-year", "-pk")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def progress_page(request: HttpRequest, key: str) -> HttpResponse:
    person = person_of(request)
    project = Project.objects.select_related("region__parent__parent__parent").filter(key=key).first()
    if project is None:
        raise Http404(key)
    require(person, PROGRESS, on=project.region)
    former: Progress | None = None
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"day": timezone.localdate()})
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            record_progress(project, by=person, **said)
        except ValidationError as refused:
            show_faults(form, refused)
        except WentDown as lower:
            former = lower.former
            form.fields["reason"].required = True
            form.add_error("reason", _("Tulis alasannya, atau betulkan persennya."))
        else:
            return redirect(f"{reverse('manage:progress', args=[key])}?terbit=1")
    context = {
        "project": project,
        "form": form,
        "former": former,
        "asks_reason": former is not None or bool(form["reason"].value()),
        "told": project.progress.select_related("photo").defer("photo__small", "photo__large").order_by("-day"),
        "published": "terbit" in request.GET and not form.errors,
    }
    return render(request, "manage/progress.html", context, status=400 if form.errors else 200)
