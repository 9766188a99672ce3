"""The list of public information (DIP) of a region: six columns, made once, for page, XLSX and PDF alike.

An official list: it is in Indonesian whatever the reader's language.
"""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import override

from boundaries.facts import RegionFacts

from .kinds import PpidClass
from .models import Document

COLUMNS = (
    "Ringkasan isi informasi",
    "Pejabat atau unit yang menguasai",
    "Penanggung jawab pembuatan atau penerbitan",
    "Waktu dan tempat pembuatan",
    "Bentuk yang tersedia",
    "Jangka waktu simpan",
)
EXCLUDED_COLUMNS = ("Informasi", "Dasar pengecualian")


@dataclass(frozen=True)
class Row:
    """One row of the list: its number, class, the six cells, and the document it is about."""

    number: int
    ppid_class: str
    cells: tuple[str, str, str, str, str, str]
    key: str
    sample: bool

    @property
    def labelled(self) -> list[tuple[str, str]]:
        return list(zip(COLUMNS, self.cells, strict=True))


@dataclass(frozen=True)
class Dip:
    """The list, and beside it what is excluded: (information, ground)."""

    region: RegionFacts
    rows: list[Row]
    excluded: list[tuple[str, str]]

    @property
    def sample(self) -> bool:
        return any(row.sample for row in self.rows)


def dip_of(region: RegionFacts) -> Dip:
    """Return the list of a region itself, by class and then the newest first. One query."""
    found = Document.objects.in_force().of_region(region.pk).defer("words")
    order = {each.value: place for place, each in enumerate(PpidClass)}
    documents = sorted(found, key=lambda each: (order[each.ppid_class], -each.year, each.title, each.pk))
    with override("id"):
        rows = [_row(number, each) for number, each in enumerate((d for d in documents if not d.excluded), start=1)]
    return Dip(region, rows, [(each.title, each.legal_ground) for each in documents if each.excluded])


def _row(number: int, document: Document) -> Row:
    return Row(
        number=number,
        ppid_class=str(PpidClass(document.ppid_class).label),
        cells=(
            f"{document.title}: {document.summary}",
            document.holder,
            document.responsible,
            f"{date_format(document.made_on, 'j F Y')}, {document.made_at}",
            document.get_form_display(),
            document.retention,
        ),
        key=document.key,
        sample=document.sample,
    )
