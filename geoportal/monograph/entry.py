"""`/kelola/monografi/`: a year of a region filled in step by step on a phone, kept as a draft, published and taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import may, require
from boundaries.facts import RegionFacts, listed
from boundaries.models import Region
from geoportal.manage.access import person_of, signed_in
from geoportal.manage.places import kept_by, name_of
from geoportal.pages.choosing import asked_region, kecamatan_of_today
from imports.rights import UPLOAD, targets_for
from imports.targets import get_target
from monografi import actions
from monografi.actions import NotADraft, NotPublished
from monografi.indicators import GROUPS, Indicator, of_group
from monografi.models import EARLIEST, LATEST, Edition, Status
from monografi.periods import TITLES, Period
from monografi.scopes import villages_of
from monografi.selectors import Value, figures_of
from monografi.soundness import mismatches, outside
from monografi.targets import KEY as SHEET
from monografi.template import XLSX, template

from .choosing import asked_semester
from .entry_forms import BasisForm, BeginForm, StepForm

EDIT, PUBLISH = "monografi.edit", "monografi.publish"
SHOWN = 30


@dataclass(frozen=True)
class Step:
    """A group of indicators: how many of it are filled in, and how many only copied and not looked at."""

    key: str
    title: str
    filled: int
    copied: int
    of: int


@require_safe
@signed_in
def start_page(request: HttpRequest) -> HttpResponse:
    return _start(request, person_of(request), None)


def _start(request: HttpRequest, person: User, form: BeginForm | None) -> HttpResponse:
    regions = _mine(person)
    day = timezone.localdate()
    asked = asked_region(request)
    whole = may(person, UPLOAD, on=get_target(SHEET))
    initial = {"region": asked.pk if asked else None, "year": day.year}
    editions = Edition.objects.filter(region__in=[each.pk for each in regions]).select_related("region")
    context = {
        "form": form or BeginForm(regions=[each for each in regions if each.level == "desa"], initial=initial),
        "drafts": editions.filter(status=Status.DRAFT).order_by("-pk")[:SHOWN],
        "published": editions.filter(status=Status.PUBLISHED, made_by=person).order_by("-published_at")[:SHOWN],
        "kecamatan": kecamatan_of_today() if whole else None,
        "mine": [each for each in regions if each.level == "desa"] if whole else regions,
        "sheet": SHEET if any(target.key == SHEET for target in targets_for(person)) else "",
        "year": day.year,
        "halves": TITLES.items(),
    }
    return render(request, "monograph/entry.html", context, status=400 if form is not None else 200)


def _mine(person: User) -> list[RegionFacts]:
    """Return the regions a person fills in or publishes; PermissionDenied where there are none."""
    regions = kept_by(person, EDIT) or kept_by(person, PUBLISH)
    if not regions:
        require(person, EDIT)
    return regions


@require_POST
@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = BeginForm(request.POST, regions=[each for each in _mine(person) if each.level == "desa"])
    if not form.is_valid():
        return _start(request, person, form)
    draft = actions.open_draft(by=person, **form.cleaned_data)
    return redirect("monograph:edition", draft.pk)


@require_safe
@signed_in
def template_file(request: HttpRequest) -> HttpResponse:
    _mine(person_of(request))
    region = asked_region(request)
    year = request.GET.get("tahun", "")
    if region is None or not (year.isascii() and year.isdigit() and EARLIEST <= int(year[:5]) <= LATEST):
        raise BadRequest(_("Pilih wilayah dan tahun templatnya di /kelola/monografi/."))
    period = Period(int(year), asked_semester(request.GET.get("semester", "")))
    response = HttpResponse(template(villages_of(region), period), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="monografi-{region.code}-{period.slug}.xlsx"'
    return response


def _edition(request: HttpRequest, number: int) -> tuple[User, Edition, RegionFacts]:
    """Return the edition, if the person fills in or publishes its region."""
    person = person_of(request)
    edition = get_object_or_404(Edition.objects.select_related("region"), pk=number)
    if not may(person, PUBLISH, on=edition.region):
        require(person, EDIT, on=edition.region)
    found = listed(Region.objects.filter(pk=edition.region_id))
    if not found:
        raise Http404(_("Wilayah edisi ini tidak ada lagi."))
    return person, edition, found[0]


def _values(edition: Edition) -> Mapping[str, Value]:
    return figures_of(Edition.objects.filter(pk=edition.pk)).get(edition.region_id, {})


def _copies(edition: Edition) -> dict[str, Period]:
    """Return the figures of a draft nobody looked at yet, with the period they were copied from."""
    found = edition.figures.exclude(copied_from="").values_list("indicator", "copied_from")
    return {code: Period.of_slug(slug) for code, slug in found}


def _steps(region: RegionFacts, values: Mapping[str, Value], copies: Collection[str]) -> list[Step]:
    found = [(key, str(title), {each.code for each in _asked(key, region)}) for key, title in GROUPS.items()]
    return [
        Step(key, title, len(asked & values.keys()) - len(asked & set(copies)), len(asked & set(copies)), len(asked))
        for key, title, asked in found
        if asked
    ]


def _asked(group: str, region: RegionFacts) -> list[Indicator]:
    return [each for each in of_group(group) if each.asked_of(region.kind)]


def _doubts(values: Mapping[str, Value], edition: Edition, group: str = "") -> list[str]:
    """Return what does not go together, in the reader's language; of one group where it is named."""
    codes = {each.code for each in of_group(group)} if group else set()
    found = [each for each in mismatches(values, edition.year) if not group or codes.intersection(each.codes)]
    told = [(each.message_id, each.message_en) for each in found]
    strange = outside(edition.compiled_on, edition.period) if not group else None
    if strange is not None:
        told.append((strange[0][:1].upper() + strange[0][1:], strange[1][:1].upper() + strange[1][1:]))
    return [message_en if get_language() == "en" else message_id for message_id, message_en in told]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edition_page(request: HttpRequest, number: int) -> HttpResponse:
    person, edition, region = _edition(request, number)
    form = BasisForm.of(request.POST if request.method == "POST" else None, edition)
    if request.method == "POST" and form.is_valid():
        told = {"compiled_on": form.cleaned_data["compiled_on"], "source": form.cleaned_data["source"]}
        try:
            actions.describe_draft(edition, by=person, sample=form.cleaned_data.get("sample", edition.sample), **told)
        except NotADraft:
            messages.info(request, _("Edisi ini sudah tidak berupa draf; tidak ada yang diubah."))
        else:
            messages.success(request, _("Tersimpan sebagai draf."))
        return redirect("monograph:edition", number)
    values, copies = _values(edition), _copies(edition)
    context = {
        "edition": edition,
        "region": region,
        "name": name_of(region),
        "steps": _steps(region, values, copies),
        "copies": len(copies),
        "doubts": _doubts(values, edition),
        "form": form,
        "draft": edition.status == Status.DRAFT,
        "shown": edition.status == Status.PUBLISHED,
        "ready": bool(values) and edition.compiled_on is not None and bool(edition.source),
        "may_publish": may(person, PUBLISH, on=edition.region),
        "may_edit": may(person, EDIT, on=edition.region),
    }
    return render(request, "monograph/edition.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step_page(request: HttpRequest, number: int, group: str) -> HttpResponse:
    person, edition, region = _edition(request, number)
    values, copies = _values(edition), _copies(edition)
    steps = _steps(region, values, copies)
    place = next((index for index, step in enumerate(steps) if step.key == group), None)
    if place is None:
        raise Http404(_("Bagian ini tidak ditanyakan dari wilayah ini."))
    if edition.status != Status.DRAFT:
        messages.info(request, _("Edisi ini sudah tidak berupa draf; tidak ada yang diubah."))
        return redirect("monograph:edition", number)
    require(person, EDIT, on=edition.region)
    before = _before(edition)
    form = StepForm(
        request.POST if request.method == "POST" else None,
        indicators=_asked(group, region),
        values=values,
        copies=copies,
        before=_values(before) if before else {},
        before_period=before.period if before else None,
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, person, edition, form, steps[place + 1].key if place + 1 < len(steps) else "")
    context = {
        "edition": edition,
        "region": region,
        "name": name_of(region),
        "form": form,
        "step": steps[place],
        "number": place + 1,
        "total": len(steps),
        "before": steps[place - 1].key if place else "",
        "doubts": _doubts(values, edition, group),
    }
    return render(request, "monograph/step.html", context, status=400 if form.errors else 200)


def _before(edition: Edition) -> Edition | None:
    """Return the newest published edition of an earlier period of the same region."""
    known = Edition.objects.published().of_region(edition.region_id).up_to(edition.period)
    return known.exclude(year=edition.year, semester=edition.semester).newest_first().first()


def _save(request: HttpRequest, person: User, edition: Edition, form: StepForm, following: str) -> HttpResponse:
    try:
        actions.save_figures(edition, form.values(), confirm=form.checked, by=person)
    except NotADraft:
        messages.info(request, _("Edisi ini sudah tidak berupa draf; tidak ada yang diubah."))
        return redirect("monograph:edition", edition.pk)
    messages.success(request, _("Tersimpan sebagai draf."))
    if following and "selesai" not in request.POST:
        return redirect("monograph:step", edition.pk, following)
    return redirect("monograph:edition", edition.pk)


@require_POST
@signed_in
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a draft that says its day and source; sent twice, it is published once."""
    person, edition, _region = _edition(request, number)
    require(person, PUBLISH, on=edition.region)
    if edition.status == Status.DRAFT and not (edition.compiled_on and edition.source and edition.figures.exists()):
        messages.error(request, _("Belum dapat terbit: isi dulu angkanya, hari keadaan data dan sumbernya."))
        return redirect("monograph:edition", number)
    try:
        actions.publish_edition(edition, by=person)
    except NotADraft:
        messages.info(request, _("Edisi ini sudah terbit."))
    else:
        messages.success(
            request, _("Terbit: monografi %(name)s %(year)s.") % {"name": edition.region.name, "year": edition.period}
        )
    return redirect("monograph:edition", number)


@require_POST
@signed_in
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a published edition back; the one before it is shown again at the same address."""
    person, edition, _region = _edition(request, number)
    reason = request.POST.get("reason", "").replace("\x00", " ").strip()[:200]
    try:
        former = actions.undo_edition(edition, by=person, reason=reason)
    except NotPublished:
        messages.info(request, _("Edisi ini tidak sedang terbit; tidak ada yang diubah."))
    else:
        again = _("Revisi sebelumnya tampil lagi.") if former else _("Periode ini tidak lagi mempunyai edisi.")
        messages.success(request, f"{_('Dibatalkan.')} {again}")
    return redirect("monograph:edition", number)
