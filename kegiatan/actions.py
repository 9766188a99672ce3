"""Writes: telling, correcting and withdrawing an activity. Faults are ValidationErrors by field, in the words of the form."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Region
from layers.releases import lock_layer, open_release
from photos.pictures import Pictures

from .models import LONGEST_TEXT, LONGEST_TITLE, Activity, Photo

KEGIATAN = "kegiatan"  # the key what is told here is counted under
PERMISSION = "kegiatan.edit"
EARLIEST = date(1999, 10, 12)  # the regency exists since that day


def post_activity(
    *,
    region: Region,
    title: str,
    text: str,
    day: date,
    token: UUID,
    by: User,
    photo: Pictures | None = None,
    alt: str = "",
) -> Activity:
    """Tell what happened; it is shown at once. The same form sent again gives what it gave before."""
    require(by, PERMISSION, on=region)
    said = _clean(title, text, day)
    with transaction.atomic():
        lock_layer(KEGIATAN)
        before = Activity.objects.filter(token=token).first()
        if before is not None:
            return _same(before, by)
        activity = Activity.objects.create(region=region, token=token, author=by, **said)
        if photo is not None:
            Photo.of(photo, alt, activity=activity).save()
        _done("kegiatan.post", activity, by)
    return activity


def change_activity(activity: Activity, *, title: str, text: str, day: date, by: User) -> Activity:
    """Put right what was told; the address stays. What says nothing new changes nothing; what was withdrawn stays so."""
    require(by, PERMISSION, on=activity.region)
    said = _clean(title, text, day)
    with transaction.atomic():
        lock_layer(KEGIATAN)
        found = Activity.objects.select_for_update().get(pk=activity.pk)
        if found.withdrawn_at is not None:
            raise ValidationError(_("Kabar ini sudah ditarik; tulis yang baru."))
        before = {name: getattr(found, name) for name in said}
        if before == said:
            return found
        for name, value in {**said, "changed_at": timezone.now()}.items():
            setattr(found, name, value)
        found.save(update_fields=[*said, "changed_at"])
        _done("kegiatan.change", found, by, title=before["title"])
    return found


def _same(before: Activity, by: User) -> Activity:
    if before.author_id != by.pk:
        raise ValidationError(_("Formulir ini sudah dipakai. Buka lagi halaman ini dan kirim ulang."))
    return before


def withdraw_activity(activity: Activity, *, by: User, reason: str = "") -> Activity:
    """Take an activity off the pages; its address says that it was withdrawn. Withdrawing again changes nothing."""
    require(by, PERMISSION, on=activity.region)
    with transaction.atomic():
        lock_layer(KEGIATAN)
        found = Activity.objects.select_for_update().get(pk=activity.pk)
        if found.withdrawn_at is None:
            found.withdrawn_at, found.withdrawn_by, found.reason = timezone.now(), by, reason[:200]
            found.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
            _done("kegiatan.withdraw", found, by)
    return found


def _done(action: str, activity: Activity, by: User, **details: str) -> None:
    open_release(layer=KEGIATAN, by=by, reason=activity.title[:200])
    record(by=by, action=action, subject=f"kegiatan:{activity.pk}", region=activity.region_id, **details)


def _clean(title: str, text: str, day: date) -> dict[str, Any]:
    title, text = " ".join(title.split()), text.strip()
    faults: dict[str, str] = {}
    if not title or len(title) > LONGEST_TITLE:
        faults["title"] = _("Isi judul, paling panjang 120 huruf.")
    if not text or len(text) > LONGEST_TEXT:
        faults["text"] = _("Ceritakan dalam beberapa kalimat, paling panjang 5.000 huruf.")
    if not EARLIEST <= day <= timezone.localdate():
        faults["day"] = _("Pilih hari ini atau hari sebelumnya.")
    if faults:
        raise ValidationError({name: [fault] for name, fault in faults.items()})
    return {"title": title, "text": text, "day": day}
