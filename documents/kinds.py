"""The code list of documents: what they are called, to whom they apply, their class by default, when they are due.

A kelurahan has no APBDes, RPJMDes or Perdes: it is never asked for them.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LIST = Path(__file__).with_name("kinds.csv")
FIRST_DUE_YEAR = 2020  # nothing older is told as missing


class PpidClass(models.TextChoices):
    """The classes of public information (UU 14/2008)."""

    REGULAR = "berkala", _("berkala")
    AT_ONCE = "serta_merta", _("serta-merta")
    ANY_TIME = "setiap_saat", _("setiap saat")
    EXCLUDED = "dikecualikan", _("dikecualikan")


@dataclass(frozen=True)
class DocumentType:
    """One type. `every` is the number of years one of it covers (None: it comes when it comes); `by` = (years after,
    month, day) is when the one of a year has to be there.
    """

    code: str
    title_id: str
    title_en: str
    short: str
    kinds: frozenset[str]
    ppid_class: str
    every: int | None
    by: tuple[int, int, int] | None
    retention: str

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id

    def applies_to(self, kind: str) -> bool:
        return kind in self.kinds

    def due_years(self, day: date, *, count: int = 3) -> list[int]:
        """Return the newest years whose document has to be there on `day`, newest first."""
        if self.every != 1 or self.by is None:
            return []
        after, month, of_month = self.by
        newest = day.year - after if (day.month, day.day) > (month, of_month) else day.year - after - 1
        return [year for year in range(newest, newest - count, -1) if year >= FIRST_DUE_YEAR]


@cache
def types() -> dict[str, DocumentType]:
    """Return every type by its code, in the order of the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _read(row) for row in csv.DictReader(file)}


def _read(row: dict[str, str]) -> DocumentType:
    numbers = [int(part) for part in row["by"].split("-")] if row["by"] else []
    return DocumentType(
        code=row["code"],
        title_id=row["title_id"],
        title_en=row["title_en"],
        short=row["short"],
        kinds=frozenset(row["kinds"].split("|")),
        ppid_class=row["ppid_class"],
        every=int(row["every"]) if row["every"] else None,
        by=(numbers[0], numbers[1], numbers[2]) if numbers else None,
        retention=row["retention"].replace(";", ","),
    )


def types_for(kind: str) -> list[DocumentType]:
    """Return the types a region of this kind has."""
    return [each for each in types().values() if each.applies_to(kind)]


def titled(codes: Iterable[str]) -> list[DocumentType]:
    return [types()[code] for code in codes if code in types()]
