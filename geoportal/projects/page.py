"""`/proyek/{key}/`: one package: what it is, for how much, how far, by whom, where."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import listed
from boundaries.models import Region
from geoportal.pages.maps import open_atlas
from geoportal.photo_files import photo_answer
from projects.models import PlaceProposal, Process, ProgressPhoto, Project, ProposalState

from .drawing import site_map
from .events import timeline


@require_safe
@conditional_page
def project_page(request: HttpRequest, key: str) -> HttpResponse:
    project = Project.objects.with_chain().with_site().with_progress().filter(key=key).first()
    if project is None:
        raise Http404(key)
    today = timezone.localdate()
    processes = list(project.processes.all())
    site = next(iter(project.site_now), None)  # type: ignore[attr-defined]  # fetched by with_site
    region = next(iter(listed(Region.objects.filter(pk=project.region_id))), None) if project.region_id else None
    context: dict[str, Any] = {
        "project": project,
        "processes": processes,
        "last": processes[-1] if processes else None,
        "providers": _providers(processes),
        "events": timeline(project, processes, today),
        "region": region,
        "site": site,
        "proposals": [] if project.region_id else _proposals(project),
        "map": site_map(open_atlas(request.user, day=today, as_of=None), site, region.code) if site and region else "",
        "today": today,
    }
    return render(request, "projects/project.html", context)


@require_safe
@conditional_page
def photo_file(request: HttpRequest, key: str, day: str, size: str) -> HttpResponse:
    """Return what the work looked like on a day ("2026-11-24"); the same day may get another photo."""
    try:
        told = date.fromisoformat(day)
    except ValueError as error:
        raise Http404(day) from error
    return photo_answer(
        ProgressPhoto.objects.filter(progress__project__key=key, progress__day=told), size, lasting=False
    )


def _proposals(project: Project) -> list[PlaceProposal]:
    """Return where a package without a place may lie, the surest first. One query."""
    waiting = project.proposals.filter(state=ProposalState.OPEN).select_related("region")
    return list(waiting.order_by("-confidence", "pk"))


def _providers(processes: Sequence[Process]) -> dict[str, str]:
    """Return the name of each provider that was chosen, by its slug."""
    awards = {each.provider_slug: each.provider for process in processes for each in process.awards.all()}
    contracts = {
        each.provider_slug: each.provider for process in processes for each in process.contracts.all() if each.provider
    }
    return awards | contracts
