"""The parts of a region's content whose age is watched. A new part is one more line in PARTS."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from boundaries import selectors as boundaries
from boundaries.facts import RegionFacts
from boundaries.models import Kind, Level
from kegiatan import selectors as kegiatan
from monografi import selectors as monografi
from services import selectors as services


@dataclass(frozen=True)
class Part:
    """A part of a region's content.

    `newest()` gives the day of the newest entry by region, in two queries at most. `asked_of` says of which regions it is
    expected: others are never shown as lacking it. `stale_after` days it is old; None: it does not age. `form` is the path
    where it is filled in, where there is one.
    """

    key: str
    title: str | Promise
    newest: Callable[[], Mapping[int, date]]
    asked_of: Callable[[RegionFacts], bool]
    stale_after: int | None = None
    form: Callable[[RegionFacts], str] | None = None


def every_unit(region: RegionFacts) -> bool:
    return region.kind != Kind.DESA_PERSIAPAN


def villages(region: RegionFacts) -> bool:
    return region.level == Level.DESA and every_unit(region)


def villages_and_kecamatan(region: RegionFacts) -> bool:
    return region.level in (Level.DESA, Level.KECAMATAN) and every_unit(region)


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
)
