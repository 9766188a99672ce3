"""The checks: each finds places where two sources disagree. Which of them is wrong, people find out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundaries import selectors as boundaries
from boundaries.facts import RegionFacts
from facilities import selectors as facilities
from facilities.models import LAYER as FACILITIES
from facilities.models import FacilityVersion
from monografi import selectors as monografi
from monografi.indicators import indicators
from projects import selectors as projects
from projects.models import LAYER as PROJECTS

AREA_PERCENT = 5.0  # official areas are rounded and of another day: less than this tells nothing
# What a monograph counts as one, the layer keeps as several kinds.
SCHOOLS: Mapping[str, tuple[str, ...]] = {
    "sekolah_paud": ("paud",),
    "sekolah_sd": ("sd", "mi"),
    "sekolah_smp": ("smp", "mts"),
    "sekolah_sma": ("sma", "smk", "ma"),
}
Regions = Mapping[int, RegionFacts]


@dataclass(frozen=True)
class Side:
    """What one source says, and the path where it is read."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One disagreement about `region`: what it is about, what is said and what is found, and where it is put right."""

    check: str
    region: RegionFacts
    subject: str
    said: Side
    found: Side
    form: str = ""
    sample: bool = False


@dataclass(frozen=True)
class Check:
    """`rows(regions)` gives the disagreements about them in one or two queries; `layer`, where named, has to be seen."""

    key: str
    title: str | Promise
    about: str | Promise
    rows: Callable[[Regions], Iterator[Row]]
    layer: str = ""


def schools(regions: Regions) -> Iterator[Row]:
    """Schools as the newest monograph tells them, against those mapped in the desa."""
    told = monografi.newest_numbers(SCHOOLS)
    mapped = facilities.counts_by_desa([kind for kinds in SCHOOLS.values() for kind in kinds])
    for pk, figures in told.items():
        region = regions.get(pk)
        for code, kinds in SCHOOLS.items():
            if region is None or region.level != "desa" or code not in figures:
                continue
            number, year, sample = figures[code]
            count = sum(mapped.get(pk, {}).get(kind, 0) for kind in kinds)
            if number != count:
                yield _school(region, code, int(number), year, count, sample)


def _school(region: RegionFacts, code: str, number: int, year: int, count: int, sample: bool) -> Row:
    said = Side(
        _("%(number)s menurut monografi %(year)s") % {"number": number, "year": year},
        f"{reverse('monograph:sheet', args=[region.code])}?tahun={year}" if region.code else "",
    )
    listed = f"{reverse('facilities:list')}?wilayah={region.code}&kelompok=pendidikan" if region.code else ""
    found = Side(_("%(count)s di peta") % {"count": count}, listed)
    form = f"{reverse('manage:new_facility')}?wilayah={region.code}"
    return Row("sekolah", region, indicators()[code].title, said, found, form, sample)


def areas(regions: Regions) -> Iterator[Row]:
    """The area an office published, against that of the border."""
    for each in boundaries.areas_compared():
        region = regions.get(each.region)
        if region is None or abs(each.percent) < AREA_PERCENT:
            continue
        said = Side(f"{_km2(each.official)} km² ({each.source})", f"{_page(region)}#luas")
        found = Side(
            _("%(area)s km² menurut batas, %(percent)s %%")
            % {"area": _km2(each.geodesic), "percent": f"{each.percent:+.0f}".replace("-", "−")},
            reverse("pages:portable_map", args=[region.code]) if region.code else "",
        )
        yield Row("luas", region, _("Luas"), said, found, sample=each.sample)


def sites(regions: Regions) -> Iterator[Row]:
    """Sites of packages outside the region they are said to lie in."""
    for site in projects.sites_outside(timezone.localdate()):
        region = regions.get(site.region_id or 0)
        if region is not None:
            yield Row(
                "proyek",
                region,
                site.title,
                Side(region.name, _page(region)),
                Side(_position(site.point.x, site.point.y), reverse("projects:project", args=[site.project.key])),
                sample=site.sample,
            )


def places(regions: Regions) -> Iterator[Row]:
    """Facilities whose point lies in another desa than the one that was typed."""
    for row in facilities.outside_their_desa():
        region = regions.get(row.stated_region_id or 0)
        if region is not None:
            yield Row(
                "fasilitas",
                region,
                row.name,
                Side(region.name, _page(region)),
                _where(row, regions),
                reverse("manage:facility", args=[row.facility.key]),
                row.sample,
            )


def _where(row: FacilityVersion, regions: Regions) -> Side:
    here = regions.get(row.region_id or 0)
    name = f"{here.name}, {here.parent_name}" if here else _position(row.geom.x, row.geom.y)
    return Side(name, reverse("facilities:facility", args=[row.facility.key]))


def _km2(area: float) -> str:
    return number_format(area, 2, force_grouping=True)


def _page(region: RegionFacts) -> str:
    return reverse("pages:region", args=[region.code]) if region.code else ""


def _position(lon: float, lat: float) -> str:
    return f"{lat:.5f}, {lon:.5f}"


CHECKS: tuple[Check, ...] = (
    Check(
        "sekolah",
        gettext_lazy("Sekolah"),
        gettext_lazy("Jumlah di monografi terbaru lain dari jumlah di peta."),
        schools,
        FACILITIES,
    ),
    Check(
        "luas", gettext_lazy("Luas"), gettext_lazy("Luas resmi dan luas menurut batas berbeda 5 % atau lebih."), areas
    ),
    Check(
        "proyek",
        gettext_lazy("Lokasi proyek"),
        gettext_lazy("Lokasinya di luar wilayah yang disebut."),
        sites,
        PROJECTS,
    ),
    Check(
        "fasilitas",
        gettext_lazy("Letak fasilitas"),
        gettext_lazy("Titiknya di desa lain dari yang ditulis."),
        places,
        FACILITIES,
    ),
)


def run(regions: Regions, layers: Collection[str]) -> dict[str, list[Row]]:
    """Return what each check finds of `regions`; a check of a layer that is not among `layers` is left out."""
    seen = [check for check in CHECKS if not check.layer or check.layer in layers]
    return {check.key: list(check.rows(regions)) for check in seen}
