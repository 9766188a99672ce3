"""Figures and charts as the pages show them, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from layers.figures import rounded
from monografi import charts
from monografi.indicators import AGES, GROUPS, Indicator, age_codes, of_group
from monografi.periods import Period
from monografi.selectors import Sheet, Told

GROUPS_DRAWN = ("pendidikan", "pekerjaan", "agama")
PLACES = {"hitungan": 0, "uang": 0, "ukuran": 2}


def written(value: float | Decimal, places: int = 0) -> str:
    return number_format(rounded(value, places), places, use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class Line:
    """One row of the sheet's table."""

    indicator: Indicator
    value: str
    of: int | None
    copied_from: Period | None = None

    @property
    def unit(self) -> str:
        return "" if self.indicator.unit == "Rp" else self.indicator.unit_name


@dataclass(frozen=True)
class Block:
    """One group of the sheet; `chart` is an SVG or empty."""

    key: str
    title: str
    lines: Sequence[Line]
    chart: str = ""


def figure_text(indicator: Indicator, value: Decimal | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    places = 0 if value == value.to_integral_value() else PLACES[indicator.kind]
    text = written(value, 4 if indicator.group == "indeks" else places)
    return f"Rp {text}" if indicator.unit == "Rp" else text


def blocks(sheet: Sheet) -> list[Block]:
    """Return the groups that say anything, in the order of the form."""
    found = []
    for key, title in GROUPS.items():
        told = [sheet.figures[each.code] for each in of_group(key) if each.code in sheet.figures]
        if told:
            found.append(Block(key, str(title), [_line(each) for each in told], _chart(key, str(title), sheet, told)))
    return found


def _line(told: Told) -> Line:
    return Line(told.indicator, figure_text(told.indicator, told.value), told.of, told.copied_from)


def _chart(key: str, title: str, sheet: Sheet, told: Iterable[Told]) -> str:
    if key == "umur":
        return pyramid(sheet)
    if key not in GROUPS_DRAWN:
        return ""
    items = [charts.Bar(each.indicator.title, float(each.value)) for each in told if isinstance(each.value, Decimal)]
    return charts.bars(title, items, written)


def pyramid(sheet: Sheet) -> str:
    """Return the people of a sheet by age and sex as an SVG; nothing where a band is unknown."""
    men, women = (sheet.numbers(age_codes(sex)) for sex in ("l", "p"))
    if None in men or None in women:
        return ""
    bands = [f"{age}–{age + 4}" for age in AGES[:-1]] + [f"{AGES[-1]}+"]
    return charts.pyramid(
        _("Penduduk menurut umur dan jenis kelamin"),
        (_("Laki-laki"), _("Perempuan")),
        bands,
        [float(each or 0) for each in men],
        [float(each or 0) for each in women],
        written,
    )


def people_over_time(found: dict[int, Decimal]) -> str:
    points = [(year, float(value)) for year, value in sorted(found.items())]
    return charts.series(_("Penduduk dari tahun ke tahun"), points, written) if len(points) > 1 else ""


def sources_text(found: Mapping[int, Sequence[str]]) -> str:
    """Return who compiled the figures of each year; years with the same source are told together."""
    years: dict[str, list[int]] = {}
    for year, names in found.items():
        years.setdefault("; ".join(names) or _("tidak disebut"), []).append(year)
    return " ".join(f"{', '.join(map(str, each))}: {source}." for source, each in years.items())
