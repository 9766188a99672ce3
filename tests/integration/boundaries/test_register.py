import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from accounts.permissions import system_user
from boundaries.models import Kind, Level, Region, Succession
from boundaries.register import REGISTER, load_register
from layers.releases import current_number

pytestmark = pytest.mark.django_db


def test_register_holds_18_kecamatan_and_141_coded_villages() -> None:
    today = date(2026, 11, 24)
    coded = [region for region in Region.objects.at_level(Level.DESA).coded(today) if region.code]
    assert Region.objects.at_level(Level.KECAMATAN).count() == 18
    assert len(coded) == 141
    assert sum(region.kind == Kind.KELURAHAN for region in coded) == 2


def test_loading_twice_changes_nothing_and_opens_no_release() -> None:
    number = current_number(REGISTER)
    assert not any(load_register(by=system_user()).values())
    assert current_number(REGISTER) == number


def test_desa_persiapan_has_no_code_and_names_its_predecessor() -> None:
    region = Region.objects.get(slug="sangatta-prima")
    assert (region.kind, region.codes.count(), region.valid.lower) == (Kind.DESA_PERSIAPAN, 0, date(2025, 8, 12))
    assert Succession.objects.get(successor=region).predecessor.name == "Sangatta Utara"


def test_loading_a_filled_register_changes_no_name_and_brings_nobody_back(tmp_path: Path) -> None:
    """Names, codes and lifetimes are changed by law alone, through `wilayah.daftar`."""
    number = current_number(REGISTER)
    with (tmp_path / "kutim_regions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["code", "name", "bps_code"], ["64.08.08", "Kongbeng", "6404022"], ["64.08.99", "Baru", ""]])
    load_register(by=system_user(), folder=tmp_path)
    assert Region.objects.get(codes__code="64.08.08").name == "Kombeng"
    assert not Region.objects.filter(name="Baru").exists()
    assert current_number(REGISTER) == number


def test_official_areas_are_added_at_any_time(tmp_path: Path) -> None:
    number = current_number(REGISTER)
    rows = ["code,area_km2,year,source", "64.08.08,1313.5,2026,Survei uji", "64.99,1,2026,Survei uji"]
    (tmp_path / "official_areas.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert load_register(by=system_user(), folder=tmp_path) == {"bps_codes": 0, "official_areas": 1}
    assert current_number(REGISTER) == number + 1


def test_both_codes_are_text_and_neither_is_computed_from_the_other() -> None:
    region = Region.objects.coded(date(2026, 11, 24)).get(codes__code="64.08.06", codes__scheme="kemendagri")
    assert (region.code, region.bps_code) == ("64.08.06", "6404011")


def test_register_folder_is_part_of_the_project() -> None:
    assert (settings.REGISTER_DIR / "kutim_regions.csv").exists()
