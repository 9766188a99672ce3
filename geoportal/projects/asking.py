"""What the addresses of projects ask for alike: a region with or without those below, a year, a page."""

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter

from geoportal import list_asking
from layers import parameters
from layers.api.words import told
from projects.models import Project
from projects.querysets import ProjectQuerySet

DEFAULT_LIMIT, MAX_LIMIT = 100, 500
NAMES = frozenset({"region", "descendants", "year", "limit", "after"})


PARAMETERS = [
    list_asking.REGION,
    list_asking.descendants(default=True),
    OpenApiParameter("year", {"type": "integer", "minimum": 1999}, description=told("Tahun anggaran", "Budget year")),
    list_asking.limit(default=DEFAULT_LIMIT, most=MAX_LIMIT),
    OpenApiParameter("after", {"type": "string"}, description=told("Dari tautan next", "From the next link")),
]


def asked(params: QueryDict) -> ProjectQuerySet:
    """Return the packages asked for, newest key first; BadParameter for what cannot be read, NotFound for no region."""
    found: ProjectQuerySet = Project.objects.order_by("-pk")
    year, after = (parameters.single(params, name) for name in ("year", "after"))
    region, below = list_asking.asked_region(params), list_asking.asked_descendants(params, default=True)
    if region is not None:
        found = found.inside(region.pk) if below else found.of_region(region.pk)
    if year is not None:
        found = found.filter(year=parameters.whole_number("year", year, least=1999, most=9999))
    if after is not None:
        last = Project.objects.filter(key=after).values_list("pk", flat=True).first()
        found = found.filter(pk__lt=last or 0)
    return found


def limit_of(params: QueryDict) -> int:
    return list_asking.asked_limit(params, default=DEFAULT_LIMIT, most=MAX_LIMIT)


def with_query(address: str, params: QueryDict, **changed: str) -> str:
    query = params.copy()
    for name, value in changed.items():
        query[name] = value
    return f"{address}?{query.urlencode()}" if query else address
