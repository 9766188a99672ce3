"""`/unduh/desa.{ext}?indikator=a,b&tahun=2025`: borders with figures of the monographs and the packages of that year.

The figures are further fields of the layer, which the database adds to its rows: every format, filter and sorting then
knows them, and no query is made per region.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from django.db.models import BigIntegerField, FloatField, IntegerField, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from boundaries.models import Level
from layers import parameters
from layers.declaration import Field, FieldType, Layer
from layers.exports.asking import Beside
from layers.folium_map.sheets import summary_of
from layers.problems import BadParameter
from monografi import joining as figures
from monografi.indicators import UNITS_EN, WHOLE, Indicator, indicators
from monografi.periods import Period
from monografi.selectors import told_periods
from monografi.spread import origins
from projects import joining as packages
from projects.selectors import years as package_years

INDICATORS, YEAR = "indikator", "tahun"
LONGEST = 4_000  # letters: every indicator there is
TYPES: dict[str, FieldType] = {**dict.fromkeys(WHOLE, "integer"), "ukuran": "number"}
NOWHERE = ("tidak disebut", "not told")


@dataclass(frozen=True)
class Asked:
    """What is joined on, read and checked: `sources` compiled the editions of the period, `sample` where any is data contoh."""

    layer: Layer
    level: Level
    indicators: Sequence[Indicator]
    period: Period
    sources: Sequence[str]
    sample: bool
    packages: bool

    @property
    def year(self) -> int:
        """Packages of work are counted by the year."""
        return self.period.year


def joined(params: QueryDict, layer: Layer) -> tuple[Layer, Beside] | None:
    """Return `layer` with the fields that are asked for and what a file says of them; None where nothing is joined on.

    BadParameter names what there is not. Three queries.
    """
    level = next((each for each in Level if each.value == layer.key), None)
    if level is None or not (INDICATORS in params or YEAR in params):
        return None
    asked = _asked(params, layer, level)
    return _widened(asked), _beside(asked)


def _asked(params: QueryDict, layer: Layer, level: Level) -> Asked:
    chosen, period = _indicators(params), _period(params)
    sources, sample = origins(period)
    return Asked(layer, level, chosen, period, sources, sample, packages=period.year in package_years())


def _indicators(params: QueryDict) -> list[Indicator]:
    text = parameters.single(params, INDICATORS, longest=LONGEST) or ""
    codes = [part.strip() for part in text.split(",") if part.strip()]
    if not codes:
        raise BadParameter(
            INDICATORS,
            "Sebutkan indikatornya, dipisah koma, misalnya indikator=penduduk,kk; daftarnya di /monografi/.",
            "Name the indicators, separated by commas, as in indikator=penduduk,kk; /monografi/ lists them.",
        )
    unknown = next((code for code in codes if code not in indicators()), None)
    if unknown is not None:
        near = ", ".join(get_close_matches(unknown, indicators(), n=3)) or "penduduk, kk"
        raise BadParameter(
            INDICATORS,
            f"Indikator {unknown[:40]!r} tidak dikenal; barangkali {near}. Daftarnya di /monografi/.",
            f"There is no indicator {unknown[:40]!r}; perhaps {near}. /monografi/ lists them.",
        )
    return [indicators()[code] for code in dict.fromkeys(codes)]


def _period(params: QueryDict) -> Period:
    """Return the year, or half of one (2025-s1), asked for; the newest year where none is."""
    text, known = parameters.single(params, YEAR), told_periods()
    if not known:
        raise BadParameter(YEAR, "Belum ada monografi yang terbit.", "No monograph is published yet.")
    if text is None:
        return Period(known[0].year)
    found = next((each for each in known if each.slug == text.strip()), None)
    if found is None:
        there = ", ".join(each.slug for each in known)
        raise BadParameter(
            YEAR,
            f"Tidak ada monografi terbit untuk {text[:10]!r}; yang ada: {there}.",
            f"No monograph is published for {text[:10]!r}; there are: {there}.",
        )
    return found


def _widened(asked: Asked) -> Layer:
    layer, period = asked.layer, asked.period.slug
    listed = [_named(each) for each in asked.indicators]
    sample = (" Angkanya data contoh.", " The figures are sample data.") if asked.sample else ("", "")
    indonesian, english = (", ".join(names) for names in zip(*listed, strict=True))
    origin = "; ".join(asked.sources)
    return replace(
        layer,
        fields=(*layer.fields, *_fields(asked)),
        summary=(*summary_of(layer), *(indicator.code for indicator in asked.indicators)),
        title_id=f"{layer.title_id}, dengan monografi {period}",
        title_en=f"{layer.title_en}, with monographs of {period}",
        description_id=f"{layer.description_id} Dengan angka monografi {period}: {indonesian}.{sample[0]}",
        description_en=f"{layer.description_en} With figures of the monographs of {period}: {english}.{sample[1]}",
        source="; ".join(filter(None, (layer.source, f"Monografi {period}: {origin or NOWHERE[0]}"))),
    )


def _named(indicator: Indicator) -> tuple[str, str]:
    """Return an indicator with its code and unit, in both languages."""
    unit = f" ({indicator.unit})" if indicator.unit else ""
    unit_en = f" ({UNITS_EN.get(indicator.unit, indicator.unit)})" if indicator.unit else ""
    return f"{indicator.code} = {indicator.title_id}{unit}", f"{indicator.code} = {indicator.title_en}{unit_en}"


def _beside(asked: Asked) -> Beside:
    origin = "; ".join(asked.sources)
    listed = [_named(each) for each in asked.indicators]
    words = [
        (
            f"angka monografi tahun {asked.period.slug}: {indonesian}; sumber: {origin or NOWHERE[0]}",
            f"figures of the monographs of {asked.period.slug}: {english}; source: {origin or NOWHERE[1]}",
        )
        for indonesian, english in listed
    ]
    told = (
        (f"paket pekerjaan tahun {asked.year}", f"packages of work of {asked.year}")
        if asked.packages
        else (f"tidak ada paket pekerjaan tahun {asked.year} di sini", f"no package of work of {asked.year} is here")
    )
    return Beside(
        parameters=frozenset({INDICATORS, YEAR}),
        words=(*words, told),
        name=f"monografi-{asked.period.slug}",
        stamp=(asked.period.slug, asked.sources, asked.sample),
    )


def _fields(asked: Asked) -> Iterator[Field]:
    for indicator in asked.indicators:
        yield from _figure(asked, indicator)
    yield from _edition(asked)
    yield from _packages(asked)


def _figure(asked: Asked, indicator: Indicator) -> Iterator[Field]:
    level, period = asked.level, asked.period
    origin = "; ".join(asked.sources)
    unit_id = f"{indicator.unit}; " if indicator.unit else ""
    unit_en = f"{UNITS_EN.get(indicator.unit, indicator.unit)}; " if indicator.unit else ""
    yield Field(
        indicator.code,
        _plain(indicator, figures.figure(indicator, period, level)),
        indicator.title_id,
        indicator.title_en,
        TYPES.get(indicator.kind, "text"),
        f"{unit_id}tahun {period.slug}; sumber: {origin or NOWHERE[0]}. Kosong: tidak diketahui.",
        f"{unit_en}year {period.slug}; source: {origin or NOWHERE[1]}. Empty: not known.",
    )
    if figures.summed(indicator, level):
        yield Field(
            f"{indicator.code}_desa",
            figures.villages_told(indicator, period, level),
            f"{indicator.title_id}: jumlah dari sekian desa",
            f"{indicator.title_en}: summed over so many desa",
            "integer",
            "Kosong: wilayah itu menyebutkannya sendiri, atau tidak ada yang menyebutkan.",
            "Empty: the region told it itself, or nobody did.",
        )


def _plain(indicator: Indicator, figure: Any) -> Any:
    """Return a figure as files have it: 4820 and 12.5, not 4820.0000 and 12.5000."""
    if not indicator.numeric:
        return figure
    return Cast(figure, BigIntegerField() if indicator.kind in WHOLE else FloatField())


def _edition(asked: Asked) -> Iterator[Field]:
    period, year = asked.period, asked.year
    yield Field(
        "monograph_period",
        figures.told_for(period),
        "Edisi monografi",
        "Edition of the monograph",
        description_id=f"{year} setahun penuh, {year}-s1 atau {year}-s2 satu semester. Kosong: tidak ada edisi sendiri.",
        description_en=f"{year} the whole year, {year}-s1 or {year}-s2 half of it. Empty: no edition of its own.",
    )
    yield Field("monograph_source", figures.source(period), "Sumber monografi", "Source of the monograph")
    yield Field(
        "monograph_sample",
        figures.sample(period),
        "Monografi data contoh",
        "Monograph is sample data",
        "boolean",
    )


def _packages(asked: Asked) -> Iterator[Field]:
    year = asked.year
    nothing = Value(None, IntegerField())
    yield Field(
        "project_count",
        packages.count(year) if asked.packages else nothing,
        f"Paket pekerjaan {year}",
        f"Packages of work {year}",
        "integer",
        "Yang letaknya diketahui, wilayah di bawahnya ikut. Kosong: tahun itu tidak ada paket di sini.",
        "Those whose place is known, with the regions below. Empty: no package of that year is here.",
    )
    yield Field(
        "project_value_idr",
        Cast(packages.rupiah(year), BigIntegerField()) if asked.packages else nothing,
        f"Nilai paket pekerjaan {year} (Rp)",
        f"Value of packages of work {year} (IDR)",
        "integer",
        "Kosong: tidak ada nilai yang diketahui.",
        "Empty: no value is known.",
    )
    yield Field(
        "project_value_unknown",
        packages.untold(year) if asked.packages else nothing,
        f"Paket pekerjaan {year} tanpa nilai",
        f"Packages of work {year} without a value",
        "integer",
    )
