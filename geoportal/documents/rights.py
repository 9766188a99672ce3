"""Whose documents a person may publish."""

from django.utils import timezone

from accounts.models import User
from accounts.permissions import may
from boundaries.models import Kind, Level, Region
from documents.actions import MAY_EDIT


def editable_regions(person: User) -> list[Region]:
    """Return the regions whose documents `person` may publish, a kecamatan before its desa. Two queries at most."""
    day = timezone.localdate()
    # Rights are looked for upwards: whatever is above is read with it.
    found = Region.objects.existing_on(day).exclude(level=Level.PROVINSI).exclude(kind=Kind.DESA_PERSIAPAN)
    regions = found.coded(day).select_related("parent__parent__parent").order_by("code", "name", "pk")
    return [region for region in regions if may(person, MAY_EDIT, on=region)]
