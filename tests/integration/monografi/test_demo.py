"""The sample editions: three for all 141, the newest summing to the published total, alike each time."""

import pytest
from django.db.models import Sum

from accounts.permissions import system_user
from monografi import demo
from monografi.models import Edition, Figure

pytestmark = pytest.mark.django_db


def total(code: str, year: int) -> int:
    found = Figure.objects.filter(edition__year=year, indicator=code).aggregate(total=Sum("number"))
    return int(found["total"] or 0)


def test_three_editions_for_every_desa_and_kelurahan_all_labelled() -> None:
    assert Edition.objects.count() == 3 * 141
    assert not Edition.objects.filter(sample=False).exists()


def test_the_newest_sums_to_what_was_published() -> None:
    assert (total("penduduk", 2025), total("penduduk_l", 2025), total("penduduk_p", 2025)) == (
        448_850,
        240_268,
        208_582,
    )


def test_parts_make_the_whole_everywhere() -> None:
    for edition in Edition.objects.filter(year=2025).prefetch_related("figures"):
        numbers = {each.indicator: each.number for each in edition.figures.all() if each.number is not None}
        ages = sum(value for code, value in numbers.items() if code.startswith("umur_"))
        faiths = sum(value for code, value in numbers.items() if code.startswith("agama_"))
        assert numbers["penduduk"] == numbers["penduduk_l"] + numbers["penduduk_p"] == ages == faiths


def test_a_kelurahan_has_no_purse() -> None:
    figures = Figure.objects.filter(edition__region__kind="kelurahan")
    assert figures.exists()
    assert not figures.filter(indicator__startswith="apbdes").exists()


def test_it_is_seeded_once() -> None:
    assert demo.seed(by=system_user()) == 0
