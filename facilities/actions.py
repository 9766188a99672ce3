"""Writes by hand: one facility, one release, one audit entry. Faults are ValidationErrors by field, in words of the form.

A form sent twice is harmless: a new facility bears the number of its form, and what says nothing new opens no release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import may, require
from boundaries.coordinates import Position, read_position
from boundaries.models import Region
from boundaries.selectors import RegionFacts, locate
from layers.models import Release
from layers.releases import lock_layer, open_release
from photos.models import LONGEST_ALT
from photos.pictures import Pictures

from . import positions
from .kinds import KINDS
from .likeness import WITHIN_M, Thing, pairs
from .matching import content_of, thing_of
from .models import LAYER, NPSN_DIGITS, Condition, Facility, FacilityPhoto, FacilityVersion
from .writing import close, new_facilities, say, say_again

PERMISSION = "facilities.edit"
NEAR_DEG = 0.001


@dataclass(frozen=True)
class Facts:
    """What a person says of a facility. `position` is as it was typed or pinned, in any form people paste."""

    kind: str
    name: str
    position: str
    condition: str = ""
    hours: str = ""
    contact: str = ""
    address: str = ""
    operator: str = ""
    npsn: str = ""
    source: str = ""


@dataclass(frozen=True)
class PhotoSaid:
    """What a form says of the photo: another one, other words for the one there is, or that none is shown any more."""

    pictures: Pictures | None = None
    alt: str = ""
    dropped: bool = False


@transaction.atomic
def save_facility(
    *,
    facts: Facts,
    by: User,
    facility: Facility | None = None,
    form: UUID | None = None,
    seen: int | None = None,
    certain: bool = False,
    photo: PhotoSaid | None = None,
) -> FacilityVersion:
    """Say `facts` of a facility, or of a new one, in the layer's next release; return what is said now.

    `form` is the number of the form a new facility comes by; `seen` the key of the version an edit was made from. Raise
    ValidationError by field for what cannot be; `certain` says that a like facility within 50 m is another one. Without
    `photo` the one there is stays.
    PermissionDenied where the facility stands in a region `by` may not edit.
    """
    lock_layer(LAYER)
    before = _before(facility, form, by)
    if before is not None and facility is None:
        return before  # the same form, sent again
    content = _content(facts, by, before, certain) | _photo(photo, before)
    if before is not None and _same(before, content):
        return before
    if before is not None and seen is not None and before.pk != seen:
        raise ValidationError(_("Fasilitas ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."))
    return _say(facility, form, content, by, before)


def check_facts(*, facts: Facts, by: User, facility: Facility | None = None, certain: bool = False) -> None:
    """Raise ValidationError with every fault of `facts` by its field, as saving them would; nothing is written."""
    _content(facts, by, _before(facility, None, by), certain)


def _before(facility: Facility | None, form: UUID | None, by: User) -> FacilityVersion | None:
    """Return what is said now; refuse where the facility is closed, or stands where `by` may not edit."""
    rows = FacilityVersion.objects.current().select_related("region", "facility")
    if facility is None:
        return rows.filter(facility__form=form).first() if form else None
    before = rows.filter(facility=facility).first()
    if before is None:
        raise ValidationError(_("Fasilitas ini sudah ditutup. Buka lagi dahulu bila masih ada."))
    require(by, PERMISSION, on=before.region)
    return before


def _say(
    facility: Facility | None, form: UUID | None, content: dict[str, Any], by: User, before: FacilityVersion | None
) -> FacilityVersion:
    release = _open(by, "Fasilitas diubah" if before else "Fasilitas baru")
    if facility is None:
        (facility,) = new_facilities(1)
        facility.form = form
        facility.save(update_fields=["form"])
    close([facility.pk], release=release.number)
    say([(facility, {**content_of(before), **content})], release=release.number, actor=by)
    action = "facilities.change" if before else "facilities.add"
    audit.record(by=by, action=action, subject=f"facility:{facility.key}", release=release.number, kind=content["kind"])
    return FacilityVersion.objects.current().select_related("facility").get(facility=facility)


def _open(by: User, reason: str) -> Release:
    return open_release(layer=LAYER, by=by, reason=reason[:200])


@transaction.atomic
def close_facility(*, facility: Facility, by: User, reason: str = "") -> FacilityVersion | None:
    """Let a facility end with the layer's next release; None where it had ended already, which changes nothing."""
    lock_layer(LAYER)
    now = FacilityVersion.objects.current().select_related("region").filter(facility=facility).first()
    if now is None:
        return None
    require(by, PERMISSION, on=now.region)
    told = reason.strip()
    release = _open(by, f"Ditutup: {told}" if told else "Sudah tidak ada")
    close([facility.pk], release=release.number)
    audit.record(
        by=by, action="facilities.close", subject=f"facility:{facility.key}", release=release.number, reason=told
    )
    return now


@transaction.atomic
def reopen_facility(*, facility: Facility, by: User) -> FacilityVersion | None:
    """Take a closing back: say again what was said last. None where the facility stands, which changes nothing."""
    lock_layer(LAYER)
    rows = FacilityVersion.objects.filter(facility=facility).select_related("region").order_by("-since", "-pk")
    last = rows.first()
    if last is None or last.until is None:
        return None
    require(by, PERMISSION, on=last.region)
    release = _open(by, "Dibuka lagi")
    say_again([last.pk], release=release.number, actor=by)
    audit.record(by=by, action="facilities.reopen", subject=f"facility:{facility.key}", release=release.number)
    return rows.first()


@transaction.atomic
def undo_edit(*, facility: Facility, by: User, seen: int) -> FacilityVersion | None:
    """Take back the last change made by hand: say again what was said before it, or end what it added.

    `seen` is the version that is taken back, so that a form sent twice undoes once: None where it is not said any more,
    which changes nothing. ValidationError where a file said it: a run is undone whole.
    """
    lock_layer(LAYER)
    rows = FacilityVersion.objects.filter(facility=facility).select_related("region")
    now = rows.filter(until__isnull=True, pk=seen).first()
    if now is None:
        return None
    if not now.by_hand:
        raise ValidationError(_("Ini berasal dari berkas; batalkan unggahannya di halaman Unggah."))
    before = rows.filter(until=now.since).first()
    for each in (now, before or now):
        require(by, PERMISSION, on=each.region)
    release = _open(by, "Perubahan dibatalkan")
    close([facility.pk], release=release.number)
    if before is not None:
        say_again([before.pk], release=release.number, actor=by)
    audit.record(by=by, action="facilities.undo", subject=f"facility:{facility.key}", release=release.number)
    return now


def _content(facts: Facts, by: User, before: FacilityVersion | None, certain: bool) -> dict[str, Any]:
    """Return what is stored, or raise ValidationError with every fault by its field."""
    faults: dict[str, str] = {}
    texts = _texts(facts, faults)
    kind = KINDS.get(facts.kind)
    if kind is None:
        faults["kind"] = _("Pilih jenis dari daftar.")
    if facts.condition and facts.condition not in Condition.values:
        faults["condition"] = _("Pilih keadaan dari daftar.")
    position, region = _place(facts.position, by, faults)
    _refuse_npsn(texts["npsn"], facts.kind, before, faults)
    if position and kind and texts["name"] and not certain:
        _refuse_twin(Thing(0, kind.code, kind.group.code, texts["name"], (position.lon, position.lat)), before, faults)
    if faults or position is None or region is None:
        raise ValidationError({name: [fault] for name, fault in faults.items()})
    return {
        "kind": facts.kind,
        "geom": Point(round(position.lon, 7), round(position.lat, 7), srid=4326),
        "region_id": region.pk,
        "condition": facts.condition,
        "source_date": timezone.localdate(),
        "sample": False,
        **texts,
    }


def _texts(facts: Facts, faults: dict[str, str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in ("name", "hours", "contact", "address", "operator", "npsn", "source"):
        text = " ".join(getattr(facts, name).replace("\x00", " ").split())
        most = FacilityVersion._meta.get_field(name).max_length or 0  # type: ignore[union-attr]  # all are CharFields
        if len(text) > most:
            faults[name] = _("Paling panjang %(most)s huruf.") % {"most": most}
        texts[name] = text
    if not texts["name"]:
        faults["name"] = _("Tulis namanya, misalnya Posyandu Melati 1.")
    return texts


def _place(text: str, by: User, faults: dict[str, str]) -> tuple[Position | None, RegionFacts | None]:
    """Read the position and the desa it lies in; note at its field what is wrong with it, and the way out."""
    position = read_position(text)
    if position is None:
        faults["position"] = _("Letak tidak terbaca. Tulis lintang, bujur, misalnya 0,5234; 117,5281.")
        return None, None
    found = next((each.region for each in locate(position.lon, position.lat) if each.region.level == "desa"), None)
    if found is None:
        faults["position"] = _outside(position)
        return position, None
    if not may(by, PERMISSION, on=Region.objects.get(pk=found.pk)):
        faults["position"] = _("Letak ini di %(desa)s, di luar wilayah yang Anda kelola. Geser titiknya.") % {
            "desa": f"{found.name}, {found.parent_name}"
        }
    return position, found


def _outside(position: Position) -> str:
    offer = positions.mended((position.lon, position.lat))
    if offer is None:
        return _("Letak ini di luar desa mana pun di Kutai Timur. Periksa angkanya, atau geser titiknya.")
    lon, lat = offer.point
    here = next((each.region for each in locate(lon, lat) if each.region.level == "desa"), None)
    told = {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}", "desa": here.name if here else _("Kutai Timur")}
    if offer.choice == positions.TURN:
        return (
            _("Lintang ini di selatan khatulistiwa. Maksudnya %(lat)s, %(lon)s (%(desa)s)? Tulis tanpa tanda minus.")
            % told
        )
    return _("Lintang dan bujur tertukar. Maksudnya %(lat)s, %(lon)s (%(desa)s)?") % told


def _photo(said: PhotoSaid | None, before: FacilityVersion | None) -> dict[str, Any]:
    """Return the photo to be shown as a column of a version; nothing where it stays. The same photo again is no other one."""
    shown = before.photo if before else None
    if said is None or (shown is None and said.pictures is None):
        return {}
    if said.pictures is None and said.dropped:
        return {"photo_id": None}
    another = _another(said, shown)
    if shown is not None and (another.alt, another.large) == (shown.alt, bytes(shown.large)):
        return {}
    another.save()
    return {"photo_id": another.pk}


def _another(said: PhotoSaid, shown: FacilityPhoto | None) -> FacilityPhoto:
    """Return what is said as a row of its own, not saved: another picture, or a copy of the one shown under other words."""
    if said.pictures is not None:
        return FacilityPhoto.of(said.pictures, said.alt)
    columns = {each.attname: getattr(shown, each.attname) for each in FacilityPhoto._meta.concrete_fields}
    alt = " ".join(said.alt.split())[:LONGEST_ALT]
    return FacilityPhoto(**{**columns, "id": None, "alt": alt, "large": bytes(columns["large"])})


def _refuse_npsn(npsn: str, kind: str, before: FacilityVersion | None, faults: dict[str, str]) -> None:
    if not npsn or "npsn" in faults:
        return
    if not (npsn.isascii() and npsn.isdigit() and len(npsn) == NPSN_DIGITS):
        faults["npsn"] = _("NPSN terdiri dari delapan angka.")
    elif kind in KINDS and not KINDS[kind].npsn:
        faults["npsn"] = _("Hanya sekolah mempunyai NPSN. Kosongkan, atau ganti jenisnya.")
    else:
        rows = FacilityVersion.objects.current().filter(npsn=npsn).select_related("facility")
        other = rows.exclude(facility=before.facility_id if before else None).first()
        if other is not None:
            faults["npsn"] = _("NPSN ini sudah dipakai %(name)s (%(key)s).") % {
                "name": other.name,
                "key": other.facility.key,
            }


def _refuse_twin(thing: Thing, before: FacilityVersion | None, faults: dict[str, str]) -> None:
    near = Point(*thing.point, srid=4326).buffer(NEAR_DEG)
    rows = FacilityVersion.objects.current().filter(geom__intersects=near).select_related("facility")
    there = list(rows.exclude(facility=before.facility_id if before else None))
    for pair in pairs([thing], [thing_of(each) for each in there]):
        other = there[pair.second]
        faults["certain"] = _(
            "%(name)s (%(key)s) sudah tercatat %(metres)d m dari sini. Ubah yang itu, atau centang bila memang lain."
        ) % {"name": other.name, "key": other.facility.key, "metres": min(round(pair.metres), WITHIN_M)}
        return


def _same(before: FacilityVersion, content: Mapping[str, Any]) -> bool:
    """Tell whether nothing is said that is not said already; the day of saying it is nothing."""
    return all(getattr(before, name) == value for name, value in content.items() if name != "source_date")
