"""`/monografi/`: one indicator over the desa, or the kecamatan, of the regency or of one kecamatan, in order."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from .choosing import choices, grouped, reading_titles
from .figures import figure_text
from .theme_files import BYTE_ORDER_MARK, facts, safe
from .theme_map import areas_for
from .themes import Choropleth, Row, asked_theme, choropleth

ORDERS = ("besar", "kecil")
# How it is classed is the map's business.
LEFT_OUT = ("kelas", "kelas_dari", "kelas_sampai_di_bawah", "cara")


@dataclass(frozen=True)
class Place:
    """A line of the ranking; equal figures share a rank. `rank` None where there is no figure."""

    row: Row
    rank: int | None
    shared: bool


def places(rows: Sequence[Row], *, smallest_first: bool) -> list[Place]:
    """Return the rows in order with their ranks, those without a figure last; equal figures by code."""
    told = sorted(
        (row for row in rows if row.spot.value is not None),
        key=lambda row: ((row.spot.value or 0) * (1 if smallest_first else -1), row.spot.region.code or "~"),
    )
    same = Counter(row.spot.value for row in told)
    ranks: dict[float | None, int] = {}
    for number, row in enumerate(told, 1):
        ranks.setdefault(row.spot.value, number)
    silent = [Place(row, None, False) for row in rows if row.spot.value is None]
    return [*(Place(row, ranks[row.spot.value], same[row.spot.value] > 1) for row in told), *silent]


@require_safe
@conditional_page
def ranking_page(request: HttpRequest) -> HttpResponse:
    order = request.GET.get("urut", "").strip() or ORDERS[0]
    if order not in ORDERS:
        raise BadRequest(_("Urutan “%(text)s” tidak ada. Pilih besar atau kecil.") % {"text": order[:20]})
    found = choices()
    params = request.GET.copy()
    if "wilayah" in params:
        params["dalam"] = request.GET.get("wilayah", "")
    asked = asked_theme(params, found)
    if asked is None:
        return render(request, "monograph/ranking.html", {"choices": found})
    shown = choropleth(asked, found, areas_for(request.user, found.day))
    lines = places(shown.rows, smallest_first=order == "kecil")
    if request.GET.get("format") == "csv":
        return as_csv(shown, lines)
    address = asked.parameters(cara="", kelas="", batas="", dalam="", wilayah=params.get("dalam", ""), urut=order)
    context: dict[str, Any] = {
        "groups": grouped(),
        "choices": found,
        "asked": asked,
        "shown": shown,
        "indicator": asked.measure.indicator,
        "readings": reading_titles(asked.measure.indicator),
        "before": found.before(asked.period),
        "order": order,
        "lines": lines,
        "total": _total(shown),
        "address": address,
        "map_query": asked.query(),
    }
    return render(request, "monograph/ranking.html", context)


def _total(shown: Choropleth) -> str:
    if not shown.measure.raw or not shown.values:
        return ""
    return figure_text(shown.measure.indicator, Decimal(str(sum(shown.values))))


def as_csv(shown: Choropleth, lines: Sequence[Place]) -> HttpResponse:
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    for number, place in enumerate(lines):
        told = {key: value for key, value in facts(shown, place.row).items() if key not in LEFT_OUT}
        if number == 0:
            writer.writerow(["urutan", *told])
        writer.writerow([safe(each) for each in (place.rank, *told.values())])
    indicator = shown.measure.indicator.code
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="urutan-{indicator}-{shown.asked.period.slug}.csv"'},
    )
