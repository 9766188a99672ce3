"""What the pages tell of borders, without their shapes. Each function makes one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.contrib.gis.db.models.functions import Envelope

from boundaries.models import Boundary, LegalStatus
from boundaries.selectors import RegionFacts

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Border:
    """A region's border as it is said now to hold on a day."""

    row: Boundary
    box: Box

    @property
    def area_km2(self) -> float:
        return self.row.area_m2 / 1e6

    @property
    def indicative(self) -> bool:
        return self.row.legal_status == LegalStatus.INDIKATIF


class Extent(NamedTuple):
    """One line of a list of regions."""

    area_km2: float
    legal_status: str
    sample: bool

    @property
    def indicative(self) -> bool:
        return self.legal_status == LegalStatus.INDIKATIF


def border_of(region: RegionFacts, *, day: date) -> Border | None:
    """Return the border in the newest release, with its bounding box instead of its shape."""
    said = Boundary.objects.of_level(region.level).filter(region=region.pk, until__isnull=True, valid__contains=day)
    row = said.annotate(envelope=Envelope("geom")).defer("geom").first()
    return Border(row, row.envelope.extent) if row else None  # type: ignore[attr-defined]  # annotated above


def extents_of(regions: Iterable[RegionFacts], *, day: date) -> dict[int, Extent]:
    """Return the area and standing of each region's border, by the region's key."""
    keys = [region.pk for region in regions]
    said = Boundary.objects.filter(region__in=keys, until__isnull=True, valid__contains=day)
    rows = said.values_list("region", "area_m2", "legal_status", "sample")
    return {key: Extent(area_m2 / 1e6, status, sample) for key, area_m2, status, sample in rows}
