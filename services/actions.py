"""Writing down a region's office. Faults are ValidationErrors by field, in the words of the form."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.permissions import require
from boundaries.models import Region
from layers.releases import lock_layer, open_release
from stewardship.contacts import clean_number

from .models import Office

SERVICES = "layanan"  # the key what is told here is counted under
PERMISSION = "services.edit"
MOST_LINKS, LONGEST_LINK = 6, 200


def save_office(
    *, region: Region, address: str, by: User, hours: str = "", phone: str = "", whatsapp: str = "", links: str = ""
) -> Office:
    """Say where a region's office is and how to reach it; `links` are https addresses, one a line. Shown at once."""
    require(by, PERMISSION, on=region)
    said = _clean(address=address, hours=hours, phone=phone, whatsapp=whatsapp, links=links)
    with transaction.atomic():
        lock_layer(SERVICES)
        before = Office.objects.select_for_update().filter(region=region).first()
        office, _created = Office.objects.update_or_create(
            region=region, defaults={**said, "checked_on": timezone.localdate(), "sample": False, "changed_by": by}
        )
        open_release(layer=SERVICES, by=by, reason=f"Kantor {region.name}"[:200])
        record(by=by, action="services.office", subject=f"region:{region.pk}", before=_told(before))
    return office


def _told(office: Office | None) -> dict[str, Any]:
    names = ("address", "hours", "phone", "whatsapp", "links")
    return {name: getattr(office, name) for name in names} if office else {}


def _clean(**told: str) -> dict[str, Any]:
    readers: dict[str, Callable[[str], Any]] = {
        "address": lambda text: _words(text, 300, needed=True),
        "hours": lambda text: _words(text, 200),
        "phone": _number,
        "whatsapp": _number,
        "links": _links,
    }
    said: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for name, text in told.items():
        try:
            said[name] = readers[name](text)
        except ValidationError as fault:
            faults[name] = fault.messages
    if faults:
        raise ValidationError(faults)
    return said


def _words(text: str, most: int, *, needed: bool = False) -> str:
    text = " ".join(text.split())
    if (needed and not text) or len(text) > most:
        raise ValidationError(_("Isi bagian ini, paling panjang %(most)s huruf.") % {"most": most})
    return text


def _number(text: str) -> str:
    return clean_number(text) if text.strip() else ""


def _links(text: str) -> list[str]:
    links = list(dict.fromkeys(text.split()))
    if len(links) > MOST_LINKS:
        raise ValidationError(_("Paling banyak %(most)s tautan.") % {"most": MOST_LINKS})
    for link in links:
        try:
            URLValidator(schemes=["https"])(link)
            usable = len(link) <= LONGEST_LINK and not urlsplit(link).username
        except ValidationError:
            usable = False
        if not usable:
            raise ValidationError(_("“%(link)s” bukan alamat https://…") % {"link": link[:60]})
    return links
