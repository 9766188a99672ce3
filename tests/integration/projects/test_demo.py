"""The sample projects: every desa has a work of this year, everything is labelled, sites lie where they say."""

import pytest
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.permissions import system_user
from boundaries.models import Boundary, Level
from projects import demo
from projects.models import Award, Process, Project, ProjectSite
from projects.selectors import sites_outside
from projects.words import Stage, Way
from projects.writing import settle

pytestmark = pytest.mark.django_db


def test_every_desa_and_kelurahan_has_a_work_of_the_newest_year() -> None:
    built = Project.objects.filter(year=2026, region__level=Level.DESA).values("region")
    assert not Boundary.objects.of_level("desa").current().exclude(region__in=built).exists()
    assert {2024, 2025, 2026} == set(Project.objects.values_list("year", flat=True))


def test_everything_is_labelled_and_providers_are_plainly_made_up() -> None:
    assert Project.objects.count() > 300
    assert not Project.objects.filter(sample=False).exists()
    assert not ProjectSite.objects.filter(sample=False).exists()
    assert all(name.startswith("CV Contoh ") for name in Award.objects.values_list("provider", flat=True))
    assert not Process.objects.exclude(address__startswith="https://spse.example/").exists()


def test_works_of_a_village_have_no_tender_and_a_kelurahan_no_apbdes() -> None:
    assert not Process.objects.exclude(project__way=Way.PROVIDER).exists()
    assert not Project.objects.filter(region__kind="kelurahan", fund="APBDes").exists()
    assert Project.objects.filter(region__kind="kelurahan", way=Way.SELF).exists()


def test_sites_lie_in_their_desa_but_one_that_is_to_be_found() -> None:
    border = Boundary.objects.current().filter(region=OuterRef("region")).values("geom")[:1]
    sites = ProjectSite.objects.current().annotate(border=Subquery(border))
    outside = [site.pk for site in sites if not site.border.buffer(1e-5).contains(site.geom)]
    assert outside == [site.pk for site in sites_outside(timezone.localdate())]
    assert len(outside) == 1
    assert {site.geom.geom_type for site in sites} >= {"Point", "LineString", "Polygon"}


def test_what_is_stored_is_what_the_chains_say() -> None:
    stored = {each.pk: (each.value, each.basis, each.stage) for each in Project.objects.all()}
    counted = settle(Project.objects.with_chain())
    assert {each.pk: (each.value, each.basis, each.stage) for each in counted} == stored


def test_some_are_unplaced_some_repeated_and_some_have_an_addendum() -> None:
    assert Project.objects.unplaced().exists()
    assert Process.objects.filter(repeats__isnull=False).exists()
    assert Process.objects.filter(contracts__addenda__isnull=False).exists()
    assert Project.objects.filter(stage=Stage.RUP, way=Way.PROVIDER).exists()


def test_it_is_seeded_once() -> None:
    assert demo.seed(by=system_user()) == 0


def test_a_village_work_lies_in_an_rt_that_every_desa_has() -> None:
    titles = Project.objects.filter(title__contains=" RT ").values_list("title", flat=True)
    told = {int(title.split(" RT ")[1].split()[0]) for title in titles}
    assert told == set(range(1, demo.FEWEST_RT + 1))
