"""The table of regions as a page and as CSV, from what its address asks for."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from boundaries.facts import RegionFacts, listed
from boundaries.models import Kind, Level, Region
from imports.findings import BYTE_ORDER_MARK, FORMULA
from stewardship.models import KeeperState

from .asking import STATES, Asked
from .parts import PARTS
from .rows import Row, rows_of, summaries


def regions_of_today() -> list[RegionFacts]:
    """Return the kabupaten, its kecamatan and their villages, by code. One query."""
    standing = Region.objects.existing_on(timezone.localdate()).exclude(level=Level.PROVINSI)
    return listed(standing.exclude(kind=Kind.DESA_PERSIAPAN))


def table_context(request: HttpRequest, regions: Sequence[RegionFacts]) -> dict[str, Any]:
    """Return what the table shows: kecamatan first, regions once asked for. As many queries however many regions."""
    asked = Asked.of(request, regions)
    rows = rows_of(regions, timezone.localdate())
    kecamatan = [each for each in regions if each.level == Level.KECAMATAN]
    found = sorted((row for row in rows if asked.holds(row)), key=lambda row: row.badness)
    by_kecamatan = not asked.narrowed and len(kecamatan) > 1
    return {
        "asked": asked,
        "parts": PARTS,
        "total": len(rows),
        "rows": found if not by_kecamatan else [],
        "summaries": summaries(rows) if by_kecamatan else [],
        "kecamatan": kecamatan,
        "states": STATES.items(),
        "keeper_states": KeeperState.choices,
        "found": found,
    }


def as_csv(rows: Iterable[Row]) -> HttpResponse:
    """Return the rows as CSV: days as year-month-day, states in words."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    columns = [column for part in PARTS for column in (part.key, f"{part.key}_keadaan")]
    writer.writerow(["kode", "nama", "jenis", "kecamatan", "pengelola", "unit", "sejak", *columns])
    for row in rows:
        writer.writerow([_safe(cell) for cell in _cells(row)])
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="kebaruan.csv"'},
    )


def _cells(row: Row) -> list[str]:
    region, keeping = row.region, row.keeping
    kept = [keeping.state, keeping.unit, keeping.since.isoformat()] if keeping else ["", "", ""]
    days = [text for cell in row.cells for text in (cell.newest.isoformat() if cell.newest else "", cell.state)]
    above = region.parent_name or "" if region.level == Level.DESA else ""
    return [region.code or "", region.name, region.kind, above, *kept, *days]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
