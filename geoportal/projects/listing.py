"""`/proyek/`: packages by region, stage, year, agency and words, with their sums and a map. The address says it all."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import codes
from boundaries import selectors as regions
from boundaries.facts import listed
from boundaries.models import Level, Region
from boundaries.selectors import RegionFacts
from geoportal.pages.maps import open_atlas
from projects import selectors
from projects.models import Project
from projects.querysets import ProjectQuerySet
from projects.words import Stage

from .drawing import sites_map

PAGE = 25
LONGEST = 100
YEAR_DIGITS = 4


@dataclass(frozen=True)
class Filters:
    """What an address asks for; empty means all."""

    region: RegionFacts | None
    stage: str
    year: int | None
    agency: str
    provider: str
    words: str

    def chosen(self) -> ProjectQuerySet:
        """Return the packages that fit, wherever they lie."""
        found = Project.objects.all()
        if self.stage:
            found = found.at_stage(self.stage)
        if self.year:
            found = found.filter(year=self.year)
        if self.agency:
            found = found.filter(agency=self.agency)
        if self.provider:
            found = found.of_provider(self.provider)
        return found.worded(self.words) if self.words else found

    def here(self) -> ProjectQuerySet:
        return self.chosen().inside(self.region.pk) if self.region else self.chosen()

    @property
    def key(self) -> tuple[object, ...]:
        region = self.region.code if self.region else ""
        return region, self.stage, self.year, self.agency, self.provider, self.words


@require_safe
@conditional_page
def list_page(request: HttpRequest) -> HttpResponse:
    units = _units()
    filters = asked_filters(request, units)
    atlas = open_atlas(request.user, day=timezone.localdate(), as_of=None)
    border = atlas.border(filters.region) if filters.region else None
    found = list(_after(request, filters.here().select_related("region__parent").newest_first())[: PAGE + 1])
    totals = selectors.totals(filters.chosen(), filters.region)
    context: dict[str, Any] = {
        "filters": filters,
        "units": units,
        "stages": list(Stage),
        "years": selectors.years(),
        "agencies": selectors.agencies(),
        "totals": totals,
        "projects": found[:PAGE],
        "next": found[PAGE - 1].key if len(found) > PAGE else "",
        "paged": "sesudah" in request.GET,
        "sample": any(project.sample for project in found),
        "map": sites_map(atlas, filters.here(), border.box if border else None, filters.key),
    }
    return render(request, "projects/list.html", context)


def _units() -> list[RegionFacts]:
    """Return the kecamatan to choose from. One query."""
    return listed(Region.objects.existing_on(timezone.localdate()).filter(level=Level.KECAMATAN))


def asked_filters(request: HttpRequest, units: list[RegionFacts]) -> Filters:
    """Read the filters of an address; BadRequest with the way out for what is none. One query for a desa."""
    stage = _text(request, "tahap")
    if stage and stage not in Stage.values:
        known = ", ".join(Stage.values)
        raise BadRequest(_("Tahap “%(text)s” tidak dikenal; pilih dari: %(known)s.") % {"text": stage, "known": known})
    return Filters(
        region=_region(request, units),
        stage=stage,
        year=_year(request),
        agency=_text(request, "opd"),
        provider=_text(request, "penyedia"),
        words=_text(request, "q"),
    )


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", " ").strip()[:LONGEST]


def _region(request: HttpRequest, units: list[RegionFacts]) -> RegionFacts | None:
    code = _text(request, "wilayah")
    if not code:
        return None
    try:
        dotted = codes.normalise(code)
    except ValueError:
        dotted = ""
    found = next((each for each in units if each.code == dotted), None) or (
        regions.region_by_code(dotted) if dotted else None
    )
    if found is None:
        raise BadRequest(_("Wilayah “%(code)s” tidak dikenal. Cari wilayahnya dengan nama.") % {"code": code[:40]})
    return found


def _year(request: HttpRequest) -> int | None:
    text = _text(request, "tahun")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS:
        return int(text)
    raise BadRequest(_("“%(text)s” bukan tahun; tulis misalnya tahun=2026.") % {"text": text[:10]})


def _after(request: HttpRequest, projects: QuerySet[Project]) -> QuerySet[Project]:
    """Go on after the package `?sesudah=` names; from the beginning where there is none such."""
    key = _text(request, "sesudah")
    last = Project.objects.filter(key=key).first() if key else None
    if last is None:
        return projects
    return projects.filter(Q(year__lt=last.year) | Q(year=last.year, pk__lt=last.pk))
