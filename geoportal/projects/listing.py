"""`/proyek/`: packages by region, stage, year, agency and words, with their sums and a map. The address says it all."""

from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

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
from projects.words import VALUE_CLASSES, Stage, ValueClass

from .asking import MAX_LIMIT
from .colours import BY_STAGE, COLOURS
from .drawing import sites_map

PAGE = 25
LONGEST = 100
YEAR_DIGITS = 4
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Filters:
    """What an address asks for; empty means all."""

    region: RegionFacts | None
    stage: str
    year: int | None
    agency: str
    provider: str
    words: str
    worth: ValueClass | None = None

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
        if self.worth:
            found = found.worth(self.worth)
        return found.worded(self.words) if self.words else found

    def here(self) -> ProjectQuerySet:
        return self.chosen().inside(self.region.pk) if self.region else self.chosen()

    @property
    def further(self) -> int:
        """Count what is asked for by the filters that are folded away on a telephone."""
        return sum(map(bool, (self.stage, self.agency, self.worth)))

    @property
    def key(self) -> tuple[object, ...]:
        region = self.region.code if self.region else ""
        worth = self.worth.code if self.worth else ""
        return region, self.stage, self.year, self.agency, self.provider, self.words, worth


@require_safe
@conditional_page
def list_page(request: HttpRequest) -> HttpResponse:
    units = _units()
    filters = asked_filters(request, units)
    atlas = open_atlas(request.user, day=timezone.localdate(), as_of=None)
    border = atlas.border(filters.region) if filters.region else None
    found = list(
        _after(request, filters.here().select_related("region__parent").with_source().newest_first())[: PAGE + 1]
    )
    colour = _one_of(request, "warna", COLOURS) or BY_STAGE
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
        "ocds": _ocds(filters),
        "value_classes": VALUE_CLASSES,
        "colour": colour.key,
        "classes": colour.classes,
        "map": sites_map(atlas, filters.here(), border.box if border else None, colour, filters.key),
    }
    return render(request, "projects/list.html", context)


def _ocds(filters: Filters) -> str:
    """Return the query of `/api/ocds/` for the region and year that are asked for; the API knows no other filter."""
    region = {"region": filters.region.code} if filters.region else {}
    return urlencode({**region, **({"year": filters.year} if filters.year else {}), "limit": MAX_LIMIT})


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
        worth=_worth(request),
    )


def _worth(request: HttpRequest) -> ValueClass | None:
    return _one_of(request, "nilai", {each.code: each for each in VALUE_CLASSES})


def _one_of(request: HttpRequest, name: str, known: dict[str, Choice]) -> Choice | None:
    text = _text(request, name)
    if text and text not in known:
        told = {"name": name, "text": text, "known": ", ".join(known)}
        raise BadRequest(_("%(name)s “%(text)s” tidak dikenal; pilih dari: %(known)s.") % told)
    return known[text] if text else None


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
