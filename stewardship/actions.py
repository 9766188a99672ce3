"""Giving and ending mandates. Faults are ValidationErrors by field, in the words of the form."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import SYSTEM_USERNAME, require
from boundaries.models import Region
from boundaries.periods import period

from .models import Mandate, Role

PERMISSION = "people.manage"


def give_mandate(
    *,
    user: User,
    role: str,
    by: User,
    region: Region | None = None,
    layer: str = "",
    begins: date | None = None,
    ends: date | None = None,
    reason: str = "",
) -> Mandate:
    """Give `user` a role from the day `begins` (today) to the day `ends`, included (None: until it is ended).

    `layer` is a layer's key, empty for all. Raise ValidationError where the mandate cannot be.
    """
    require(by, PERMISSION)
    begins = begins or timezone.localdate()
    _refuse(user, role, by, region, layer, begins, ends)
    valid = period(begins, ends + timedelta(days=1) if ends else None)
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                user=user, role=role, region=region, layer=layer, valid=valid, reason=reason, given_by=by
            )
            _record("stewardship.give", mandate, by)
    except IntegrityError as error:
        if "mandate_not_given_twice" not in str(error):
            raise
        raise ValidationError(_("Mandat yang sama sudah ada pada masa itu. Akhiri dahulu yang lama.")) from error
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, by: User, reason: str = "") -> Mandate:
    """Take a mandate back from now on; ending one that is over already changes nothing."""
    require(by, PERMISSION)
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if mandate.ended_at is None:
        mandate.ended_at, mandate.ended_by, mandate.end_reason = timezone.now(), by, reason
        mandate.save(update_fields=["ended_at", "ended_by", "end_reason"])
        _record("stewardship.end", mandate, by)
    return mandate


def _record(action: str, mandate: Mandate, by: User) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"user:{mandate.user_id}",
        mandate=mandate.pk,
        role=mandate.role,
        layer=mandate.layer,
        region=mandate.region_id,
    )


def _refuse(
    user: User, role: str, by: User, region: Region | None, layer: str, begins: date, ends: date | None
) -> None:
    faults: dict[str, str] = {}
    if user.username == SYSTEM_USERNAME:
        faults["user"] = _("Akun sistem tidak memerlukan mandat.")
    elif user.pk == by.pk and not by.is_superuser:
        faults["user"] = _("Anda tidak dapat memberi mandat kepada diri sendiri. Minta pengelola orang yang lain.")
    if ends is not None and ends < begins:
        faults["ends"] = _("Hari terakhir harus sama dengan atau sesudah hari pertama.")
    if role == Role.PEOPLE_KEEPER and (region or layer):
        faults["role"] = _("Pengelola orang berlaku untuk seluruh portal: kosongkan lapisan dan wilayah.")
    if role == Role.LAYER_KEEPER and region:
        faults["region"] = _("Pengelola lapisan tidak dibatasi wilayah: kosongkan wilayah.")
    if role not in Role.values:
        faults["role"] = _("Pilih salah satu peran.")
    if faults:
        raise ValidationError({name: [fault] for name, fault in faults.items()})
