"""`/kelola/`: today's desk: what is due in the regions a person keeps, worst first, and the doors to fill it in."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import may
from boundaries.facts import RegionFacts
from facilities.actions import PERMISSION as FACILITIES
from geoportal.documents.rights import editable_regions
from geoportal.freshness.rows import rows_of
from geoportal.freshness.table import as_csv, regions_of_today, table_context
from geoportal.upload.listing import waiting_for
from imports.rights import APPROVE, targets_for
from layers.registry import shelves
from projects.actions import PROGRESS
from stewardship.keeping import PERMISSION as KEEPERS
from stewardship.roles import KEEPS
from stewardship.selectors import handed_since, regions_where

from .access import person_of, signed_in
from .mandates import lines_of, titles_of

WATCHES = (*KEEPS, "keepers.manage", "monografi.publish")
DUE_SHOWN = 10
TOLD_FOR = timedelta(days=30)  # how long the desk tells of a page handed over


def regions_watched(person: User) -> list[RegionFacts]:
    """Return the regions whose content a person keeps or watches over. Three queries at most."""
    keys = set(regions_where(person, *WATCHES).values_list("pk", flat=True))
    return [each for each in regions_of_today() if each.pk in keys] if keys else []


@require_safe
@signed_in
def start_page(request: HttpRequest) -> HttpResponse:
    person, layers = person_of(request), shelves()
    regions = regions_watched(person)
    context = {
        **_due(regions),
        "may_tell": bool(regions) and regions_where(person, "kegiatan.edit").exists(),
        "may_people": may(person, "people.manage"),
        "may_layers": any(may(person, "layers.manage", on=shelf.declared) for shelf in layers),
        "may_documents": bool(editable_regions(person)),
        "may_projects": may(person, PROGRESS) or regions_where(person, PROGRESS).exists(),
        "may_monographs": regions_where(person, "monografi.edit", "monografi.publish").exists(),
        "may_facilities": regions_where(person, FACILITIES).exists(),
        "may_upload": bool(targets_for(person)),
        "may_approve": bool(targets_for(person, APPROVE)),
        "handed": handed_since([each.pk for each in regions], timezone.now() - TOLD_FOR) if regions else [],
        "waiting": len(waiting_for(person)),
        "mandates": [line for line in lines_of(person, titles_of(layers)) if line.state == "berlaku"],
    }
    return render(request, "manage/start.html", context)


def _due(regions: Sequence[RegionFacts]) -> dict[str, object]:
    rows = sorted(rows_of(regions, timezone.localdate()), key=lambda row: row.badness) if regions else []
    due = [row for row in rows if row.due]
    return {
        "regions": len(rows),
        "due": due[:DUE_SHOWN],
        "due_count": len(due),
        "own": rows[:3] if len(rows) <= 3 else [],
    }


@require_safe
@signed_in
def regions_page(request: HttpRequest) -> HttpResponse:
    """Show the regions a person keeps, all 160 for those who watch over all."""
    person = person_of(request)
    regions = regions_watched(person)
    context = table_context(request, regions)
    if request.GET.get("format") == "csv":
        return as_csv(context["found"])
    return render(request, "manage/regions.html", {**context, "forms": True, "may_keepers": may(person, KEEPERS)})
