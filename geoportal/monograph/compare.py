"""`/monografi/banding/`: two to four regions beside each other: `?wilayah=64.08.04,64.08.06&tahun=2025&indikator=penduduk`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from boundaries import selectors as regions
from boundaries.finding import Found, search
from boundaries.selectors import RegionFacts
from geoportal.pages.region import dotted_or_404
from monografi import charts, selectors
from monografi.indicators import GROUPS, Indicator, of_group
from monografi.measures import BASES, Measure
from monografi.selectors import Sheet

from .choosing import asked_indicator, asked_period, choices, grouped
from .figures import figure_text, sources_text, written

MOST, ENOUGH = 4, 2
HITS, LONGEST = 8, 200


@dataclass(frozen=True)
class Cell:
    """A region's figure, how it differs from the first region's, and its bar as an SVG; empty where nothing was told."""

    text: str
    difference: str
    bar: str
    of: str


@dataclass(frozen=True)
class Line:
    title: str
    unit: str
    cells: Sequence[Cell]


@require_safe
@conditional_page
def compare_page(request: HttpRequest) -> HttpResponse:
    found = choices()
    chosen = _asked_regions(request, found.day)
    period = asked_period(request.GET, found.periods)
    indicator = asked_indicator(request.GET.get("indikator", ""))
    text = " ".join(request.GET.get("cari", "").replace("\x00", " ").split())[:LONGEST]
    kept = {"tahun": period.slug if period else "", "indikator": indicator.code}
    context: dict[str, Any] = {
        "chosen": [(each, _address([e for e in chosen if e is not each], kept)) for each in chosen],
        "codes": _codes(chosen),
        "period": period,
        "periods": found.periods,
        "halves": found.halves,
        "indicator": indicator,
        "groups": grouped(),
        "text": text,
        "full": len(chosen) >= MOST,
        "hits": [(hit, _address([*chosen, hit.region], kept)) for hit in _hits(text, chosen, found.day)],
    }
    if len(chosen) >= ENOUGH and period is not None:
        sheets = [selectors.sheet_of(each, period.year, period.semester) for each in chosen]
        context |= {
            "blocks": _blocks(sheets),
            "sheets": list(zip(chosen, sheets, strict=True)),
            "sample": any(sheet.sample for sheet in sheets if sheet),
            **_series(chosen, indicator),
        }
    return render(request, "monograph/compare.html", context)


def _asked_regions(request: HttpRequest, day: date) -> list[RegionFacts]:
    """Return the regions of `?wilayah=a,b` (or of several `wilayah`), each once, in their order. One query each."""
    codes = [code.strip() for text in request.GET.getlist("wilayah") for code in text.split(",") if code.strip()]
    if len(set(codes)) > MOST:
        raise BadRequest(
            _("Paling banyak empat wilayah dibandingkan; di alamat ini ada %(n)s.") % {"n": len(set(codes))}
        )
    found = []
    for code in dict.fromkeys(codes):
        region = regions.region_by_code(dotted_or_404(code), day=day)
        if region is None:
            raise BadRequest(_("Wilayah “%(code)s” tidak dikenal. Cari wilayahnya dengan nama.") % {"code": code[:40]})
        found.append(region)
    return found


def _hits(text: str, chosen: Sequence[RegionFacts], day: date) -> list[Found]:
    if not text or len(chosen) >= MOST:
        return []
    there = {each.pk for each in chosen}
    return [hit for hit in search(text, limit=HITS, day=day) if hit.region.code and hit.region.pk not in there]


def _codes(chosen: Sequence[RegionFacts]) -> str:
    return ",".join(each.code or "" for each in chosen)


def _address(chosen: Sequence[RegionFacts], kept: dict[str, str]) -> str:
    return "?" + urlencode({"wilayah": _codes(chosen), **kept}, safe=",")


def _blocks(sheets: Sequence[Sheet | None]) -> list[tuple[str, list[Line]]]:
    """Return what any of the regions told, by group, each figure followed by what it is in relation to people or homes."""
    found = []
    for key, title in GROUPS.items():
        lines = [line for each in of_group(key) if each.numeric for line in _lines(each, sheets)]
        if lines:
            found.append((str(title), lines))
    return found


def _lines(indicator: Indicator, sheets: Sequence[Sheet | None]) -> list[Line]:
    measures = [Measure(indicator), *(Measure(indicator, each) for each in indicator.per if BASES[each].of)]
    lines = [_line(each, sheets) for each in measures]
    return [line for line in lines if any(cell.text for cell in line.cells)]


def _line(measure: Measure, sheets: Sequence[Sheet | None]) -> Line:
    values = [_value(measure, sheet) if sheet else None for sheet in sheets]
    most = max((abs(value) for value in values if value is not None), default=0)
    cells = [
        _cell(measure, value, values[0], most, sheet, at == 0)
        for at, (value, sheet) in enumerate(zip(values, sheets, strict=True))
    ]
    return Line(measure.title, "" if measure.basis else measure.unit, cells)


def _value(measure: Measure, sheet: Sheet) -> float | None:
    """Return the figure of a sheet; None where it was not told, or told by other desa than what it is divided by."""
    told = sheet.figures.get(measure.indicator.code)
    number = sheet.number(measure.indicator.code)
    if number is None or told is None:
        return None
    if measure.basis is None:
        return float(number)
    basis = sheet.figures.get(measure.basis.of)
    divisor = sheet.number(measure.basis.of)
    if not divisor or basis is None or basis.of != told.of:
        return None
    return measure.of(float(number), float(divisor))


def _cell(
    measure: Measure, value: float | None, first: float | None, most: float, sheet: Sheet | None, is_first: bool
) -> Cell:
    if value is None:
        return Cell("", "", "", "")
    told = sheet.figures[measure.indicator.code] if sheet else None
    part = ""
    if told and told.of and sheet and sheet.asked and told.of < sheet.asked:
        part = _("%(told)s dari %(asked)s desa") % {"told": told.of, "asked": sheet.asked}
    difference = "" if is_first or first is None else _difference(measure, value, first)
    return Cell(_text(measure, value), difference, charts.bar(abs(value) / most) if most else "", part)


def _text(measure: Measure, value: float) -> str:
    if measure.basis is None:
        return figure_text(measure.indicator, Decimal(str(value)))
    text = written(value, 2 if abs(value) < 100 else 0)
    return f"Rp {text}" if measure.indicator.unit == "Rp" else text


def _difference(measure: Measure, value: float, first: float) -> str:
    """Return how much more or less than the first region, with the percentage where there is something to divide by."""
    if value == first:
        return _("sama")
    if _text(measure, value) == _text(measure, first):
        return _("hampir sama")
    sign = "+" if value > first else "−"
    text = f"{sign}{_text(measure, abs(value - first))}"
    return f"{text} ({sign}{written(abs(value - first) / abs(first) * 100, 0)}%)" if first else text


def _series(chosen: Sequence[RegionFacts], indicator: Indicator) -> dict[str, Any]:
    """Return the chart over the years with its table. Two queries a region."""
    found = [selectors.series(each, [indicator.code])[indicator.code] for each in chosen]
    years = sorted({year for each in found for year in each})
    title = _("%(title)s dari tahun ke tahun") % {"title": indicator.title}
    lines = [
        charts.Line(region.name, [(year, float(told[year]) if year in told else None) for year in years])
        for region, told in zip(chosen, found, strict=True)
    ]
    return {
        "series_title": title,
        "series": charts.lines(title, lines, written) if len(years) > 1 else "",
        "keys": [(charts.key(number), region) for number, region in enumerate(chosen, 1)],
        "sources": [(region, sources_text(selectors.sources(region))) for region in chosen],
        "series_rows": [
            (
                year,
                [(region, figure_text(indicator, told.get(year))) for region, told in zip(chosen, found, strict=True)],
            )
            for year in years
        ],
    }
