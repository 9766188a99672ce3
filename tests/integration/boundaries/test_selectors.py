from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from boundaries import selectors
from boundaries.models import Region, RegionCode, Succession
from boundaries.selectors import RegionFacts

pytestmark = pytest.mark.django_db
Queries = Any


def region(code: str) -> RegionFacts:
    found = selectors.region_by_code(code)
    assert found is not None
    return found


def codes(found: list[RegionFacts]) -> list[str | None]:
    return [each.code for each in found]


def close(code: str, on: date) -> Region:
    """End a region and its code, as a split does."""
    row = Region.objects.get(codes__code=code)
    for dated in (row, *row.codes.all()):
        dated.valid = DateRange(dated.valid.lower, on)
        dated.save(update_fields=["valid"])
    return row


def successor(name: str, code: str | None, of: Region, on: date) -> Region:
    row = Region.objects.create(
        level=of.level, kind=of.kind, name=name, slug=name.lower(), parent=of.parent, valid=DateRange(on, None)
    )
    if code:
        RegionCode.objects.create(region=row, scheme="kemendagri", code=code, valid=DateRange(on, None))
    Succession.objects.create(predecessor=of, successor=row, on=on)
    return row


def test_region_by_code_tells_names_codes_and_parent(django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(1):
        facts = region("64.08.04")
    assert (facts.name, facts.kind, facts.bps_code) == ("Sangatta Utara", "kecamatan", "6404040")
    assert (facts.parent_code, facts.parent_name, facts.address) == ("64.08", "Kutai Timur", "64.08.04")


def test_region_by_code_knows_nobody_under_an_unused_code() -> None:
    assert selectors.region_by_code("64.08.99") is None


def test_region_by_slug_finds_a_desa_persiapan(django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(1):
        facts = selectors.region_by_slug("64.08.04", "sangatta-prima")
    assert facts is not None
    assert (facts.code, facts.kind, facts.address) == (None, "desa_persiapan", "64.08.04/p-sangatta-prima")


def test_region_by_slug_did_not_exist_before_it_was_installed() -> None:
    assert selectors.region_by_slug("64.08.04", "sangatta-prima", day=date(2024, 1, 1)) is None


def test_trail_begins_with_the_province(django_assert_num_queries: Queries) -> None:
    village = region("64.08.04.2001")
    with django_assert_num_queries(1):
        above = selectors.trail(village)
    assert codes(above) == ["64", "64.08", "64.08.04"]


def test_children_are_in_order_of_code_with_desa_persiapan_last(django_assert_num_queries: Queries) -> None:
    parent = region("64.08.04")
    with django_assert_num_queries(1):
        below = selectors.children(parent)
    assert codes(below) == ["64.08.04.1010", "64.08.04.2001", "64.08.04.2011", "64.08.04.2012", None, None, None]


def test_neighbours_are_of_the_same_level_and_mutual(django_assert_num_queries: Queries) -> None:
    own = region("64.08.04")
    with django_assert_num_queries(1):
        beside = selectors.neighbours(own)
    assert beside
    assert {each.level for each in beside} == {"kecamatan"}
    assert all(own in selectors.neighbours(each) for each in beside)


def test_an_island_has_no_neighbours() -> None:
    assert selectors.neighbours(region("64.08.05.2018")) == []


def test_locate_tells_desa_kecamatan_and_kabupaten(django_assert_num_queries: Queries) -> None:
    selectors.locate(0, 0)  # the first geometry of a connection asks PostGIS for its version
    with django_assert_num_queries(1):
        found = selectors.locate(116.54, 0.30)
    assert codes([each.region for each in found]) == ["64.08.01.2001", "64.08.01", "64.08"]
    assert all(each.inside for each in found)


def test_locate_finds_nothing_at_sea() -> None:
    assert selectors.locate(120.0, 3.0) == []


def test_successors_of_a_split_are_all_that_stand_now() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    old = close("64.08.01.2001", yesterday)
    successor("Senyiur Hulu", "64.08.01.2101", old, yesterday)
    successor("Senyiur Hilir", "64.08.01.2102", old, yesterday)
    assert codes(selectors.successors("64.08.01.2001")) == ["64.08.01.2101", "64.08.01.2102"]


def test_successors_follow_a_unit_that_was_split_and_merged_again() -> None:
    today = timezone.localdate()
    old = close("64.08.01.2001", today - timedelta(days=9))
    half = successor("Senyiur Hulu", "64.08.01.2101", old, today - timedelta(days=9))
    for row in (half, *half.codes.all()):
        row.valid = DateRange(row.valid.lower, today - timedelta(days=3))
        row.save(update_fields=["valid"])
    successor("Senyiur Baru", "64.08.01.2103", half, today - timedelta(days=3))
    assert codes(selectors.successors("64.08.01.2001")) == ["64.08.01.2103"]


def test_successors_of_a_changed_code_are_the_unit_itself() -> None:
    code = RegionCode.objects.get(scheme="kemendagri", code="64.08.01.2001")
    yesterday = timezone.localdate() - timedelta(days=1)
    code.valid = DateRange(None, yesterday)
    code.save(update_fields=["valid"])
    RegionCode.objects.create(
        region=code.region, scheme="kemendagri", code="64.08.01.2099", valid=DateRange(yesterday, None)
    )
    assert codes(selectors.successors("64.08.01.2001")) == ["64.08.01.2099"]


def test_successors_of_a_code_nobody_ever_bore_are_none() -> None:
    assert selectors.successors("64.08.01.9999") == []
