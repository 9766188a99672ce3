"""`/proyek/penyedia/`, `/proyek/instansi/`, `/proyek/tahun/`: what one provider, agency or year comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from projects import selectors
from projects.models import Project
from projects.querysets import ProjectQuerySet
from projects.selectors import Line

SHOWN = 25


@dataclass(frozen=True)
class Table:
    """Sums by one column: its heading and rows, each with the address of its page."""

    title: str
    rows: Sequence[tuple[Line, str]]


def _providers(projects: ProjectQuerySet | None = None) -> Table:
    lines = selectors.sums_by_provider(projects)
    return Table(
        _("Penyedia"), [(line, reverse("projects:provider", args=[line.key]) if line.key else "") for line in lines]
    )


def _agencies(projects: ProjectQuerySet) -> Table:
    lines = selectors.sums_by(projects, "agency")
    named = [(line, slugify(line.name)[:200]) for line in lines]
    return Table(
        _("Instansi"), [(line, reverse("projects:agency", args=[slug]) if slug else "") for line, slug in named]
    )


def _years(projects: ProjectQuerySet) -> Table:
    lines = sorted(selectors.sums_by(projects, "year"), key=lambda line: line.key, reverse=True)
    return Table(_("Tahun"), [(line, reverse("projects:year", args=[int(line.key)])) for line in lines])


@require_safe
@conditional_page
def providers_page(request: HttpRequest) -> HttpResponse:
    """List all providers that hold a package."""
    return _index(request, _("Penyedia"), _providers(), Project.objects.filter(pk__in=_provided()))


def _provided() -> Any:
    """Return the keys of the packages that have a provider."""
    won, held = (
        Project.objects.filter(processes__awards__isnull=False),
        Project.objects.filter(processes__contracts__isnull=False),
    )
    return (won | held).values("pk")


@require_safe
@conditional_page
def agencies_page(request: HttpRequest) -> HttpResponse:
    return _index(request, _("Instansi dan desa"), _agencies(Project.objects.all()), Project.objects.all())


@require_safe
@conditional_page
def years_page(request: HttpRequest) -> HttpResponse:
    return _index(request, _("Tahun anggaran"), _years(Project.objects.all()), Project.objects.all())


def _index(request: HttpRequest, title: str, table: Table, projects: ProjectQuerySet) -> HttpResponse:
    context = {"title": title, "tables": [table], "totals": selectors.totals(projects), "kind": ""}
    return render(request, "projects/group.html", context)


@require_safe
@conditional_page
def provider_page(request: HttpRequest, slug: str) -> HttpResponse:
    projects = Project.objects.of_provider(slug)
    name = next((line.name for line in selectors.sums_by_provider(projects) if line.key == slug), None)
    if name is None:
        raise Http404(slug)
    return _page(request, _("Penyedia"), name, projects, [_years(projects), _agencies(projects)], {"penyedia": slug})


@require_safe
@conditional_page
def agency_page(request: HttpRequest, slug: str) -> HttpResponse:
    names = selectors.named_agencies(slug)
    if not names:
        raise Http404(slug)
    projects = Project.objects.filter(agency__in=names)
    tables = [_years(projects), _providers(projects)]
    return _page(request, _("Instansi"), names[0], projects, tables, {"opd": names[0]} if len(names) == 1 else {})


@require_safe
@conditional_page
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    projects = Project.objects.filter(year=year)
    tables = [_agencies(projects), _providers(projects)]
    return _page(request, _("Tahun anggaran"), str(year), projects, tables, {"tahun": str(year)})


def _page(
    request: HttpRequest,
    kind: str,
    title: str,
    projects: ProjectQuerySet,
    tables: Sequence[Table],
    narrowed: dict[str, str],
) -> HttpResponse:
    totals = selectors.totals(projects)
    if not totals.whole.count:
        raise Http404(title)
    shown = list(projects.select_related("region").with_source().newest_first()[:SHOWN])
    context = {
        "kind": kind,
        "title": title,
        "totals": totals,
        "tables": [table for table in tables if table.rows],
        "projects": shown,
        "sample": any(project.sample for project in shown),
        "more": totals.whole.count > SHOWN,
        "list_url": f"{reverse('projects:list')}?{urlencode(narrowed)}" if narrowed else "",
    }
    return render(request, "projects/group.html", context)
