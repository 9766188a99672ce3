"""`/kelola/proyek/letak/`: where packages may lie, proposed by name: accepted, put right or refused by a person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.gis.geos import Point
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import may, require
from boundaries.coordinates import LONGEST, read_position
from boundaries.facts import RegionFacts
from projects import selectors
from projects.actions import PERMISSION, decide_proposal, refuse_proposal, set_place
from projects.models import PlaceProposal, Project, ProposalState
from projects.querysets import ProjectQuerySet
from stewardship.selectors import regions_where

from .access import person_of, show_faults, signed_in
from .forms import CounterForm
from .places import RegionField, kept_by

PAGE = 20
TABS = {
    "usulan": gettext_lazy("Ada usulan"),
    "tanpa": gettext_lazy("Tanpa usulan"),
    "diputuskan": gettext_lazy("Sudah diputuskan"),
}


class PlaceForm(CounterForm):
    """A region, or a spot; `set_place` says what follows from either."""

    region = RegionField(required=False)
    position = forms.CharField(
        label=gettext_lazy("Titik"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Bila tempatnya diketahui: lintang lalu bujur, misalnya 0,5234; 117,5281."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, regions: list[RegionFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].offer(regions)  # type: ignore[attr-defined]
        self.fields["region"].widget.choices.insert(0, ("", _("– pilih –")))

    def clean_position(self) -> Point | None:
        text = self.cleaned_data["position"]
        found = read_position(text) if text else None
        if text and found is None:
            raise ValidationError(_("Ini bukan letak. Tulis lintang lalu bujur, misalnya 0,5234; 117,5281."))
        return Point(found.lon, found.lat, srid=4326) if found else None


@require_safe
@signed_in
def places_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    everywhere = may(person, PERMISSION)
    regions = regions_where(person, PERMISSION)
    if not everywhere and not regions.exists():
        require(person, PERMISSION)
    tab = request.GET.get("keadaan", "usulan")
    if tab not in TABS or (tab == "tanpa" and not everywhere):
        raise BadRequest(_("Pilih salah satu: %(known)s.") % {"known": ", ".join(TABS)})
    words = request.GET.get("q", "").replace("\x00", " ").strip()[:100]
    proposals = PlaceProposal.objects.filter(region__in=regions)
    page = Paginator(_found(tab, proposals, words), PAGE).get_page(request.GET.get("halaman"))
    context = {
        "tabs": [(key, title) for key, title in TABS.items() if everywhere or key != "tanpa"],
        "tab": tab,
        "q": words,
        "page": page,
        "unplaced": selectors.totals(Project.objects.all()),
    }
    return render(request, "manage/project_places.html", context)


def _found(tab: str, proposals: Any, words: str) -> ProjectQuerySet:
    """Return the packages of a tab, each with its proposals that are told there. Two queries once a page is read."""
    told = proposals.filter(state=ProposalState.OPEN)
    projects: ProjectQuerySet = Project.objects.unplaced()
    if tab == "diputuskan":
        told = proposals.exclude(state=ProposalState.OPEN)
        projects = Project.objects.all()
    inside = told.values("project")
    projects = projects.exclude(pk__in=inside) if tab == "tanpa" else projects.filter(pk__in=inside)
    shown = told.select_related("region__parent", "decided", "decided_by").order_by("-confidence", "pk")
    return projects.worded(words).newest_first().prefetch_related(Prefetch("proposals", shown, to_attr="told"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def place_page(request: HttpRequest, key: str) -> HttpResponse:
    """Choose the region of one package, or put a pin."""
    person = person_of(request)
    project = Project.objects.filter(key=key).first()
    if project is None:
        raise Http404(key)
    regions = kept_by(person, PERMISSION)
    if not regions:
        require(person, PERMISSION)
    form = PlaceForm(request.POST if request.method == "POST" else None, regions=regions)
    if form.is_valid():
        try:
            said = form.cleaned_data
            set_place(project, by=person, region=said["region"], spot=said["position"])
        except ValidationError as refused:
            show_faults(form, refused)
        else:
            return _placed(request, project)
    proposals = project.proposals.select_related("region__parent").order_by("-confidence", "pk")
    context = {"project": project, "form": form, "proposals": proposals}
    return render(request, "manage/project_place.html", context, status=400 if form.errors else 200)


def _placed(request: HttpRequest, project: Project) -> HttpResponse:
    messages.success(request, _("Letak tersimpan: %(title)s.") % {"title": project.title})
    return redirect("manage:project_places")


@require_POST
@signed_in
def accept(request: HttpRequest, number: int) -> HttpResponse:
    proposal = _proposal(number)
    return _decide(request, proposal, lambda person: decide_proposal(proposal, by=person), _("Diterima: %(title)s."))


@require_POST
@signed_in
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    proposal = _proposal(number)
    return _decide(request, proposal, lambda person: refuse_proposal(proposal, by=person), _("Ditolak: %(title)s."))


def _decide(request: HttpRequest, proposal: PlaceProposal, act: Any, done: str) -> HttpResponse:
    person: User = person_of(request)
    try:
        act(person)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, done % {"title": proposal.project.title})
    return redirect(reverse("manage:project_places"))


def _proposal(number: int) -> PlaceProposal:
    rows = PlaceProposal.objects.select_related("project", "region__parent__parent")
    found = rows.filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise Http404(_("Usulan ini tidak ada."))
    return found
