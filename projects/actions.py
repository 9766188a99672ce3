"""Writes by hand: where a package lies, how far it is. Each takes the actor, holds its transaction and leaves a trace."""

from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Boundary, Region

from .models import PlaceProposal, Progress, Project, ProposalState
from .words import Certainty
from .writing import begin, point_on, release, say

PERMISSION = "projects.edit"
WHOLE = 100


@transaction.atomic
def place_project(
    project: Project, region: Region, *, by: User, geom: GEOSGeometry | None = None, today: date | None = None
) -> Project:
    """Say that a package lies in `region`: exactly at `geom` (EPSG:4326), or roughly, marked inside the region.

    A region without a published border gives no mark. PermissionDenied where `by` may not edit the region.
    """
    require(by, PERMISSION, on=region)
    begin()
    placed = Project.objects.select_for_update().get(pk=project.pk)
    placed.region = region
    placed.place_certainty = Certainty.EXACT if geom is not None else Certainty.ROUGH
    placed.save(update_fields=["region", "place_certainty", "changed_at"])
    shape = geom if geom is not None else _inside(region, today or timezone.localdate())
    number = release(by, f"Letak {placed.key}").number
    say([placed], {placed.pk: shape} if shape is not None else {}, number=number, by=by)
    audit.record(by=by, action="projects.place", subject=f"project:{placed.key}", region=region.pk, release=number)
    return placed


def _inside(region: Region, day: date) -> GEOSGeometry | None:
    border = Boundary.objects.current().valid_on(day).filter(region=region).first()
    return point_on(border.geom) if border else None


@transaction.atomic
def decide_proposal(proposal: PlaceProposal, *, by: User, region: Region | None = None) -> Project:
    """Accept a proposal, or correct it to another `region`; the other proposals of the package are refused.

    ValidationError where somebody has decided already.
    """
    chosen = region or proposal.region
    require(by, PERMISSION, on=chosen)
    begin()
    open_one = PlaceProposal.objects.select_for_update().filter(pk=proposal.pk, state=ProposalState.OPEN).first()
    if open_one is None:
        raise ValidationError(_("Usulan ini sudah diputuskan. Muat ulang daftarnya."))
    state = ProposalState.ACCEPTED if chosen.pk == open_one.region_id else ProposalState.CORRECTED
    _close(open_one, state, chosen, by)
    for other in PlaceProposal.objects.filter(project=open_one.project_id, state=ProposalState.OPEN):
        _close(other, ProposalState.REFUSED, None, by)
    return place_project(open_one.project, chosen, by=by)


@transaction.atomic
def refuse_proposal(proposal: PlaceProposal, *, by: User) -> None:
    """Say that a package does not lie there; it stays without a place, and the proposal is not made again."""
    require(by, PERMISSION, on=proposal.region)
    _close(proposal, ProposalState.REFUSED, None, by)
    audit.record(by=by, action="projects.refuse_place", subject=f"project:{proposal.project.key}")


def _close(proposal: PlaceProposal, state: ProposalState, decided: Region | None, by: User) -> None:
    proposal.state, proposal.decided, proposal.decided_by, proposal.decided_at = state, decided, by, timezone.now()
    proposal.save(update_fields=["state", "decided", "decided_by", "decided_at"])


@transaction.atomic
def record_progress(project: Project, *, day: date, percent: int, by: User, note: str = "") -> Progress:
    """Say how far the work was on a day; the same day again replaces what was said. ValidationError for what cannot be."""
    require(by, PERMISSION, on=project.region)
    if not 0 <= percent <= WHOLE:
        raise ValidationError({"percent": _("Tulis angka 0 sampai 100.")})
    if day > timezone.localdate():
        raise ValidationError({"day": _("Tanggal kemajuan tidak boleh sesudah hari ini.")})
    begin()
    said, _created = Progress.objects.update_or_create(
        project=project, day=day, defaults={"percent": percent, "note": " ".join(note.split())[:300], "actor": by}
    )
    newest = Progress.objects.filter(project=project).order_by("-day").first()
    moved = Project.objects.select_for_update().get(pk=project.pk)
    moved.percent = newest.percent if newest else percent
    moved.save(update_fields=["percent", "changed_at"])
    number = release(by, f"Kemajuan {moved.key}").number
    say([moved], {}, number=number, by=by)
    audit.record(by=by, action="projects.progress", subject=f"project:{moved.key}", percent=percent, release=number)
    return said
