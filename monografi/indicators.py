"""What a monograph tells: the code list of indicators, after Permendagri 13/2012 and 12/2007 (`indicators.csv`).

A figure is stored under the code of its indicator, so codes never change; titles may.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Kind = Literal["hitungan", "uang", "ukuran", "teks", "pilihan"]
NUMBERS: frozenset[Kind] = frozenset({"hitungan", "uang", "ukuran"})
WHOLE: frozenset[Kind] = frozenset({"hitungan", "uang"})
FILE = Path(__file__).with_name("indicators.csv")
AGES = tuple(range(0, 80, 5))  # the first year of each band; the last is open

GROUPS = {
    "penduduk": _("Penduduk"),
    "umur": _("Umur dan jenis kelamin"),
    "pendidikan": _("Pendidikan"),
    "pekerjaan": _("Pekerjaan"),
    "agama": _("Agama"),
    "identitas": _("Identitas"),
    "wilayah": _("Wilayah dan penggunaan lahan"),
    "orbitasi": _("Orbitasi"),
    "pemerintahan": _("Pemerintahan"),
    "lembaga": _("Lembaga"),
    "sarana": _("Sarana menurut monografi"),
    "keuangan": _("Keuangan desa"),
    "indeks": _("Indeks"),
}


# Units that are words; all others are the same in both languages.
UNITS_EN = {"jiwa": "people", "orang": "people", "KK": "households", "jam": "hours", "unit": "units"}


@dataclass(frozen=True)
class Indicator:
    """One thing that is told. `adds` says whether the figures of desa may be summed; `not_for` names kinds of region it
    is never asked of; `choices` are the words of a choice, in their order; `per` names what it may be told in
    relation to (`measures.BASES`).
    """

    code: str
    group: str
    title_id: str
    title_en: str
    unit: str
    kind: Kind
    adds: bool
    not_for: frozenset[str]
    choices: tuple[str, ...]
    per: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id

    @property
    def unit_name(self) -> str:
        """The unit in the reader's language; `unit` is what files and the API say."""
        return UNITS_EN.get(self.unit, self.unit) if get_language() == "en" else self.unit

    @property
    def numeric(self) -> bool:
        return self.kind in NUMBERS

    def asked_of(self, kind: str) -> bool:
        return kind not in self.not_for


@cache
def indicators() -> dict[str, Indicator]:
    """Return every indicator by its code, in the order of the form."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _read(row) for row in csv.DictReader(lines)}


def _read(row: dict[str, str]) -> Indicator:
    return Indicator(
        code=row["code"],
        group=row["group"],
        title_id=row["title_id"],
        title_en=row["title_en"],
        unit=row["unit"],
        kind=row["kind"],  # type: ignore[arg-type]  # a test holds the file to the literal
        adds=row["adds"] == "jumlah",
        not_for=frozenset(filter(None, row["not_for"].split("|"))),
        choices=tuple(filter(None, row["choices"].split("|"))),
        per=tuple(filter(None, row["per"].split("|"))),
    )


def of_group(group: str) -> Sequence[Indicator]:
    return [each for each in indicators().values() if each.group == group]


def asked_of(kind: str) -> list[Indicator]:
    """Return what is asked of a region of this kind (a kelurahan has no APBDes)."""
    return [each for each in indicators().values() if each.asked_of(kind)]


def age_codes(sex: str) -> list[str]:
    """Return the bands of one sex, "l" or "p", from the youngest."""
    return [f"umur_{age:02d}_{sex}" for age in AGES]


def known(codes: Iterable[str]) -> list[Indicator]:
    return [indicators()[code] for code in codes]
