"""Data contoh: an office for most regions, with numbers nobody has."""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from layers.releases import lock_layer, open_release

from .actions import SERVICES
from .models import Office

WITHOUT = 0.08  # the share of villages that told nothing
OPEN = "Senin–Kamis 08.00–16.00, Jumat 08.00–11.30 WITA"


@transaction.atomic
def seed(*, by: User) -> int:
    """Write the sample offices down, once; return how many."""
    if Office.objects.exists():
        return 0
    lock_layer(SERVICES)
    found = Region.objects.existing_on(timezone.localdate()).filter(level__in=(Level.KECAMATAN, Level.DESA))
    regions = listed(found.exclude(kind=Kind.DESA_PERSIAPAN))
    rows = [_office(region, number, by) for number, region in enumerate(regions) if not _silent(region)]
    Office.objects.bulk_create(rows)
    open_release(layer=SERVICES, by=by, reason="Data contoh")
    return len(rows)


def _silent(region: RegionFacts) -> bool:
    return region.level == Level.DESA and Random(f"kantor:{region.code}").random() < WITHOUT


def _office(region: RegionFacts, number: int, by: User) -> Office:
    what = {"kecamatan": "Kantor Camat", "kelurahan": "Kantor Lurah"}.get(region.kind, "Kantor Desa")
    chance = Random(f"alamat:{region.code}")
    return Office(
        region_id=region.pk,
        address=f"{what} {region.name}, Jalan Contoh {chance.randint(1, 40)}",
        hours=OPEN,
        phone=f"+62549000{number:04d}",
        whatsapp=f"+628000000{number:04d}",
        checked_on=timezone.localdate() - timedelta(days=chance.randrange(3, 480)),
        sample=True,
        changed_by=by,
    )
