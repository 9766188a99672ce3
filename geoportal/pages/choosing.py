"""Which region a list is asked for."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries import codes
from boundaries.facts import RegionFacts, listed
from boundaries.models import Level, Region
from boundaries.selectors import region_by_code


def asked_region(request: HttpRequest, name: str = "wilayah") -> RegionFacts | None:
    """Return the region whose code the parameter says, None where it says nothing; BadRequest for no code of ours."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        found = region_by_code(codes.normalise(text))
    except ValueError:
        found = None
    if found is None:
        raise BadRequest(_("Wilayah “%(code)s” tidak dikenal. Tulis kodenya, misalnya 64.08.06.") % {"code": text[:20]})
    return found


def kecamatan_of_today() -> list[RegionFacts]:
    """Return the kecamatan, by name. One query."""
    standing = Region.objects.existing_on(timezone.localdate()).filter(level=Level.KECAMATAN)
    return sorted(listed(standing), key=lambda each: each.name)
