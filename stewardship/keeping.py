"""Handing a region's page over and taking it back. Faults are ValidationErrors by field, in the words of the form."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Region
from boundaries.periods import period
from layers.releases import lock_layer, open_release

from .contacts import clean_contact
from .models import Keeper, KeeperState

KEEPERS = "pengelola"  # the key changes of keepers are counted under
PERMISSION = "keepers.manage"
DISKOMINFO = "Diskominfo Staper Kabupaten Kutai Timur"
LONGEST = 120


def hand_over(
    *, region: Region, unit: str, contact: str, by: User, person: str = "", begins: date | None = None, basis: str = ""
) -> Keeper:
    """Give a region's page to `unit` from the day `begins` (today) on. ValidationError where that cannot be."""
    return _keep(region, KeeperState.HANDED_OVER, by, begins, unit=unit, contact=contact, person=person, basis=basis)


def take_back(*, region: Region, contact: str, by: User, begins: date | None = None, basis: str = "") -> Keeper:
    """Let Diskominfo look after a region's page again from the day `begins` (today) on."""
    return _keep(region, KeeperState.TAKEN_BACK, by, begins, unit=DISKOMINFO, contact=contact, person="", basis=basis)


def _keep(region: Region, state: KeeperState, by: User, begins: date | None, **told: str) -> Keeper:
    require(by, PERMISSION, on=region)
    begins = begins or timezone.localdate()
    said = _clean(told)
    with transaction.atomic():
        lock_layer(KEEPERS)
        keeper = _row(region, begins)
        if keeper.pk and (keeper.state, keeper.sample) == (state, False) and said == _said(keeper):
            return keeper  # the same form, sent again
        for name, value in {"state": state, "set_by": by, "sample": False, **said}.items():
            setattr(keeper, name, value)
        keeper.save()
        open_release(layer=KEEPERS, by=by, reason=said["basis"] or str(state.label))
        audit.record(
            by=by, action=f"keepers.{state}", subject=f"region:{region.pk}", keeper=keeper.pk, begins=begins.isoformat()
        )
    return keeper


def _clean(told: dict[str, str]) -> dict[str, str]:
    said = {name: " ".join(text.split()) for name, text in told.items()}
    faults: dict[str, Any] = {}
    if not said["unit"] or len(said["unit"]) > LONGEST:
        faults["unit"] = [_("Isi nama kantor atau unit, paling panjang 120 huruf.")]
    if len(said["person"]) > LONGEST:
        faults["person"] = [_("Nama paling panjang 120 huruf.")]
    try:
        said["contact"] = clean_contact(said["contact"])
    except ValidationError as fault:
        faults["contact"] = fault.messages
    if faults:
        raise ValidationError(faults)
    return {**said, "basis": said["basis"][:200]}


def _said(keeper: Keeper) -> dict[str, str]:
    return {name: getattr(keeper, name) for name in ("unit", "contact", "person", "basis")}


def _row(region: Region, begins: date) -> Keeper:
    """Return the row that speaks from `begins` on; the one before ends there. What began that very day is corrected."""
    last = Keeper.objects.select_for_update().filter(region=region).order_by("-valid").first()
    if last is None or (last.valid.upper is not None and last.valid.upper <= begins):
        return Keeper(region=region, valid=period(begins))
    if last.valid.lower > begins:
        raise ValidationError(
            {
                "begins": [
                    _("Sudah ada pengelola sejak %(day)s; pilih hari itu atau sesudahnya.")
                    % {"day": last.valid.lower.strftime("%d-%m-%Y")}
                ]
            }
        )
    if last.valid.lower == begins:
        return last
    last.valid = period(last.valid.lower, begins)
    last.save(update_fields=["valid"])
    return Keeper(region=region, valid=period(begins))
