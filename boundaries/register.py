"""The first fill of the register of regions from plain CSV files: codes, names, other names, official areas, desa persiapan.

A register that holds regions is changed by laws alone: through the target `wilayah.daftar`, with day, legal basis and undo
(docs/decisions/0013). Loading it again adds only what no law changes: official areas and codes of BPS.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from accounts.audit import record
from accounts.models import User
from layers.releases import lock_layer, open_release

from . import codes
from .models import Kind, Level, OfficialArea, Region, RegionAlias, RegionCode, Scheme, Succession
from .periods import period

REGISTER = "register"  # the key register releases are counted under
ALWAYS = period()


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file with a heading; nothing where the file is absent."""
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.DictReader(lines)


def load_register(*, by: User, folder: Path | None = None) -> dict[str, int]:
    """Fill an empty register from the files of `folder`; return how many rows of each kind were new or changed.

    One that holds regions only gets official areas and codes of BPS, for the regions it knows.

    Opens a release of the register when anything changed, so that what was cached is read again.
    """
    folder = folder or settings.REGISTER_DIR
    with transaction.atomic():
        lock_layer(REGISTER)
        counts = {} if Region.objects.exists() else _fill(folder)
        counts["bps_codes"] = sum(_load_bps_code(row) for row in read(folder / "kutim_regions.csv"))
        counts["official_areas"] = sum(_load_official_area(row) for row in read(folder / "official_areas.csv"))
        if any(counts.values()):
            release = open_release(layer=REGISTER, by=by, reason="Daftar wilayah dimuat")
            record(by=by, action="register.load", subject=f"layer:{REGISTER}", release=release.number, **counts)
    return counts


def _fill(folder: Path) -> dict[str, int]:
    return {
        "regions": sum(_load_region(row) for row in read(folder / "kutim_regions.csv")),
        "persiapan": sum(_load_persiapan(row) for row in read(folder / "desa_persiapan.csv")),
        "aliases": sum(_load_alias(row) for row in read(folder / "aliases.csv")),
    }


def region_with_code(code: str, scheme: str = Scheme.KEMENDAGRI) -> Region | None:
    """Return the region that bears a code today or ever after; None if nobody does."""
    return Region.objects.filter(codes__scheme=scheme, codes__code=code, codes__valid__endswith=None).first()


def _needed(code: str) -> Region:
    region = region_with_code(code)
    if region is None:
        raise ValueError(f"{code} is not in the register")
    return region


def _load_region(row: dict[str, str]) -> bool:
    code = codes.normalise(row["code"])
    region = _create(code, row["name"])
    RegionCode.objects.create(region=region, scheme=Scheme.KEMENDAGRI, code=code, valid=ALWAYS)
    return True


def _create(code: str, name: str) -> Region:
    level, parent = Level(codes.level(code)), codes.parent(code)
    return Region.objects.create(
        level=level,
        kind=Kind(codes.village_kind(code) or level.value),
        name=name,
        slug=slugify(name),
        parent=_needed(parent) if parent else None,
        valid=ALWAYS,
    )


def _load_bps_code(row: dict[str, str]) -> bool:
    region, code = region_with_code(codes.normalise(row["code"])), row.get("bps_code", "")
    if region is None or not code or region.codes.filter(scheme=Scheme.BPS).exists():
        return False
    RegionCode.objects.create(region=region, scheme=Scheme.BPS, code=code, valid=ALWAYS)
    return True


def _load_persiapan(row: dict[str, str]) -> bool:
    """Make a desa persiapan: no code yet, split from a desa that goes on."""
    parent, slug = _needed(row["parent"]), slugify(row["name"])
    began = date.fromisoformat(row["installed_on"])
    region = Region.objects.create(
        parent=parent,
        slug=slug,
        kind=Kind.DESA_PERSIAPAN,
        level=Level.DESA,
        name=row["name"],
        valid=period(began),
        legal_basis=row["source"],
    )
    predecessor = _needed(row["predecessor"])
    Succession.objects.create(predecessor=predecessor, successor=region, on=began, legal_basis=row["source"])
    return True


def _load_alias(row: dict[str, str]) -> bool:
    _alias, created = RegionAlias.objects.get_or_create(
        region=_needed(row["code"]), name=row["name"], defaults={"source": row["source"]}
    )
    return created


def _load_official_area(row: dict[str, str]) -> bool:
    region, area = region_with_code(row["code"]), row["area_km2"]
    if region is None:
        return False
    found = OfficialArea.objects.filter(region=region, source=row["source"], year=row["year"]).first()
    if found is None:
        OfficialArea.objects.create(region=region, source=row["source"], year=row["year"], area_km2=area)
        return True
    return OfficialArea.objects.filter(pk=found.pk).exclude(area_km2=area).update(area_km2=area) > 0
