"""The list with its filters and sums, the page of a package, the section of the region page."""

from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from projects.models import Process, Project, ProjectSite
from projects.words import Certainty

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def rupiah(value: int) -> str:
    return f"Rp {value:,}".replace(",", ".")


def test_the_list_tells_the_sum_and_how_many_have_no_place(client: Client) -> None:
    text = text_of(client, "/proyek/")
    total = Project.objects.aggregate(total=Sum("value"))["total"]
    assert rupiah(total) in text
    lost = Project.objects.unplaced().count()
    assert f"{lost} dari {Project.objects.count()} paket" in text
    assert "data contoh" in text
    assert text.count("<circle") >= 200


def test_a_region_counts_its_own_and_tells_of_those_without_a_place_beside(client: Client) -> None:
    text = text_of(client, "/proyek/?wilayah=64.08.04")
    placed = Project.objects.filter(region__codes__code__startswith="64.08.04.")
    assert rupiah(placed.aggregate(total=Sum("value"))["total"]) in text
    assert f"Selain itu {Project.objects.unplaced().count()} paket" in text


@pytest.mark.parametrize(
    "query",
    ["tahap=bast", "tahun=2025", "opd=Dinas+Kesehatan", "q=jembatan", "penyedia=cv-contoh-5", "wilayah=64.08.06.2001"],
)
def test_each_filter_narrows(client: Client, query: str) -> None:
    count = Project.objects.count()
    found = client.get(f"/proyek/?{query}").context["totals"].whole.count
    assert 0 < found < count


def test_words_find_a_tender_code(client: Client) -> None:
    process = Process.objects.select_related("project").order_by("pk").first()
    assert process is not None
    assert process.project.title in text_of(client, f"/proyek/?q={process.code}")


def test_pages_go_through_all_once(client: Client) -> None:
    seen, address = [], "/proyek/?tahun=2026"
    while True:
        context = client.get(address).context
        seen += [each.key for each in context["projects"]]
        if not context["next"]:
            break
        address = f"/proyek/?tahun=2026&sesudah={context['next']}"
    assert len(seen) == len(set(seen)) == Project.objects.filter(year=2026).count()


def test_nothing_found_says_the_way_out(client: Client) -> None:
    assert "Kosongkan salah satu saringan" in text_of(client, "/proyek/?q=tidakada")


@pytest.mark.parametrize("query", ["tahap=lain", "tahun=dua", "tahun=99999", "wilayah=99.99", "wilayah=%27"])
def test_what_is_not_there_is_refused_with_a_word(client: Client, query: str) -> None:
    text_of(client, f"/proyek/?{query}", 400)


@pytest.mark.parametrize("text", ["%00", "%27%3Cscript%3E", "a" * 5000, "%25_%25", "\u202e"])
def test_hostile_words_are_harmless(client: Client, text: str) -> None:
    assert "<script>" not in text_of(client, f"/proyek/?q={text}&opd={text}&sesudah={text}&penyedia={text}")


def test_a_package_tells_its_way_its_provider_and_its_place(client: Client) -> None:
    project = Project.objects.filter(
        stage="bast", place_certainty=Certainty.EXACT, processes__repeats__isnull=False
    ).first()
    assert project is not None
    text = text_of(client, f"/proyek/{project.key}/")
    for told in (
        "Tender ulang diumumkan",
        "Tender gagal atau batal",
        "Pekerjaan dimulai (SPMK)",
        "(BAST)",
        "CV Contoh",
    ):
        assert told in text
    assert rupiah(project.value or 0) in text
    assert '<svg class="map"' in text


def test_a_rough_place_and_none_are_told(client: Client) -> None:
    rough = Project.objects.filter(place_certainty=Certainty.ROUGH).first()
    lost = Project.objects.unplaced().first()
    assert rough is not None and lost is not None
    assert "Letak perkiraan" in text_of(client, f"/proyek/{rough.key}/")
    text = text_of(client, f"/proyek/{lost.key}/")
    assert "belum diketahui; menunggu ditautkan petugas" in text
    assert "<svg class=" not in text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("key", ["p-999999", "x", "p-1"])
def test_a_key_nobody_has_is_not_found(client: Client, key: str) -> None:
    text_of(client, f"/proyek/{key}/", 404)


def test_a_title_is_written_as_text(client: Client) -> None:
    project = Project.objects.filter(region__codes__code="64.08.06.2001").first()
    assert project is not None
    Project.objects.filter(pk=project.pk).update(title="<b>Jalan</b>")
    assert "<b>Jalan" not in text_of(client, f"/proyek/{project.key}/")


def test_the_region_page_tells_this_year(client: Client) -> None:
    part = text_of(client, "/wilayah/64.08.06.2001/").split('<section id="proyek"')[1].split("</section>")[0]
    project = Project.objects.filter(region__codes__code="64.08.06.2001", year=2026).first()
    assert project is not None
    assert project.title in part
    assert f'href="/proyek/{project.key}/"' in part
    assert 'href="/proyek/?wilayah=64.08.06.2001"' in part
    assert "data contoh" in part


def test_a_region_without_packages_says_so(client: Client) -> None:
    inside = Project.objects.filter(region__codes__code="64.08.06.2001")
    ProjectSite.objects.filter(project__in=inside).delete()
    inside.delete()
    assert "Belum ada paket pekerjaan di Long Bentuq" in text_of(client, "/wilayah/64.08.06.2001/")


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/proyek/", 9), ("/proyek/?wilayah=64.08.04&tahap=bast", 10), ("/proyek/p-{}/", 12)],
)
def test_queries_are_few(client: Client, address: str, queries: int, django_assert_max_num_queries: Any) -> None:
    project = Project.objects.filter(stage="bast", place_certainty=Certainty.EXACT).order_by("-pk").first()
    assert project is not None
    address = address.format(project.key.removeprefix("p-"))
    client.get(address)
    with django_assert_max_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("address", ["/proyek/?bahasa=en", "/wilayah/64.08.06.2001/?bahasa=en"])
def test_pages_speak_english(client: Client, address: str) -> None:
    text = text_of(client, address)
    assert "Projects" in text
    assert any(stage in text.lower() for stage in ("under way", "handed over", "planned"))
    assert "Rp " in text and " juta" not in text
