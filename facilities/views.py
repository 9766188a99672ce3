"""`/fasilitas/`: the list with its map, one facility, and counts by region as CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors as regions
from boundaries.models import Level, Region
from boundaries.querysets import code_of

from . import asking, drawing, selectors
from .asking import Asked
from .kinds import GROUPS, kinds_of
from .models import FacilityVersion
from .querysets import VersionQuerySet

PAGE = 50
NEAR = 50  # the nearest that are listed
Lines = list[FacilityVersion]


@require_safe
@conditional_page
def list_page(request: HttpRequest) -> HttpResponse:
    sheets = _sheets(request)
    asked = asking.read(request)
    rows, following = _page(asked, request.GET.get("setelah", "")[:20])
    context = {
        "asked": asked,
        "rows": rows,
        "following": following,
        "after": request.GET.get("setelah", ""),
        "counts": selectors.counted(asked.rows()),
        "map": _map(sheets, asked, rows),
        "groups": [(group, kinds_of(group.code)) for group in GROUPS.values()],
        "regions": _regions(),
        "trail": [*regions.trail(asked.region), asked.region] if asked.region else [],
        "region": {"name": _("Fasilitas")},
    }
    return render(request, "facilities/list.html", context)


def _sheets(request: HttpRequest) -> drawing.Sheets:
    sheets = drawing.Sheets.open(request.user)
    if not sheets.shown:
        raise Http404(_("Lapisan ini tidak ada."))
    return sheets


def _page(asked: Asked, after: str) -> tuple[Lines, str]:
    """Return the facilities of a page, and the key after which the next page begins, empty where there is none."""
    rows = asked.rows().annotate(region_code=code_of("region", "kemendagri", timezone.localdate()))
    if asked.near:
        return list(rows[:NEAR]), ""
    if after:
        rows = _after(rows, after)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].facility.key if len(found) > PAGE else ""


def _after(rows: VersionQuerySet, key: str) -> VersionQuerySet:
    """Narrow to what stands after a facility in order of names, whether that one still stands or not."""
    last = selectors.facility(key)
    if last is None:
        raise BadRequest(_("Fasilitas “%(key)s” tidak dikenal. Mulai dari awal daftar.") % {"key": key})
    return rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))


def _map(sheets: drawing.Sheets, asked: Asked, listed: Lines) -> str:
    """Return the map of all that is asked for, or, where the nearest are, of those and around them."""
    code = asked.region.code if asked.region else None
    if asked.near:
        return drawing.region_map(sheets, code, asked.rows()[:NEAR], asked.query, near=listed)
    return drawing.region_map(sheets, code, asked.rows().order_by("pk"), asked.query)


def _regions() -> list[tuple[Region, list[Region]]]:
    """Return each kecamatan with its desa, by name, for the filter. One query."""
    today = timezone.localdate()
    levels = (Level.KECAMATAN, Level.DESA)
    found = list(Region.objects.filter(level__in=levels).existing_on(today).coded(today).order_by("name", "pk"))
    below: dict[int | None, list[Region]] = {}
    for each in found:
        if each.level == Level.DESA and each.code:  # type: ignore[attr-defined]  # annotated by coded()
            below.setdefault(each.parent_id, []).append(each)
    return [(each, below.get(each.pk, [])) for each in found if each.level == Level.KECAMATAN]


@require_safe
@conditional_page
def facility_page(request: HttpRequest, key: str) -> HttpResponse:
    sheets = _sheets(request)
    row = selectors.facility(key)
    if row is None:
        raise Http404(_("Tidak ada fasilitas berkunci %(key)s.") % {"key": key[:20]})
    region = next(iter(regions.listed(Region.objects.filter(pk=row.region_id))), None) if row.region_id else None
    near = selectors.nearest_to_place(row, NEAREST_SHOWN)
    context = {
        "row": row,
        "closed": row.until is not None,
        "place": region,
        "trail": [*regions.trail(region), region] if region else [],
        "region": {"name": row.name},
        "history": selectors.history(row.facility_id),
        "near": near,
        "map": drawing.place_map(sheets, row),
        "misplaced": row.stated_region_id is not None
        and row.stated_region_id not in {row.region_id, region.parent_pk if region else None},
    }
    return render(request, "facilities/facility.html", context)


NEAREST_SHOWN = 5
HEADINGS = ("tingkat", "kode", "nama", "induk", "kelompok", "kode_jenis", "jenis", "jumlah", "data_contoh")


@require_safe
def counts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with one line for each region and kind: `?tingkat=desa|kecamatan|kabupaten&wilayah=`."""
    _sheets(request)
    level = request.GET.get("tingkat", "desa")
    if level not in selectors.PATHS:
        raise BadRequest(
            _("Tingkat “%(level)s” tidak dikenal. Pilih desa, kecamatan, atau kabupaten.") % {"level": level[:20]}
        )
    region = asking.read(request).region
    found = selectors.counts_by_region(level, region.pk if region else None)
    name = f"fasilitas-per-{level}{'-' + region.code if region and region.code else ''}.csv"
    return StreamingHttpResponse(
        _lines(level, found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(level: str, found: list[selectors.RegionCount]) -> Iterator[Any]:
    writer = csv.writer(_Echo())
    yield writer.writerow(HEADINGS)
    for each in found:
        sample = "ya" if each.sample else "tidak"
        kind = each.kind
        yield writer.writerow(
            (level, each.code, each.region, each.above, kind.group.code, kind.code, kind.title_id, each.count, sample)
        )
