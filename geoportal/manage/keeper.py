"""`/kelola/wilayah/{code}/`: handing a region's page over to a unit, taking it back, and who kept it before."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import require
from boundaries.models import Region
from boundaries.selectors import RegionFacts, region_by_code
from stewardship.contacts import written
from stewardship.keeping import PERMISSION, hand_over, take_back
from stewardship.models import Keeper, KeeperState
from stewardship.selectors import keeper_of, keepers_over_time

from .access import person_of, show_faults, signed_in
from .forms import CounterForm


class TakeBackForm(CounterForm):
    contact = forms.CharField(
        label=gettext_lazy("Satu kontak"),
        max_length=120,
        help_text=gettext_lazy("Nomor telepon atau surel kantor; tampil di halaman wilayah."),
    )
    begins = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    basis = forms.CharField(
        label=gettext_lazy("Dasar"),
        max_length=200,
        help_text=gettext_lazy("Nomor berita acara atau surat, misalnya BA 555/12/Diskominfo/2026."),
    )


class HandOverForm(TakeBackForm):
    field_order = ("unit", "person", "contact", "begins", "basis")

    unit = forms.CharField(
        label=gettext_lazy("Diserahkan kepada"),
        max_length=120,
        help_text=gettext_lazy("Nama kantor atau unit, misalnya Pemerintah Desa Long Bentuq."),
    )
    person = forms.CharField(
        label=gettext_lazy("Penanggung jawab"),
        max_length=120,
        help_text=gettext_lazy("Nama orangnya; hanya petugas yang melihatnya."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def keeper_page(request: HttpRequest, code: str) -> HttpResponse:
    person, facts = person_of(request), region_by_code(code)
    if facts is None:
        raise Http404(_("Tidak ada wilayah berkode %(code)s.") % {"code": code})
    region = Region.objects.get(pk=facts.pk)
    require(person, PERMISSION, on=region)
    giving, taking = HandOverForm(initial=_first()), TakeBackForm(initial=_first() | _before(region), prefix="tarik")
    if request.method == "POST":
        back = "tarik" in request.POST
        form = TakeBackForm(request.POST, prefix="tarik") if back else HandOverForm(request.POST)
        if _done(form, region, person, back):
            messages.success(request, _("Tercatat; tampil di halaman %(name)s.") % {"name": facts.name})
            return redirect("manage:keeper", code)
        giving, taking = (giving, form) if back else (form, taking)  # type: ignore[assignment]  # both are what they were
    return _shown(request, facts, giving, taking)


def _first() -> dict[str, Any]:
    return {"begins": timezone.localdate()}


def _before(region: Region) -> dict[str, str]:
    """Return the contact that stood there before the page was handed over."""
    kept = (each for each in keepers_over_time(region.pk) if each.state != KeeperState.HANDED_OVER)
    return next(({"contact": written(each.contact)} for each in kept), {})


def _done(form: TakeBackForm, region: Region, person: User, back: bool) -> bool:
    if not form.is_valid():
        return False
    try:
        (take_back if back else hand_over)(region=region, by=person, **form.cleaned_data)
    except ValidationError as refused:
        show_faults(form, refused)
    return not form.errors


def _shown(request: HttpRequest, region: RegionFacts, giving: TakeBackForm, taking: TakeBackForm) -> HttpResponse:
    keeping, today = keeper_of(region), timezone.localdate()
    context = {
        "region": region,
        "keeping": keeping,
        "giving": giving,
        "taking": taking if (keeping and keeping.own and keeping.handed_over) or taking.errors else None,
        "history": [_line(each, today) for each in keepers_over_time(region.pk)],
    }
    status = 400 if giving.errors or taking.errors else 200
    return render(request, "manage/keeper.html", context, status=status)


def _line(keeper: Keeper, today: date) -> dict[str, Any]:
    upper = keeper.valid.upper
    return {
        "keeper": keeper,
        "contact": written(keeper.contact),
        "later": keeper.valid.lower > today,
        "last": upper - timedelta(days=1) if upper else None,
    }
