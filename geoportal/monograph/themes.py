"""One indicator as a thematic map: what an address asks for, and what is drawn, listed and handed out of it.

The parameters are the same wherever such a map is shown: `indikator` and `tahun` (or both as `tema=indikator@tahun`),
`tahun` being a year or a half of one (2026, 2026-s1), `sebagai`, `sejak`, `tingkat`, `dalam`, `cara`, `kelas`, `batas`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boundaries.facts import RegionFacts
from boundaries.models import Level
from layers.svg import sample
from layers.svg.hatch import beside
from layers.theming import NOT_ASKED, UNKNOWN, Entry, Theme, ramp
from monografi import spread as spreads
from monografi.classing import FEWEST, MOST, Breaks, class_of, equal_steps, jenks, mirrored, quantiles
from monografi.measures import AS_TOLD, CHANGE, Measure
from monografi.periods import Period
from monografi.spread import Areas, Spot

from .choosing import Choices, asked_above, asked_indicator, asked_measure, period_of
from .figures import figure_text, written

METHODS = {"kuantil": quantiles, "selang": equal_steps, "jenks": jenks}
MANUAL = "manual"
FIRST_METHOD, FIRST_CLASSES = "jenks", 5
LARGEST = 1e15
LEVELS = (Level.DESA, Level.KECAMATAN)
PARAMETERS = (
    "indikator",
    "tahun",
    "semester",
    "tema",
    "sebagai",
    "sejak",
    "tingkat",
    "dalam",
    "cara",
    "kelas",
    "batas",
)


@dataclass(frozen=True)
class Asked:
    """What an address asks for, read and checked."""

    measure: Measure
    period: Period
    level: Level
    above: RegionFacts
    whole: bool
    method: str
    classes: int
    breaks: Breaks

    def parameters(self, *, packed: bool = False, **changed: str) -> dict[str, str]:
        """Return the parameters that ask for this again, whatever becomes the first choice later."""
        indicator, measure = self.measure.indicator.code, self.measure
        found = (
            {"tema": f"{indicator}@{self.period.slug}"}
            if packed
            else {"indikator": indicator, "tahun": self.period.slug}
        )
        if measure.reading != AS_TOLD:
            found["sebagai"] = measure.reading
        if measure.since is not None:
            found["sejak"] = str(measure.since)
        found["tingkat"] = self.level.value
        if not self.whole:
            found["dalam"] = self.above.code or ""
        found["cara"] = self.method
        if self.method == MANUAL:
            found["batas"] = ",".join(map(number_text, self.breaks))
        else:
            found["kelas"] = str(self.classes)
        return {key: value for key, value in {**found, **changed}.items() if value}

    def query(self, *, packed: bool = False, **changed: str) -> str:
        return urlencode(self.parameters(packed=packed, **changed), safe=",@")

    @property
    def borders_query(self) -> str:
        """What asks for the borders with the figures this is made of (`geoportal.downloads.joined`)."""
        asked = {"indikator": ",".join(self.measure.codes), "tahun": self.period.slug}
        if not self.whole:
            asked["region"] = self.above.code or ""
        return urlencode(asked, safe=",")

    @property
    def packed_query(self) -> str:
        return self.query(packed=True)


def asked_theme(params: QueryDict, found: Choices) -> Asked | None:
    """Return what the parameters ask for; None where no monograph was told at all. BadRequest for what is not there."""
    code, _at, packed = params.get("tema", "").partition("@")
    indicator = asked_indicator(code or params.get("indikator", ""))
    period = period_of(packed or params.get("tahun", ""), params.get("semester", ""), found.periods)
    above = asked_above(params.get("dalam", ""), found)
    if period is None or above is None:
        return None
    method, breaks = _asked_method(params)
    return Asked(
        measure=asked_measure(indicator, params, found, period),
        period=period,
        level=_asked_level(params),
        above=above,
        whole=above.level == Level.KABUPATEN,
        method=method,
        classes=len(breaks) + 1 if breaks else _asked_classes(params),
        breaks=breaks,
    )


def _asked_level(params: QueryDict) -> Level:
    text = params.get("tingkat", "").strip() or Level.DESA.value
    found = next((each for each in LEVELS if each.value == text), None)
    if found is None:
        raise BadRequest(_("Tingkat “%(text)s” tidak ada. Pilih desa atau kecamatan.") % {"text": text[:20]})
    return found


def _asked_method(params: QueryDict) -> tuple[str, Breaks]:
    breaks = _asked_breaks(params.get("batas", "").strip())
    method = params.get("cara", "").strip() or (MANUAL if breaks else FIRST_METHOD)
    if method == MANUAL and breaks:
        return MANUAL, breaks
    if method == MANUAL:
        raise BadRequest(
            _("Cara manual perlu batas kelas: 2 sampai 6 angka yang naik, dipisah koma, misalnya batas=500,1000,5000.")
        )
    if method not in METHODS:
        raise BadRequest(
            _("Cara “%(text)s” tidak ada. Pilih kuantil, selang, jenks, atau manual.") % {"text": method[:20]}
        )
    return method, ()


def _asked_breaks(text: str) -> Breaks:
    if not text:
        return ()
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    rising = all(one < other for one, other in pairwise(found))
    if not (FEWEST - 1 <= len(found) <= MOST - 1 and rising and all(abs(each) < LARGEST for each in found)):
        raise BadRequest(
            _(
                "Batas kelas “%(text)s” tidak terbaca. Tulis 2 sampai 6 angka yang naik, dipisah koma, titik untuk desimal."
            )
            % {"text": text[:60]}
        )
    return found


def _asked_classes(params: QueryDict) -> int:
    text = params.get("kelas", "").strip() or str(FIRST_CLASSES)
    if not (text.isascii() and text.isdigit() and FEWEST <= int(text[:3]) <= MOST):
        raise BadRequest(_("Jumlah kelas “%(text)s” tidak bisa; pilih 3 sampai 7.") % {"text": text[:10]})
    return int(text)


@dataclass(frozen=True)
class Row:
    """A line of the table beside the map; `number` is that of its class, from 1, None where nothing was told."""

    spot: Spot
    text: str
    number: int | None


@dataclass(frozen=True)
class Choropleth:
    """What was asked for with its figures and classes."""

    asked: Asked
    spots: Sequence[Spot]
    breaks: Breaks
    sources: Sequence[str]
    sample: bool

    @property
    def measure(self) -> Measure:
        return self.asked.measure

    @cached_property
    def values(self) -> list[float]:
        return [each.value for each in self.spots if each.value is not None]

    @property
    def told(self) -> int:
        return len(self.values)

    @property
    def applying(self) -> int:
        return sum(each.applies for each in self.spots)

    @cached_property
    def places(self) -> int:
        """How many decimals figures are written with, all alike."""
        most = max(map(abs, self.values), default=0)
        return 0 if most >= 1000 else 1 if most >= 10 else 2 if most >= 1 else 3

    def text(self, value: float | None) -> str:
        if value is None:
            return ""
        if self.measure.reading == AS_TOLD:
            return figure_text(self.measure.indicator, Decimal(number_text(value)))
        money = self.measure.indicator.unit == "Rp" and self.measure.reading != CHANGE
        return f"{'Rp ' if money else ''}{written(value, self.places)}"

    @property
    def colours(self) -> tuple[str, ...]:
        return ramp(len(self.breaks) + 1, diverging=self.measure.diverging)

    @cached_property
    def rows(self) -> list[Row]:
        """Every region, the largest figure first, those without one last."""
        ordered = sorted(
            self.spots,
            key=lambda each: (each.value is None, not each.applies, -(each.value or 0), each.region.code or "~"),
        )
        return [Row(each, self.text(each.value), self.class_number(each)) for each in ordered]

    def class_number(self, spot: Spot) -> int | None:
        return None if spot.value is None else class_of(spot.value, self.breaks) + 1

    @cached_property
    def theme(self) -> Theme:
        counts = [0] * (len(self.breaks) + 1)
        for each in self.values:
            counts[class_of(each, self.breaks)] += 1
        labels = class_labels([self.text(each) for each in self.breaks], self.measure.unit)
        entries = [Entry(*each) for each in zip(labels, self.colours, counts, strict=True)] if self.values else []
        silent = [each for each in self.spots if each.value is None and each.applies]
        apart = [each for each in self.spots if not each.applies]
        unknown = len(entries)
        if silent:
            entries.append(Entry(_("tidak ada data"), UNKNOWN, len(silent), hatched=True))
        if apart:
            entries.append(Entry(_("tidak ditanyakan di sini (kelurahan)"), NOT_ASKED, len(apart)))
        places = {each.region.code: self._place(each, unknown, bool(silent)) for each in self.spots if each.region.code}
        texts = {each.region.code: self.said(each) for each in self.spots if each.region.code}
        return Theme(self.asked.level.value, self.title, tuple(entries), places, texts)

    def _place(self, spot: Spot, unknown: int, silent: bool) -> int:
        if spot.value is not None:
            return class_of(spot.value, self.breaks)
        return unknown if spot.applies else unknown + silent

    def said(self, spot: Spot) -> str:
        """Return a region's figure in words, with its unit and of how many desa it is."""
        if spot.value is None:
            return _("tidak ada data") if spot.applies else _("tidak ditanyakan")
        text = f"{self.text(spot.value)} {self.measure.unit}".strip()
        return f"{text} ({self.part(spot)})" if spot.told < spot.asked else text

    @staticmethod
    def part(spot: Spot) -> str:
        return _("%(told)s dari %(asked)s desa") % {"told": spot.told, "asked": spot.asked}

    @property
    def title(self) -> str:
        return f"{self.measure.title}, {self.asked.period}"

    @cached_property
    def legend(self) -> list[tuple[str, Entry]]:
        return [(sample(each.paint), each) for each in self.theme.entries]

    @property
    def pattern(self) -> str:
        """Return the pattern a script's shapes refer to; "" where every region has a figure."""
        return next((beside(each.fill) for each in self.theme.entries if each.hatched), "")

    @property
    def fixed(self) -> str:
        """Return the parameters that ask for these very breaks, whatever the figures become; "" where there are too few."""
        if not FEWEST - 1 <= len(self.breaks) <= MOST - 1:
            return ""
        return self.asked.query(cara=MANUAL, kelas="", batas=",".join(map(number_text, self.breaks)))


def choropleth(asked: Asked, found: Choices, areas: Areas) -> Choropleth:
    """Read and class what was asked for. Three queries; one more for kecamatan, and one where areas are needed."""
    spots = spreads.spread(
        asked.measure, asked.period, level=asked.level, above=asked.above, areas=areas, day=found.day
    )
    sources, contoh = spreads.origins(asked.period, above=asked.above)
    breaks = asked.breaks or _breaks(asked, [each.value for each in spots if each.value is not None])
    return Choropleth(asked, spots, breaks, sources, contoh)


def _breaks(asked: Asked, values: Sequence[float]) -> Breaks:
    method = METHODS[asked.method]
    return mirrored(method, values, asked.classes) if asked.measure.diverging else method(values, asked.classes)


def class_labels(breaks: Sequence[str], unit: str) -> list[str]:
    """Return the classes in words, the lowest first."""
    if not breaks:
        return [_("semua yang melapor")]
    between = [_("%(from)s sampai di bawah %(to)s") % {"from": one, "to": other} for one, other in pairwise(breaks)]
    low = [f"{each} {unit}".strip() for each in (_("di bawah %(to)s") % {"to": breaks[0]}, *between)]
    return [*low, _("%(from)s ke atas") % {"from": f"{breaks[-1]} {unit}".strip()}]


def method_text(shown: Choropleth) -> str:
    """Return a sentence that explains how the classes were made."""
    said = {
        "kuantil": _("Kuantil: setiap kelas memuat kira-kira sama banyak wilayah; angka yang sama selalu sekelas."),
        "selang": _("Selang sama: jarak dari batas ke batas sama besar, dari angka terkecil sampai terbesar."),
        "jenks": _("Jenks (batas alami): batas dipilih supaya angka dalam satu kelas semirip mungkin."),
        MANUAL: _("Manual: batas kelas dipilih sendiri dan tertulis di alamat halaman ini."),
    }
    parts = [said[shown.asked.method]]
    if shown.measure.diverging and shown.asked.method != MANUAL:
        parts.append(_("Kelas dibuat setangkup di sekitar nol: jingga berkurang, ungu bertambah."))
    made, wanted = len(shown.breaks) + 1, shown.asked.classes
    if shown.values and made < wanted:
        parts.append(
            ngettext(
                "Hanya %(made)s kelas terbentuk, karena angka yang berbeda hanya sedikit.",
                "Hanya %(made)s kelas terbentuk, karena angka yang berbeda hanya sedikit.",
                made,
            )
            % {"made": made}
        )
    parts.append(_("Angka yang sama dengan batas masuk kelas di atasnya."))
    return " ".join(parts)


def number_text(value: float) -> str:
    """Write a number for an address: the shortest digits that read back as the same number."""
    return str(int(value)) if value == int(value) else repr(value)
