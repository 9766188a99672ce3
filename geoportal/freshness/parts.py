"""The parts of a region's content whose age is watched. A new part is one more line in PARTS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from boundaries import selectors as boundaries
from boundaries.facts import RegionFacts
from boundaries.models import Kind, Level
from documents import selectors as documents
from documents.kinds import types_for
from documents.selectors import Missing
from facilities import selectors as facilities
from kegiatan import selectors as kegiatan
from monografi import selectors as monografi
from projects import selectors as projects
from services import selectors as services


@dataclass(frozen=True)
class Part:
    """A part of a region's content.

    `newest()` gives the day of the newest entry by region, in two queries at most. `asked_of` says of which regions it is
    expected: others are never shown as lacking it. `stale_after` days it is old; None: it does not age. `form` is the path
    where it is filled in, where there is one. `lacks(regions, day)` names by region what must be there and is not, in one
    query more.
    """

    key: str
    title: str | Promise
    newest: Callable[[], Mapping[int, date]]
    asked_of: Callable[[RegionFacts], bool]
    stale_after: int | None = None
    form: Callable[[RegionFacts], str] | None = None
    lacks: Callable[[Sequence[RegionFacts], date], Mapping[int, Sequence[str]]] | None = None


def every_unit(region: RegionFacts) -> bool:
    return region.kind != Kind.DESA_PERSIAPAN


def villages(region: RegionFacts) -> bool:
    return region.level == Level.DESA and every_unit(region)


def villages_and_kecamatan(region: RegionFacts) -> bool:
    return region.level in (Level.DESA, Level.KECAMATAN) and every_unit(region)


def desa_only(region: RegionFacts) -> bool:
    """A kelurahan has no budget to build from: what is built there is its kecamatan's."""
    return villages(region) and region.kind != Kind.KELURAHAN


def owing_documents(region: RegionFacts) -> bool:
    """Whether the law sets a day by which a region of this kind must give something out; for a kelurahan it sets none."""
    return any(each.every for each in types_for(region.kind))


def documents_lacking(regions: Sequence[RegionFacts], day: date) -> dict[int, list[str]]:
    found = documents.missing_by_region(regions, day)
    return {region: [_named(each) for each in lacks] for region, lacks in found.items()}


def _named(lack: Missing) -> str:
    return " ".join([lack.type.short, ", ".join(str(year) for year in lack.years)]).strip()


PARTS: tuple[Part, ...] = (
    Part("batas", gettext_lazy("Batas"), boundaries.newest_by_region, every_unit),
    Part("monografi", gettext_lazy("Monografi"), monografi.newest_by_region, villages, stale_after=550),
    Part(
        "layanan",
        gettext_lazy("Kantor"),
        services.newest_by_region,
        villages_and_kecamatan,
        stale_after=365,
        form=lambda region: f"{reverse('manage:office')}?wilayah={region.code}",
    ),
    Part(
        "kabar",
        gettext_lazy("Kabar"),
        kegiatan.newest_by_region,
        villages,
        stale_after=60,
        form=lambda region: f"{reverse('manage:kegiatan')}?wilayah={region.code}",
    ),
    Part(
        "fasilitas",
        gettext_lazy("Fasilitas"),
        facilities.newest_by_region,
        villages,
        stale_after=730,
        form=lambda region: f"{reverse('manage:new_facility')}?wilayah={region.code}",
    ),
    Part("proyek", gettext_lazy("Proyek"), projects.newest_by_region, desa_only, stale_after=365),
    Part(
        "dokumen",
        gettext_lazy("Dokumen"),
        documents.newest_by_region,
        owing_documents,
        stale_after=400,
        form=lambda region: f"{reverse('documents:new')}?wilayah={region.code}",
        lacks=documents_lacking,
    ),
)
