"""What the lists of the API ask for alike: a region, with or without those below it, and how many entries."""

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter

from boundaries.models import Region
from layers import parameters
from layers.api.words import told
from layers.problems import NotFound

REGION = OpenApiParameter(
    "region",
    {"type": "string", "example": "64.08.04"},
    description=told("Kode Kemendagri wilayah", "Kemendagri code"),
)


def descendants(*, default: bool) -> OpenApiParameter:
    """Declare `descendants`. What lies in a region counts those below it by default, what is said of one does not."""
    words = told("Sertakan wilayah di bawahnya", "With the regions below")
    return OpenApiParameter("descendants", {"type": "boolean", "default": default}, description=words)


def limit(*, default: int, most: int) -> OpenApiParameter:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return OpenApiParameter("limit", schema, description=told("Paling banyak sekian", "At most so many"))


def asked_region(params: QueryDict) -> Region | None:
    """Return the region of `region=`, None where none is asked for."""
    text = parameters.single(params, "region")
    return None if text is None else region_named(parameters.region_code("region", text))


def region_named(code: str) -> Region:
    """Return the region that bears a dotted code today; NotFound where none does."""
    found: Region | None = Region.objects.with_code(code, day=timezone.localdate()).first()
    if found is None:
        raise NotFound(f"Tidak ada wilayah berkode {code}.", f"No region bears the code {code}.", parameter="region")
    return found


def asked_descendants(params: QueryDict, *, default: bool) -> bool:
    text = parameters.single(params, "descendants")
    return default if text is None else parameters.yes_or_no("descendants", text)


def asked_limit(params: QueryDict, *, default: int, most: int) -> int:
    text = parameters.single(params, "limit")
    return default if text is None else parameters.whole_number("limit", text, least=1, most=most)
