"""Data contoh: Diskominfo keeps every page, and can be reached at an address nobody has."""

from datetime import date

from django.db import transaction

from accounts.models import User
from boundaries.models import Level, Region
from boundaries.periods import period
from layers.releases import lock_layer, open_release

from .keeping import DISKOMINFO, KEEPERS
from .models import Keeper, KeeperState

CONTACT = "pengelola@diskominfo.example"
SINCE = date(2026, 1, 5)


@transaction.atomic
def seed(*, by: User) -> int:
    """Let Diskominfo keep the page of every region that has a code, once; return how many."""
    if Keeper.objects.exists():
        return 0
    lock_layer(KEEPERS)
    regions = Region.objects.exclude(level=Level.PROVINSI).filter(
        codes__scheme="kemendagri", codes__valid__endswith=None
    )
    rows = [
        Keeper(
            region=region,
            state=KeeperState.DISKOMINFO,
            unit=DISKOMINFO,
            contact=CONTACT,
            valid=period(SINCE),
            basis="Data contoh",
            sample=True,
            set_by=by,
        )
        for region in regions.distinct()
    ]
    Keeper.objects.bulk_create(rows)
    open_release(layer=KEEPERS, by=by, reason="Data contoh")
    return len(rows)
