"""What time an edition speaks for: a year, or one half of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SEMESTERS = (1, 2)
WHOLE = 3  # the place of the whole year within it: after both halves
TITLES = {
    None: gettext_lazy("Setahun penuh"),
    1: gettext_lazy("Semester 1 (Januari–Juni)"),
    2: gettext_lazy("Semester 2 (Juli–Desember)"),
}


@dataclass(frozen=True)
class Period:
    """A year, or its first or second half; `semester` None: the whole year."""

    year: int
    semester: int | None = None

    def __str__(self) -> str:
        """Return it in the reader's language: 2026, or semester 1 2026."""
        if self.semester is None:
            return str(self.year)
        return _("semester %(semester)s %(year)s") % {"semester": self.semester, "year": self.year}

    @classmethod
    def of_slug(cls, slug: str) -> Period:
        year, _dash, half = slug.partition("-s")
        return cls(int(year), int(half) if half else None)

    @property
    def told(self) -> str:
        """Return it in Indonesian, as runs, releases and official sheets tell it."""
        return f"semester {self.semester} {self.year}" if self.semester else str(self.year)

    @property
    def place(self) -> tuple[int, int]:
        """What periods are ordered by: the halves of a year before the whole of it."""
        return (self.year, self.semester or WHOLE)

    @property
    def begins(self) -> date:
        return date(self.year, 7 if self.semester == 2 else 1, 1)

    @property
    def ends(self) -> date:
        return date(self.year, 6, 30) if self.semester == 1 else date(self.year, 12, 31)

    @property
    def query(self) -> str:
        """What an address says of it."""
        return f"tahun={self.year}" + (f"&semester={self.semester}" if self.semester else "")

    @property
    def slug(self) -> str:
        """What a file of it is called by: 2026, 2026-s1."""
        return f"{self.year}-s{self.semester}" if self.semester else str(self.year)


def newest_first(periods: set[Period]) -> list[Period]:
    return sorted(periods, key=lambda each: each.place, reverse=True)
