"""The sample facilities: the same each time, each in its own desa, one office for each unit."""

import random
from collections import Counter

import pytest
from django.db.models import F

from accounts.permissions import system_user
from boundaries.models import Boundary
from facilities import demo, selectors
from facilities.models import Facility, FacilityVersion
from layers.models import Release

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[object, ...]]:
    found = FacilityVersion.objects.order_by("pk").values_list("kind", "name", "geom", "region", "npsn", "condition")
    return [(kind, name, geom.ewkt, *rest) for kind, name, geom, *rest in found]


def test_there_are_some_fifteen_hundred_all_marked() -> None:
    assert 1_400 <= FacilityVersion.objects.count() <= 1_700
    assert not FacilityVersion.objects.filter(sample=False).exists()


def test_every_point_lies_in_its_desa() -> None:
    inside = Boundary.objects.current().filter(level="desa", region=F("region__facilities__region"))
    placed = inside.filter(geom__contains=F("region__facilities__geom")).values("region__facilities").distinct()
    assert placed.count() == FacilityVersion.objects.count()


def test_one_is_typed_into_the_wrong_desa_and_labelled() -> None:
    (row,) = selectors.outside_their_desa()
    assert row.sample and row.region and row.stated_region
    assert row.stated_region.parent_id == row.region.parent_id  # the next one, as it happens to people


def test_one_office_for_each_unit() -> None:
    offices = FacilityVersion.objects.filter(kind__in=["kantor_desa", "kantor_kelurahan"])
    assert offices.values("region").distinct().count() == offices.count() == 141
    assert FacilityVersion.objects.filter(kind="kantor_kelurahan").count() == 2
    assert FacilityVersion.objects.filter(kind="kantor_kecamatan").count() == 18


def test_school_numbers_are_from_a_range_nobody_gives_and_used_once() -> None:
    numbers = Counter(FacilityVersion.objects.exclude(npsn="").values_list("npsn", flat=True))
    assert all(number.startswith("99") for number in numbers) and set(numbers.values()) == {1}


def test_made_again_they_are_the_same_and_not_made_twice() -> None:
    before = rows()
    assert demo.seed(by=system_user()) is None
    FacilityVersion.objects.all().delete()
    Facility.objects.all().delete()
    Release.objects.filter(layer="fasilitas").delete()
    assert demo.seed(by=system_user()) is not None
    assert rows() == before


def test_another_seed_gives_others() -> None:
    before = rows()
    FacilityVersion.objects.all().delete()
    Release.objects.filter(layer="fasilitas").delete()
    demo.seed(by=system_user(), random=random.Random(1))
    assert rows() != before


def test_no_two_facilities_of_a_desa_bear_one_name() -> None:
    names = FacilityVersion.objects.current().filter(sample=True).values_list("region", "name")
    twice = [each for each, count in Counter(names).items() if count > 1]
    assert names
    assert twice == []
