"""The list, a document and its files, the PPID page, the section of the region page and the API."""

from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from accounts.permissions import system_user
from boundaries.models import Region
from documents import actions
from documents.models import Document, DocumentVersion

pytestmark = pytest.mark.django_db
DESA, KELURAHAN, RICH = "64.08.06.2001", "64.08.04.1010", "64.08.04"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def budget() -> Document:
    return Document.objects.filter(region__codes__code=DESA, type="apbdes").order_by("-year")[0]


def test_the_demo_gives_every_desa_a_budget_and_no_kelurahan_one() -> None:
    desa = Region.objects.filter(kind="desa", codes__scheme="kemendagri").distinct()
    with_budget = set(Document.objects.filter(type="apbdes").values_list("region", flat=True))
    assert with_budget == set(desa.values_list("pk", flat=True))
    village = Q(type__in=("apbdes", "realisasi_apbdes", "rkpdes", "rpjmdes", "lppdes", "perdes"))
    assert not Document.objects.filter(village, region__kind="kelurahan").exists()
    assert Document.objects.count() > 400
    assert not Document.objects.filter(sample=False).exists()


def test_the_region_page_shows_the_newest_five(client: Client, budget: Document) -> None:
    part = text_of(client, f"/wilayah/{DESA}/").split('<section id="dokumen"')[1].split("</section>")[0]
    assert f'href="/dokumen/{budget.key}/"' in part
    assert "berkala · 5 kB" in part
    assert "data contoh" in part
    assert f'href="/wilayah/{DESA}/ppid/"' in part
    rich = text_of(client, f"/wilayah/{RICH}/").split('<section id="dokumen"')[1].split("</section>")[0]
    assert rich.count("<li>") == 5


def test_a_kelurahan_shows_the_budget_of_its_kecamatan(client: Client) -> None:
    part = text_of(client, f"/wilayah/{KELURAHAN}/").split('<section id="dokumen"')[1].split("</section>")[0]
    assert "DPA Sangatta Utara 2026" in part
    assert "APBDes" not in part


def test_a_region_without_documents_says_so(client: Client) -> None:
    Document.objects.filter(region__codes__code=DESA).update(
        state="ditarik", state_reason="x", state_since="2026-01-01"
    )
    assert "Belum ada dokumen Long Bentuq yang terbit." in text_of(client, f"/wilayah/{DESA}/")
    assert "daftarnya masih kosong" in text_of(client, f"/wilayah/{DESA}/ppid/")


def test_a_document_tells_its_facts_and_its_file(client: Client, budget: Document) -> None:
    assert budget.newest is not None
    text = text_of(client, f"/dokumen/{budget.key}/")
    assert budget.newest.sha256 in text
    assert "Unduh</a>" not in text
    assert "(5 kB)" in text
    assert "data contoh" in text
    response = client.get(f"/dokumen/{budget.key}/unduh/")
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"%PDF-")
    assert len(data) == budget.newest.size_bytes
    assert f'filename="apbdes-long-bentuq-2026-{budget.key}-v1.pdf"' in response["Content-Disposition"]
    assert client.get(f"/dokumen/{budget.key}/unduh/", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_the_first_page_is_made_once(client: Client, budget: Document) -> None:
    response = client.get(f"/dokumen/{budget.key}/halaman-1.webp")
    assert response.content.startswith(b"RIFF")
    budget.refresh_from_db()
    assert budget.newest is not None
    assert bytes(budget.newest.preview or b"") == response.content


def test_the_text_is_read_alone_with_both_sizes(client: Client, budget: Document) -> None:
    text = text_of(client, f"/dokumen/{budget.key}/teks/")
    assert "DATA CONTOH" in text
    assert "Dana desa" in text
    assert "berkas aslinya 5 kB" in text


def test_a_withdrawn_document_keeps_its_address_and_gives_no_file(client: Client, budget: Document) -> None:
    actions.withdraw(budget, by=system_user(), reason="Memuat nomor rekening")
    text = text_of(client, f"/dokumen/{budget.key}/")
    assert "ditarik pada" in text
    assert "Memuat nomor rekening" in text
    assert "/unduh/" not in text
    for address in ("unduh/", "unduh/1/", "teks/"):
        assert "Memuat nomor rekening" in text_of(client, f"/dokumen/{budget.key}/{address}", 410)
    assert client.get(f"/dokumen/{budget.key}/halaman-1.webp").status_code == 404
    assert budget.key not in text_of(client, f"/dokumen/?wilayah={DESA}")


def test_a_replaced_document_leads_on(client: Client) -> None:
    former = Document.objects.get(state="diganti")
    text = text_of(client, f"/dokumen/{former.key}/")
    assert f'href="/dokumen/d-{former.replaced_by_id:06d}/"' in text
    assert client.get(f"/dokumen/{former.key}/unduh/").status_code == 200


def test_what_is_excluded_says_by_which_law(client: Client) -> None:
    excluded = Document.objects.get(ppid_class="dikecualikan")
    assert "Pasal 17 huruf h" in text_of(client, f"/dokumen/{excluded.key}/")
    text_of(client, f"/dokumen/{excluded.key}/unduh/", 404)


@pytest.mark.parametrize("address", ["/dokumen/d-999999/", "/dokumen/d-999999/unduh/", "/dokumen/d-1/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    text_of(client, address, 404)


def test_a_file_that_is_not_on_this_server_is_not_found(client: Client, budget: Document) -> None:
    assert budget.newest is not None
    DocumentVersion.objects.filter(pk=budget.newest.pk).update(file="dokumen/hilang.pdf")
    text_of(client, f"/dokumen/{budget.key}/unduh/", 404)
    text_of(client, f"/dokumen/{budget.key}/halaman-1.webp", 404)


def test_the_list_is_narrowed_by_its_address(client: Client) -> None:
    text = text_of(client, "/dokumen/?wilayah=64.08.06&jenis=apbdes&tahun=2025&kelas=berkala&q=anggaran")
    assert "6 dokumen." in text
    assert "APBDes Long Bentuq 2025" in text
    assert "APBDes Long Bentuq 2026" not in text
    assert "Tidak ada dokumen yang cocok" in text_of(client, "/dokumen/?q=zebra")


def test_the_list_is_paged_without_gap_or_double(client: Client) -> None:
    address, seen = "/dokumen/", list[str]()
    while address:
        text = text_of(client, address)
        seen += [part.split('"')[0] for part in text.split('<a href="/dokumen/d-')[1:]]
        found = text.split('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in text else ""
        address = f"/dokumen/{found.replace('&amp;', '&')}" if found else ""
    assert len(seen) == len(set(seen)) == Document.objects.not_withdrawn().count()


@pytest.mark.parametrize(
    "query", ["wilayah=99", "wilayah=%27", "jenis=zzz", "tahun=dua", "kelas=rahasia", "sesudah=1", "tahun=99999"]
)
def test_the_list_refuses_what_it_does_not_know(client: Client, query: str) -> None:
    text_of(client, f"/dokumen/?{query}", 400)


@pytest.mark.parametrize("query", ["q=%00", "q=%27%22%3C%26!|:*", "q=" + "a" * 5000, "wilayah=&jenis=&tahun=&kelas="])
def test_the_list_takes_whatever_is_typed(client: Client, query: str) -> None:
    text_of(client, f"/dokumen/?{query}")


def test_the_ppid_page_counts_four_classes_and_says_what_is_missing(client: Client) -> None:
    text = text_of(client, f"/wilayah/{RICH}/ppid/")
    assert "PPID Pelaksana Kecamatan Sangatta Utara" in text
    assert "serta-merta" in text
    assert "Pasal 17 huruf h" in text
    part = text.split('id="judul-kurang"')[1].split("</section>")[0]
    assert "Renja: 2025, 2024" in part


def test_a_kelurahan_lacks_no_village_paper(client: Client) -> None:
    text = text_of(client, f"/wilayah/{KELURAHAN}/ppid/")
    for word in ("APBDes", "RPJMDes", "Perdes", "RKPDes"):
        assert word not in text


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (f"/wilayah/{RICH}/ppid/", 6),
        ("/wilayah/64.08/ppid/", 6),
        ("/dokumen/", 5),
        ("/dokumen/?wilayah=64.08.06.2001&q=anggaran", 6),
    ],
)
def test_queries_are_few(client: Client, address: str, most: int, django_assert_max_num_queries: Any) -> None:
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_a_document_is_read_with_few_queries(
    client: Client, budget: Document, django_assert_max_num_queries: Any
) -> None:
    client.get(f"/dokumen/{budget.key}/")
    with django_assert_max_num_queries(5):
        client.get(f"/dokumen/{budget.key}/")


def test_the_section_makes_two_queries(client: Client, django_assert_num_queries: Any) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    from boundaries.selectors import region_by_code
    from geoportal.pages.sections import Asked, documents

    for code in (DESA, KELURAHAN, RICH, "64.08"):
        region = region_by_code(code)
        assert region is not None
        with django_assert_num_queries(2):
            documents.section(Asked(region, timezone.localdate(), AnonymousUser()))


def test_the_api_pages_through_a_region_and_below(client: Client) -> None:
    address, found = "/api/documents?region=64.08.06&descendants=true&limit=7", list[str]()
    while address:
        answer = client.get(address).json()
        found += [each["id"] for each in answer["documents"]]
        address = next((each["href"] for each in answer["links"] if each["rel"] == "next"), "")
    inside = Q(region__codes__code="64.08.06") | Q(region__parent__codes__code="64.08.06")
    assert sorted(found) == sorted(each.key for each in Document.objects.filter(inside).distinct())


def test_the_api_tells_a_file_and_links_back(client: Client, budget: Document) -> None:
    (told,) = client.get(f"/api/documents?region={DESA}&year={budget.year}&type=apbdes").json()["documents"]
    assert budget.newest is not None
    assert told["file"]["sha256"] == budget.newest.sha256
    assert told["sample"] is True
    assert told["region"]["code"] == DESA
    assert told["links"][0]["href"] == f"http://testserver/dokumen/{budget.key}/"
    assert client.get(told["file"]["href"]).status_code == 200


def test_the_regions_own_feature_leads_to_it(client: Client) -> None:
    feature = client.get(f"/api/regions/{DESA}?include=documents").json()
    told = client.get(feature["properties"]["documents_url"]).json()["documents"]
    assert feature["counts"]["documents"] == len(told) == Document.objects.filter(region__codes__code=DESA).count()
    assert feature["included"]["documents"] == told[:5]


@pytest.mark.parametrize(
    "query",
    ["region=abc", "region=64.08.99", "year=x", "type=x", "limit=0", "after=x", "descendants=mungkin", "lain=1"],
)
def test_the_api_refuses_with_a_problem(client: Client, query: str) -> None:
    response = client.get(f"/api/documents?{query}")
    assert response.status_code in (400, 404)
    assert response["Content-Type"].startswith("application/problem+json")


def test_the_api_is_read_again_only_after_a_write(client: Client, budget: Document) -> None:
    address = f"/api/documents?region={DESA}"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    actions.withdraw(budget, by=system_user(), reason="x")
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
