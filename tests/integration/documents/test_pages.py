"""The list, a document and its files, the PPID page, the section of the region page and the API."""

import re
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from accounts.permissions import system_user
from boundaries.models import Region
from boundaries.selectors import region_by_code
from documents import actions
from documents import selectors as documents
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
    # However much the kelurahan gives out itself, its budget is not pushed off the page.
    own = Document.objects.filter(region__codes__code=KELURAHAN).values().first()
    assert own is not None
    copies = [Document(**{**own, "id": None, "newest_id": None, "year": 2050 + number}) for number in range(6)]
    Document.objects.bulk_create(copies)
    region = region_by_code(KELURAHAN)
    assert region is not None
    found = documents.newest(region, timezone.localdate(), limit=5)
    assert [each.year for each in found] == [2026, 2055, 2054, 2053, 2052]
    assert found[0].type == "dpa"


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


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-99999999", 206, slice(0, None)),
        ("bytes=99999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=5-2", 200, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
    ],
)
def test_a_part_of_a_file_is_given(
    client: Client, budget: Document, asked: str, status: int, part: slice | None
) -> None:
    assert budget.newest is not None
    with budget.newest.file.open("rb") as file:
        whole = file.read()
    response = client.get(f"/dokumen/{budget.key}/unduh/", headers={"range": asked})
    assert response.status_code == status
    if part is None:
        assert response["Content-Range"] == f"bytes */{len(whole)}"
        return
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert data == whole[part]
    assert int(response["Content-Length"]) == len(data)
    if status == 206:
        first = whole.index(data) if len(data) < len(whole) else 0
        assert response["Content-Range"] == f"bytes {first}-{first + len(data) - 1}/{len(whole)}"


def test_a_download_goes_on_only_where_the_file_is_the_same(client: Client, budget: Document) -> None:
    address = f"/dokumen/{budget.key}/unduh/"
    tag = client.get(address)["ETag"]
    same = client.get(address, headers={"range": "bytes=0-3", "if-range": tag})
    other = client.get(address, headers={"range": "bytes=0-3", "if-range": '"lain"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_the_proxy_sends_the_file_where_it_is_told_to(client: Client, budget: Document, settings: Any) -> None:
    assert budget.newest is not None
    settings.FILES_ACCEL = "/_berkas/"
    response = client.get(f"/dokumen/{budget.key}/unduh/")
    assert response["X-Accel-Redirect"] == f"/_berkas/{budget.newest.file.name}"
    assert (response.content, response["Content-Type"]) == (b"", "application/pdf")
    assert response["Content-Disposition"].startswith("attachment")
    DocumentVersion.objects.filter(pk=budget.newest.pk).update(file="dokumen/hilang.pdf")
    text_of(client, f"/dokumen/{budget.key}/unduh/", 404)


def test_a_long_text_comes_in_parts(client: Client, budget: Document) -> None:
    lines = [f"baris {number} dari laporan panjang" for number in range(2_000)]
    DocumentVersion.objects.filter(pk=budget.newest_id).update(text="\n".join(lines))
    address, seen = f"/dokumen/{budget.key}/teks/", list[str]()
    while address:
        text = text_of(client, address)
        assert len(text.encode()) < 40_000
        seen += re.findall(r"baris \d+ dari laporan panjang", text)
        address = (
            f"/dokumen/{budget.key}/teks/{found[1]}" if (found := re.search(r'href="([^"]+)" rel="next"', text)) else ""
        )
    assert seen == lines
    for part in ("0", "99", "x", "-1"):
        text_of(client, f"/dokumen/{budget.key}/teks/?bagian={part}", 404)


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


@pytest.mark.parametrize("code", [RICH, DESA, KELURAHAN, "64.08", "64.08.06"])
def test_the_counts_of_the_four_classes_are_what_their_lists_hold(client: Client, code: str) -> None:
    part = text_of(client, f"/wilayah/{code}/ppid/").split('<dl class="stats">')[1].split("</dl>")[0]
    told = re.findall(r'href="(/dokumen/[^"]+)">[^<]*</a></dt><dd>(\d+|<span class="soft">belum ada)<', part)
    assert len(told) == 4
    for address, count in told:
        text = text_of(client, address.replace("&amp;", "&"))
        assert (f"{count} dokumen." in text) or (count.endswith("belum ada") and "Tidak ada dokumen yang cocok" in text)


def test_the_list_is_narrowed_to_an_agency(client: Client) -> None:
    text = text_of(client, "/dokumen/?opd=Dinas+Kesehatan")
    assert "4 dokumen." in text
    assert "Renstra Dinas Kesehatan 2025" in text
    assert "<option selected>Dinas Kesehatan</option>" in text


def test_what_an_agency_made_is_not_what_its_kabupaten_owes(client: Client) -> None:
    part = text_of(client, "/wilayah/64.08/ppid/").split('id="judul-kurang"')[1].split("</section>")[0]
    assert "DPA: 2026, 2025, 2024" in part


def test_the_list_is_paged_without_gap_or_double(client: Client) -> None:
    address, seen = "/dokumen/", list[str]()
    while address:
        text = text_of(client, address)
        seen += [part.split('"')[0] for part in text.split('<a href="/dokumen/d-')[1:]]
        found = text.split('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in text else ""
        address = f"/dokumen/{found.replace('&amp;', '&')}" if found else ""
    assert len(seen) == len(set(seen)) == Document.objects.not_withdrawn().count()


@pytest.mark.parametrize(
    "query",
    [
        "wilayah=99",
        "wilayah=%27",
        "jenis=zzz",
        "tahun=dua",
        "kelas=rahasia",
        "sesudah=1",
        "tahun=99999",
        "cakupan=x",
        "keadaan=x",
    ],
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
    budget = Document.objects.get(region__codes__code=RICH, type="dpa", year=2026)
    assert f'href="/dokumen/{budget.key}/"' in text.split('id="judul-kurang"')[1].split("</section>")[0]


def test_the_ppid_page_names_an_officer_and_a_contact(client: Client) -> None:
    from stewardship.selectors import keeper_of

    region = region_by_code(RICH)
    assert region is not None
    keeper = keeper_of(region)
    assert keeper is not None
    part = text_of(client, f"/wilayah/{RICH}/ppid/").split('id="judul-petugas"')[1].split("</section>")[0]
    assert f'href="{keeper.contact_url}"' in part
    assert "10 hari kerja" in part


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (f"/wilayah/{RICH}/ppid/", 8),
        (f"/wilayah/{KELURAHAN}/ppid/", 9),
        ("/wilayah/64.08/ppid/", 8),
        ("/dokumen/", 6),
        ("/dokumen/?wilayah=64.08.06.2001&q=anggaran", 7),
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

    from geoportal.pages.sections import Asked
    from geoportal.pages.sections import documents as part

    for code in (DESA, KELURAHAN, RICH, "64.08"):
        region = region_by_code(code)
        assert region is not None
        with django_assert_num_queries(2):
            part.section(Asked(region, timezone.localdate(), AnonymousUser()))


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


def test_the_api_narrows_by_class_agency_and_words(client: Client) -> None:
    def ids(query: str) -> list[str]:
        return [each["id"] for each in client.get(f"/api/documents?{query}").json()["documents"]]

    excluded = Document.objects.get(ppid_class="dikecualikan")
    assert ids("class=dikecualikan") == [excluded.key]
    assert len(ids("agency=Dinas+Kesehatan")) == 4
    assert ids("q=renstra&agency=Dinas+Kesehatan") == [Document.objects.get(title="Renstra Dinas Kesehatan 2025").key]


def test_the_regions_own_feature_leads_to_it(client: Client) -> None:
    feature = client.get(f"/api/regions/{DESA}?include=documents").json()
    told = client.get(feature["properties"]["documents_url"]).json()["documents"]
    assert feature["counts"]["documents"] == len(told) == Document.objects.filter(region__codes__code=DESA).count()
    assert feature["included"]["documents"] == told[:5]


@pytest.mark.parametrize(
    "query",
    [
        "region=abc",
        "region=64.08.99",
        "year=x",
        "type=x",
        "limit=0",
        "after=x",
        "class=x",
        "q=" + "a" * 200,
        "descendants=mungkin",
        "lain=1",
    ],
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
