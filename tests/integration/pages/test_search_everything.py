"""One box over everything: regions first, then groups, counted as their lists count."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.models import Document
from documents.selectors import listed_documents
from facilities import selectors as facilities
from geoportal.pages.hits import PARTS, groups
from layers.models import LayerSettings
from projects.models import Project

pytestmark = pytest.mark.django_db


def counts(words: str) -> dict[str, int]:
    return {group.key: group.count for group in groups(words, 5)}


def test_regions_stand_before_everything_else(client: Client) -> None:
    text = client.get("/cari/?q=long bentuq").content.decode()
    assert text.index("/wilayah/64.08.06.2001/") < text.index('id="fasilitas"')
    assert [text.index(f'id="{key}"') for key in counts("long bentuq")] == sorted(
        text.index(f'id="{key}"') for key in counts("long bentuq")
    )


@pytest.mark.parametrize("words", ["posyandu", "jalan", "apbdes", "sangatta"])
def test_counts_are_those_of_the_lists(client: Client, words: str) -> None:
    today, found = timezone.localdate(), counts(words)
    assert found.get("fasilitas", 0) == facilities.named(facilities.current(), words).count()
    assert found.get("proyek", 0) == Project.objects.worded(words).count()
    assert found.get("dokumen", 0) == listed_documents().published_until(today).saying(words).count()
    page = client.get(f"/cari/?q={words}").content.decode()
    for group in groups(words, 5):
        if group.more:
            assert f'href="{group.all_url}"' in page.replace("&amp;", "&")
            assert client.get(group.all_url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "part", "name"),
    [
        ("puskesmaz busng", "fasilitas", "Puskesmas Busang"),
        ("posyndu", "fasilitas", "Posyandu"),
        ("APBDez Long Bentuk", "dokumen", "APBDes Long Bentuq 2026"),
        ("pendudk", "indikator", "enduduk"),
        ("posyandu", "kabar", "Posyandu"),
    ],
)
def test_typing_errors_are_forgiven(typed: str, part: str, name: str) -> None:
    (found,) = (group for group in groups(typed, 50) if group.key == part)
    assert any(name in hit.name for hit in found.hits), [hit.name for hit in found.hits]


def test_what_is_there_is_not_mixed_with_what_is_only_like_it() -> None:
    (found,) = groups("Puskesmas Busang", 50, only="fasilitas")
    assert [hit.name for hit in found.hits] == ["Puskesmas Busang"]


def test_a_hidden_layer_stays_hidden() -> None:
    assert "fasilitas" in counts("posyandu")
    LayerSettings.objects.update_or_create(key="fasilitas", defaults={"visibility": "internal"})
    assert "fasilitas" not in counts("posyandu")
    assert "fasilitas" not in counts("posyndu")


def test_what_was_withdrawn_is_not_found() -> None:
    before = counts("apbdes Bentuq")["dokumen"]
    Document.objects.filter(title="APBDes Long Bentuq 2026").update(
        state="ditarik", state_since=timezone.localdate(), state_reason="keliru"
    )
    assert counts("apbdes Bentuq")["dokumen"] == before - 1


@pytest.mark.parametrize(
    "words", ["posyandu", "zzzzzz", "penduduk", "s'; drop table x --", "%", "_", "\\", "a b c d e"]
)
def test_as_many_queries_whatever_is_asked(client: Client, django_assert_num_queries: Any, words: str) -> None:
    client.get("/cari/", {"q": "apa"})  # the server's dictionary is asked for once
    with django_assert_num_queries(7):
        groups(f"xx {words}", 5)
    assert client.get("/cari/", {"q": words}).status_code == 200


@pytest.mark.parametrize("part", [part.key for part in PARTS])
def test_one_part_alone_has_an_address(client: Client, part: str) -> None:
    words = {"data": "batas", "indikator": "penduduk", "kabar": "posyandu", "proyek": "jalan"}.get(part, "busang")
    text = client.get(f"/cari/?q={words}&bagian={part}").content.decode()
    assert f'id="{part}"' in text
    assert not [each.key for each in PARTS if each.key != part and f'id="{each.key}"' in text]


def test_an_unknown_part_is_named(client: Client) -> None:
    answer = client.get("/cari/?q=busang&bagian=apa")
    assert answer.status_code == 400
    assert "apa" in answer.content.decode()


def test_hostile_words_are_shown_as_words(client: Client) -> None:
    text = client.get("/cari/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text


def test_the_api_tells_what_the_page_tells(client: Client) -> None:
    found = client.get("/api/search", {"q": "posyandu busang", "limit": 3}).json()
    assert [group["part"] for group in found["groups"]] == list(counts("posyandu busang"))
    for group in found["groups"]:
        assert len(group["results"]) <= 3
        for hit in [group, *group["results"]]:
            assert client.get(hit["page_url"].removeprefix("http://testserver")).status_code == 200
    assert client.get("/api/search").status_code == 400
    assert client.get("/api/search?q=a&limit=x").status_code == 400
    assert client.get("/api/search", {"q": "0.5, 117.5"}).json()["groups"] == []


def test_every_search_of_words_uses_its_index() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE facilities_facilityversion, projects_project, documents_document")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plans = {
        "facility_name_trgm": facilities.named(facilities.current(), "posyandu").order_by().explain(),
        "project_title_words": Project.objects.worded("jalan").order_by().explain(),
        "document_words": Document.objects.saying("anggaran").order_by().explain(),
    }
    for index, plan in plans.items():
        assert index in plan


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("batas desa", {"desa"}),
        ("unduh batas desa shapefile", {"desa"}),
        ("kecamatan boundaries", {"kecamatan"}),
        ("shapefile", {"kabupaten", "kecamatan", "desa", "fasilitas", "proyek"}),
        ("puskesmas", set()),
    ],
)
def test_the_data_themselves_are_found(words: str, keys: set[str]) -> None:
    found = [group for group in groups(words, 50) if group.key == "data"]
    assert {hit.url for group in found for hit in group.hits} == {f"/data/{key}/" for key in keys}


def test_a_hidden_layer_is_not_found_as_data() -> None:
    LayerSettings.objects.create(key="desa", visibility="internal")
    assert not groups("batas desa", 50, only="data")
