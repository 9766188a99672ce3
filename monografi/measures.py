"""How an indicator may be read on a map or in a ranking: as told, in relation to something, or as its change.

Each reading is a numerator over a denominator, both of which add up where the indicator does: the figure of a kecamatan
is the sum of the one over the sum of the other, over the same desa.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .indicators import Indicator

AS_TOLD, CHANGE = "angka", "perubahan"
AREA, PEOPLE, HOUSEHOLDS = "km2", "penduduk", "kk"


@dataclass(frozen=True)
class Basis:
    """What a figure is told in relation to: `times` of it, of the figure `of`, or of the area in km² (`of` empty)."""

    of: str
    times: int
    title: Any  # words, translated when they are shown
    unit: Any


BASES: Mapping[str, Basis] = {
    AREA: Basis("", 1, gettext_lazy("per km²"), "/km²"),
    "penduduk": Basis(PEOPLE, 100, gettext_lazy("per 100 penduduk"), gettext_lazy("per 100 penduduk")),
    "seribu": Basis(PEOPLE, 1000, gettext_lazy("per 1.000 penduduk"), gettext_lazy("per 1.000 penduduk")),
    "orang": Basis(PEOPLE, 1, gettext_lazy("per penduduk"), gettext_lazy("per penduduk")),
    "kk": Basis(HOUSEHOLDS, 100, gettext_lazy("per 100 kepala keluarga"), gettext_lazy("per 100 KK")),
}


@dataclass(frozen=True)
class Measure:
    """An indicator in one reading; `since` is the year a change is counted from."""

    indicator: Indicator
    reading: str = AS_TOLD
    since: int | None = None

    @property
    def basis(self) -> Basis | None:
        return BASES.get(self.reading)

    @property
    def diverging(self) -> bool:
        """Whether numbers lie on both sides of a middle (zero), so that a map needs two hues."""
        return self.reading == CHANGE

    @property
    def raw(self) -> bool:
        """Whether larger regions have larger numbers just because they are larger."""
        return self.reading == AS_TOLD and self.indicator.adds

    @property
    def title(self) -> str:
        if self.reading == CHANGE:
            return _("%(title)s, perubahan sejak %(year)s") % {"title": self.indicator.title, "year": self.since}
        return f"{self.indicator.title} {self.basis.title}" if self.basis else self.indicator.title

    @property
    def unit(self) -> str:
        if self.reading == CHANGE:
            return "%"
        unit = "" if self.indicator.unit == "Rp" else self.indicator.unit_name
        if self.basis is None:
            return unit
        return f"{unit}{self.basis.unit}" if self.reading == AREA else str(self.basis.unit)

    @property
    def codes(self) -> tuple[str, ...]:
        """The figures it is made of."""
        return (self.indicator.code, self.basis.of) if self.basis and self.basis.of else (self.indicator.code,)

    @property
    def needs_area(self) -> bool:
        return self.reading == AREA

    def of(self, numerator: float, denominator: float) -> float:
        times = 100 if self.reading == CHANGE else self.basis.times if self.basis else 1
        return times * numerator / denominator


def readings(indicator: Indicator) -> list[str]:
    """Return the readings an indicator allows, as told first."""
    return [AS_TOLD, *indicator.per, CHANGE] if indicator.numeric else []
