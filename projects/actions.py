"""Writes by hand: where a package lies, how far it is. Each takes the actor, holds its transaction and leaves a trace."""

from datetime import date

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Boundary, Region
from boundaries.places import Places
from photos.pictures import Pictures

from .models import PlaceProposal, Progress, ProgressPhoto, Project, ProposalState
from .words import Certainty, Stage, Way
from .writing import begin, point_on, release, say

PERMISSION = "projects.edit"
PROGRESS = "projects.progress"
WHOLE = 100
LONGEST_NOTE = 300
LONGEST_REASON: int = Progress._meta.get_field("reason").max_length or 0
BEFORE_WORK = (Stage.RUP, Stage.ANNOUNCED, Stage.FAILED)


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
        raise _decided()
    _close_all(open_one.project, chosen, by, corrected=open_one.pk)
    return place_project(open_one.project, chosen, by=by)


@transaction.atomic
def refuse_proposal(proposal: PlaceProposal, *, by: User) -> None:
    """Say that a package does not lie there; it stays without a place, and the proposal is not made again.

    ValidationError where somebody has decided already.
    """
    require(by, PERMISSION, on=proposal.region)
    begin()
    open_one = PlaceProposal.objects.select_for_update().filter(pk=proposal.pk, state=ProposalState.OPEN).first()
    if open_one is None:
        raise _decided()
    _close(open_one, ProposalState.REFUSED, None, by)
    release(by, f"Usulan letak {proposal.project.key} ditolak")  # its page tells the open ones
    audit.record(
        by=by,
        action="projects.refuse_place",
        subject=f"project:{proposal.project.key}",
        region=proposal.region_id,
        confidence=proposal.confidence,
    )


@transaction.atomic
def set_place(project: Project, *, by: User, region: Region | None = None, spot: Point | None = None) -> Project:
    """Say where a package without a place lies: in `region` (roughly), or at `spot` (EPSG:4326, exactly).

    What was proposed is kept beside: as accepted where it was that region, else the surest as corrected, the others as
    refused. ValidationError for neither, for a spot in no desa or in another region than the one named, and where
    somebody has decided already.
    """
    found = _region_at(spot, region) if spot is not None else region
    if found is None:
        raise ValidationError({"region": _("Pilih wilayahnya, atau taruh titik di peta.")})
    require(by, PERMISSION, on=found)
    begin()
    placed = Project.objects.select_for_update().get(pk=project.pk)
    if placed.region_id is not None:
        raise _decided()
    surest = placed.proposals.filter(state=ProposalState.OPEN).order_by("-confidence", "pk").first()
    _close_all(placed, found, by, corrected=surest.pk if surest else None)
    return place_project(placed, found, by=by, geom=spot)


def _region_at(spot: Point, named: Region | None) -> Region:
    (key,) = Places(timezone.localdate()).regions_of([shapely.Point(spot.x, spot.y)])
    found = Region.objects.select_related("parent__parent").filter(pk=key).first() if key else None
    if found is None:
        raise ValidationError({"position": _("Titik ini tidak terletak di desa mana pun. Geser titiknya.")})
    above = found.parent
    if named is not None and named.pk not in (found.pk, found.parent_id, above.parent_id if above else None):
        told = {"found": found.name, "named": named.name}
        raise ValidationError(
            {
                "position": _(
                    "Titik ini di %(found)s, bukan di %(named)s. Geser titiknya, atau kosongkan salah satu isian."
                )
                % told
            }
        )
    return found


def _decided() -> ValidationError:
    return ValidationError(_("Usulan ini sudah diputuskan. Muat ulang daftarnya."))


def _close_all(project: Project, chosen: Region, by: User, *, corrected: int | None) -> None:
    """Close every open proposal: accepted where it is `chosen`; `corrected` is the one put right where none is."""
    open_ones = list(PlaceProposal.objects.select_for_update().filter(project=project, state=ProposalState.OPEN))
    right = any(each.region_id == chosen.pk for each in open_ones)
    for each in open_ones:
        if each.region_id == chosen.pk:
            _close(each, ProposalState.ACCEPTED, chosen, by)
        elif each.pk == corrected and not right:
            _close(each, ProposalState.CORRECTED, chosen, by)
        else:
            _close(each, ProposalState.REFUSED, None, by)


def _close(proposal: PlaceProposal, state: ProposalState, decided: Region | None, by: User) -> None:
    proposal.state, proposal.decided, proposal.decided_by, proposal.decided_at = state, decided, by, timezone.now()
    proposal.save(update_fields=["state", "decided", "decided_by", "decided_at"])


@transaction.atomic
def record_progress(
    project: Project,
    *,
    day: date,
    percent: int,
    by: User,
    note: str = "",
    photo: Pictures | None = None,
    alt: str = "",
    reason: str = "",
) -> Progress:
    """Say how far the work was on a day; the same day again replaces what was said, its photo only by another one.

    A work of a village or an agency itself that was planned is under way from then on: it has no contract to say so.
    Less than what was told up to that day is WentDown until a `reason` says why; the reason stays with what was said.
    ValidationError by field for what cannot be; PermissionDenied where `by` may not tell the progress of the region.
    """
    require(by, PROGRESS, on=project.region)
    _check_progress(project, day, percent, note)
    begin()
    moved = Project.objects.select_for_update().get(pk=project.pk)
    why = _why_lower(moved, day, percent, " ".join(reason.split())[:LONGEST_REASON])
    told = {"percent": percent, "note": " ".join(note.split()), "reason": why, "actor": by}
    said, _created = Progress.objects.update_or_create(project=project, day=day, defaults=told)
    if photo is not None:
        ProgressPhoto.objects.filter(progress=said).delete()
        ProgressPhoto.of(photo, alt, progress=said).save()
    newest = Progress.objects.filter(project=project).order_by("-day").first()
    moved.percent = newest.percent if newest else percent
    if moved.way != Way.PROVIDER and moved.stage == Stage.RUP and moved.percent:
        moved.stage, moved.started_on = Stage.STARTED, moved.started_on or day
    moved.save(update_fields=["percent", "stage", "started_on", "changed_at"])
    number = release(by, f"Kemajuan {moved.key}").number
    say([moved], {}, number=number, by=by)
    audit.record(
        by=by,
        action="projects.progress",
        subject=f"project:{moved.key}",
        percent=percent,
        release=number,
        **({"reason": why} if why else {}),
    )
    return said


class WentDown(Exception):
    """The work would be told less far than before: `former` says how far, and on which day, it was."""

    def __init__(self, former: Progress) -> None:
        super().__init__(str(former))
        self.former = former


def _why_lower(project: Project, day: date, percent: int, reason: str) -> str:
    """Return why it is less than before, empty where it is not; WentDown where nobody says why.

    Of the same day said again, a reason given already goes on to hold as long as it does not fall further.
    """
    told = Progress.objects.filter(project=project, day__lte=day).order_by("-day")
    before, same = told.exclude(day=day).first(), told.filter(day=day).first()
    if same is not None and percent < same.percent and not reason:
        raise WentDown(same)
    if before is None or percent >= before.percent:
        return reason if same is not None and percent < same.percent else ""
    said = reason or (same.reason if same is not None else "")
    if not said:
        raise WentDown(before)
    return said


def _check_progress(project: Project, day: date, percent: int, note: str) -> None:
    faults: dict[str, str] = {}
    if not 0 <= percent <= WHOLE:
        faults["percent"] = _("Tulis angka 0 sampai 100.")
    if day > timezone.localdate():
        faults["day"] = _("Tanggal kemajuan tidak boleh sesudah hari ini.")
    if day.year < project.year - 1:
        faults["day"] = _("Tanggal ini lama sebelum tahun anggaran paketnya, %(year)s.") % {"year": project.year}
    if len(" ".join(note.split())) > LONGEST_NOTE:
        faults["note"] = _("Satu kalimat saja, paling panjang 300 huruf.")
    if faults:
        raise ValidationError({name: [fault] for name, fault in faults.items()})
    if project.way == Way.PROVIDER and project.stage in BEFORE_WORK:
        raise ValidationError(_("Paket ini belum punya pemenang; kemajuan ditulis sesudah pekerjaannya ada."))
