"""`/proyek/{key}/`: one package: what it is, for how much, how far, by whom, where."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from boundaries.facts import listed
from boundaries.models import Region
from geoportal.pages.maps import open_atlas
from projects.models import Process, Project

from .drawing import site_map
from .events import timeline


@require_safe
@conditional_page
def project_page(request: HttpRequest, key: str) -> HttpResponse:
    project = Project.objects.with_chain().with_site().prefetch_related("progress").filter(key=key).first()
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
        "map": site_map(open_atlas(request.user, day=today, as_of=None), site, region.code) if site and region else "",
        "today": today,
    }
    return render(request, "projects/project.html", context)


def _providers(processes: Sequence[Process]) -> dict[str, str]:
    """Return the name of each provider that was chosen, by its slug."""
    awards = {each.provider_slug: each.provider for process in processes for each in process.awards.all()}
    contracts = {
        each.provider_slug: each.provider for process in processes for each in process.contracts.all() if each.provider
    }
    return awards | contracts
