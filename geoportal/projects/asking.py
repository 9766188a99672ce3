"""What the addresses of projects ask for alike: a region with or without those below, a year, a page."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter

from boundaries.models import Region
from layers import parameters
from layers.api.words import told
from layers.problems import NotFound
from projects.models import Project
from projects.querysets import ProjectQuerySet

DEFAULT_LIMIT, MAX_LIMIT = 100, 500
NAMES = frozenset({"region", "descendants", "year", "limit", "after"})


def _parameter(name: str, schema: dict[str, Any], words: tuple[str, str]) -> OpenApiParameter:
    return OpenApiParameter(name, schema, description=told(*words))


PARAMETERS = [
    _parameter("region", {"type": "string", "example": "64.08.04"}, ("Kode Kemendagri wilayah", "Kemendagri code")),
    _parameter(
        "descendants", {"type": "boolean", "default": True}, ("Sertakan wilayah di bawahnya", "With the regions below")
    ),
    _parameter("year", {"type": "integer", "minimum": 1999}, ("Tahun anggaran", "Budget year")),
    _parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ("Paling banyak sekian", "At most so many"),
    ),
    _parameter("after", {"type": "string"}, ("Dari tautan next", "From the next link")),
]


def asked(params: QueryDict) -> ProjectQuerySet:
    """Return the packages asked for, newest key first; BadParameter for what cannot be read, NotFound for no region."""
    found: ProjectQuerySet = Project.objects.order_by("-pk")
    code, year, after = (parameters.single(params, name) for name in ("region", "year", "after"))
    below_text = parameters.single(params, "descendants")
    below = below_text is None or parameters.yes_or_no("descendants", below_text)
    if code is not None:
        region = _region(parameters.region_code("region", code))
        found = found.inside(region.pk) if below else found.of_region(region.pk)
    if year is not None:
        found = found.filter(year=parameters.whole_number("year", year, least=1999, most=9999))
    if after is not None:
        last = Project.objects.filter(key=after).values_list("pk", flat=True).first()
        found = found.filter(pk__lt=last or 0)
    return found


def limit_of(params: QueryDict) -> int:
    text = parameters.single(params, "limit")
    return DEFAULT_LIMIT if text is None else parameters.whole_number("limit", text, least=1, most=MAX_LIMIT)


def with_query(address: str, params: QueryDict, **changed: str) -> str:
    query = params.copy()
    for name, value in changed.items():
        query[name] = value
    return f"{address}?{query.urlencode()}" if query else address


def _region(code: str) -> Region:
    found = Region.objects.with_code(code, day=timezone.localdate()).first()
    if found is None:
        raise NotFound(f"Tidak ada wilayah berkode {code}.", f"No region bears the code {code}.", parameter="region")
    return found
