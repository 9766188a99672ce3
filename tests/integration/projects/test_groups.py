"""Pages of a provider, an agency and a year: their sums, and addresses that say the same again."""

import re
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils.text import slugify

from geoportal.projects.colours import STAGE_FILLS
from projects import selectors
from projects.models import Award, Process, Project
from projects.words import VALUE_CLASSES, TenderStatus, Way

from .conftest import BENTUQ

pytestmark = pytest.mark.django_db
INDEXES = ("/proyek/penyedia/", "/proyek/instansi/", "/proyek/tahun/")


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def rupiah(value: int) -> str:
    return f"Rp {value:,}".replace(",", ".")


def held(slug: str) -> Any:
    """Return the packages of a provider as SQL counts them."""
    sound = Process.objects.filter(awards__provider_slug=slug).exclude(
        status__in=[TenderStatus.FAILED, TenderStatus.CANCELLED]
    )
    return Project.objects.filter(pk__in=sound.values("project"))


def test_a_provider_has_its_packages_and_their_sum(client: Client) -> None:
    slug = "cv-contoh-5"
    text = text_of(client, f"/proyek/penyedia/{slug}/")
    assert "CV Contoh 5" in text
    assert rupiah(held(slug).aggregate(total=Sum("value"))["total"]) in text
    assert f"/proyek/?penyedia={slug}" in text
    totals = client.get(f"/proyek/?penyedia={slug}").context["totals"]
    assert totals.whole.count == held(slug).count()
    assert "data contoh" in text


def test_what_was_won_of_a_failed_tender_is_not_counted(client: Client) -> None:
    process = Process.objects.filter(status=TenderStatus.FAILED).first()
    assert process is not None
    Award.objects.create(process=process, provider="CV Sia-sia", provider_slug="cv-sia-sia", value=10**12)
    text_of(client, "/proyek/penyedia/cv-sia-sia/", 404)
    assert "CV Sia-sia" not in text_of(client, "/proyek/penyedia/")


def test_an_agency_and_a_year_have_their_sums_and_how_many_have_no_place(client: Client) -> None:
    agency = "Dinas Kesehatan"
    for address, found in (
        (f"/proyek/instansi/{slugify(agency)}/", Project.objects.filter(agency=agency)),
        ("/proyek/tahun/2025/", Project.objects.filter(year=2025)),
    ):
        text = text_of(client, address)
        assert rupiah(found.aggregate(total=Sum("value"))["total"]) in text
        lost = found.unplaced().count()
        assert (f"{lost} dari {found.count()} paket" in text) == bool(lost)


@pytest.mark.parametrize("address", INDEXES)
def test_every_row_of_an_index_leads_to_its_page(client: Client, address: str) -> None:
    main = text_of(client, address).split("<main")[1].split("</main>")[0]
    rows = re.findall(rf'<th scope="row"><a href="({address}[^"]+)">', main)
    assert len(rows) == len(set(rows)) >= 3
    for row in rows[:3] + rows[-1:]:
        text_of(client, row)


def test_sums_of_all_agencies_and_years_come_to_the_whole() -> None:
    whole = selectors.totals(Project.objects.all())
    for column in ("agency", "year"):
        lines = selectors.sums_by(Project.objects.all(), column)
        assert sum((line.total for line in lines), selectors.Total()) == whole.whole
        assert sum((line.unplaced for line in lines), selectors.Total()) == whole.unplaced


@pytest.mark.parametrize(
    "address",
    [
        "/proyek/penyedia/tidak-ada/",
        "/proyek/instansi/tidak-ada/",
        "/proyek/tahun/1998/",
        "/proyek/tahun/99999999999/",
    ],
)
def test_what_nobody_has_is_not_found(client: Client, address: str) -> None:
    text_of(client, address, 404)


@pytest.mark.parametrize(
    ("address", "queries"),
    [(INDEXES[0], 7), (INDEXES[1], 7), ("/proyek/tahun/2026/", 10), ("/proyek/penyedia/cv-contoh-5/", 11)],
)
def test_queries_are_few(client: Client, address: str, queries: int, django_assert_max_num_queries: Any) -> None:
    client.get(address)
    with django_assert_max_num_queries(queries):
        client.get(address)


def test_classes_of_value_part_all_packages(client: Client) -> None:
    counts = [client.get(f"/proyek/?nilai={each.code}").context["totals"].whole.count for each in VALUE_CLASSES]
    assert sum(counts) == Project.objects.count()
    assert sum(count > 0 for count in counts) >= 3


def test_the_map_is_coloured_as_the_address_says_with_its_legend_in_words(client: Client) -> None:
    stage, value = text_of(client, "/proyek/"), text_of(client, "/proyek/?warna=nilai&tahun=2026")
    assert "Sedang dikerjakan</li>" in stage
    assert "Rp 1 sampai 10 miliar</li>" in value
    assert "warna=nilai" in stage
    assert 'href="?tahun=2026"' in value
    assert sum(fill in stage.split("legend-dots")[0] for fill in STAGE_FILLS.values()) >= 4
    for query in ("warna=lain", "nilai=banyak", "nilai=%27"):
        text_of(client, f"/proyek/?{query}", 400)


def test_rows_link_where_they_stand_elsewhere_and_samples_do_not(client: Client, lost: Project) -> None:
    Process.objects.filter(code="9001").update(address="https://spse.inaproc.id/kaltimprov")
    for address in ("/proyek/?q=9001", f"/proyek/{lost.key}/", "/proyek/instansi/dinas-pu/"):
        text = text_of(client, address)
        assert 'href="https://spse.inaproc.id/kaltimprov/lelang/9001/pengumumanlelang"' in text
        assert 'href="https://sirup.inaproc.id/sirup/home/detailPaketPenyediaPublic2017/8001"' in text
    assert "sirup.inaproc.id" not in text_of(client, "/proyek/?tahun=2025")


def test_the_page_of_a_package_leads_to_all_three(client: Client) -> None:
    project = Project.objects.filter(stage="bast", way=Way.PROVIDER, processes__awards__isnull=False).first()
    assert project is not None
    text = text_of(client, f"/proyek/{project.key}/")
    for part in (
        "/proyek/penyedia/cv-contoh",
        f"/proyek/instansi/{slugify(project.agency)}/",
        f"/proyek/tahun/{project.year}/",
    ):
        assert f'href="{part}' in text


@pytest.mark.parametrize("address", [*INDEXES, "/proyek/tahun/2026/", f"/proyek/?wilayah={BENTUQ}&warna=nilai"])
def test_pages_speak_english(client: Client, address: str) -> None:
    joined = "&" if "?" in address else "?"
    text = text_of(client, f"{address}{joined}bahasa=en").split("<main")[1]
    assert "packages" in text.lower()
    assert " juta" not in text
