"""The sheet of a region, the ranking, the section of the region page and the API."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from monografi.models import Edition, Figure

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_a_desa_shows_its_figures_their_source_and_that_they_are_samples(client: Client) -> None:
    text = text_of(client, "/wilayah/64.08.06.2001/monografi/")
    assert "821" in text
    assert "data contoh" in text
    assert "Keadaan 31 Desember 2025" in text
    assert "Keuangan desa" in text
    assert text.count('<svg class="chart') == 5


def test_a_kelurahan_is_not_shown_as_lacking_a_purse(client: Client) -> None:
    assert "Keuangan desa" not in text_of(client, "/wilayah/64.08.04.1010/monografi/")


def test_a_kecamatan_is_a_sum_that_says_of_how_many(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2002", year=2025).delete()
    text = text_of(client, "/wilayah/64.08.06/monografi/")
    assert "Jumlah dari 5 di antara 6 desa" in text


def test_another_year_has_its_address_and_an_unknown_one_is_refused(client: Client) -> None:
    assert "Long Bentuq, 2023" in text_of(client, "/wilayah/64.08.06.2001/monografi/?tahun=2023")
    assert "2025, 2024, 2023" in text_of(client, "/wilayah/64.08.06.2001/monografi/?tahun=1850", 400)


def test_a_region_without_editions_says_so(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2001").delete()
    assert "Belum ada monografi desa Long Bentuq" in text_of(client, "/wilayah/64.08.06.2001/monografi/")
    assert "Belum ada monografi Long Bentuq yang terbit." in text_of(client, "/wilayah/64.08.06.2001/")


def test_an_undotted_code_leads_to_the_dotted_one(client: Client) -> None:
    response = client.get("/wilayah/6408062001/monografi/?tahun=2024")
    assert (response.status_code, response["Location"]) == (301, "/wilayah/64.08.06.2001/monografi/?tahun=2024")


def test_the_region_page_tells_the_newest(client: Client) -> None:
    part = text_of(client, "/wilayah/64.08.06.2001/").split('<section id="monografi"')[1].split("</section>")[0]
    assert "821" in part
    assert 'href="/wilayah/64.08.06.2001/monografi/"' in part


def test_a_day_before_the_editions_tells_none(client: Client) -> None:
    assert "Belum ada monografi Long Bentuq" in text_of(client, "/wilayah/64.08.06.2001/?as_of=2022-05-01")


def test_the_ranking_puts_the_largest_first_and_the_silent_last(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2001", year=2025).delete()
    text = text_of(client, "/monografi/?indikator=penduduk&wilayah=64.08.06&tahun=2025")
    assert "5 dari 6 desa dan kelurahan melapor" in text
    assert text.rindex("Long Bentuq") > text.rindex("Long Lees")
    assert "Tidak ada data" in text


def test_equal_figures_share_a_rank(client: Client) -> None:
    told = Figure.objects.filter(indicator="rt", edition__year=2025, edition__region__parent__codes__code="64.08.06")
    told.filter(edition__region__codes__code__in=["64.08.06.2001", "64.08.06.2002"]).update(number=900)
    told.exclude(edition__region__codes__code__in=["64.08.06.2001", "64.08.06.2002"]).update(number=3)
    rows = ranked(client, "indikator=rt&wilayah=64.08.06&tahun=2025")
    assert [row["urutan"] for row in rows] == ["1", "1", "3", "3", "3", "3"]
    assert text_of(client, "/monografi/?indikator=rt&wilayah=64.08.06&tahun=2025").count(">seri<") == 6
    backwards = ranked(client, "indikator=rt&wilayah=64.08.06&tahun=2025&urut=kecil")
    assert [row["urutan"] for row in backwards] == ["1", "1", "1", "1", "5", "5"]


def test_the_csv_of_a_ranking_lists_those_without_a_figure_last(client: Client) -> None:
    Edition.objects.filter(region__codes__code="64.08.06.2001", year=2025).delete()
    rows = ranked(client, "indikator=penduduk&sebagai=km2&wilayah=64.08.06&tahun=2025")
    assert len(rows) == 6
    assert (rows[-1]["kode"], rows[-1]["urutan"], rows[-1]["nilai"]) == ("64.08.06.2001", "", "")


def ranked(client: Client, query: str) -> list[dict[str, str]]:
    text = text_of(client, f"/monografi/?{query}&format=csv").removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("query", ["urut=acak", "indikator=tipologi", "indikator=%27", "wilayah=99.99", "tahun=dua"])
def test_what_is_not_there_is_refused_with_a_word(client: Client, query: str) -> None:
    text_of(client, f"/monografi/?{query}", 400)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/wilayah/64.08.06.2001/monografi/", 7), ("/wilayah/64.08/monografi/", 10), ("/monografi/", 6)],
)
def test_queries_are_few(client: Client, address: str, most: int, django_assert_max_num_queries: Any) -> None:
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_the_api_gives_editions_page_by_page(client: Client) -> None:
    address = "/api/monographs?region=64.08.06&descendants=true&year=2025&limit=4"
    first = client.get(address).json()
    following = next(each["href"] for each in first["links"] if each["rel"] == "next")
    second = client.get(following).json()
    found = [each["region"]["name"] for each in (*first["monographs"], *second["monographs"])]
    assert len(found) == len(set(found)) == 6
    assert [each["rel"] for each in second["links"]] == ["self"]


def test_the_api_tells_numbers_as_numbers_and_links_back(client: Client) -> None:
    (edition,) = client.get("/api/monographs?region=64.08.06.2001&year=2025").json()["monographs"]
    assert edition["figures"]["penduduk"] == 821
    assert edition["sample"] is True
    assert edition["links"][0]["href"] == "http://testserver/wilayah/64.08.06.2001/monografi/?tahun=2025"


def test_the_regions_own_feature_leads_to_it(client: Client) -> None:
    feature = client.get("/api/regions/64.08.06.2001?include=monographs").json()
    assert feature["counts"]["monographs"] == 3
    assert [each["year"] for each in feature["included"]["monographs"]] == [2025, 2024, 2023]
    address = feature["properties"]["monograph_url"]
    assert len(client.get(address).json()["monographs"]) == 3


@pytest.mark.parametrize(
    "query", ["region=abc", "region=64.08.99", "year=x", "limit=0", "descendants=mungkin", "lain=1"]
)
def test_the_api_refuses_with_a_problem(client: Client, query: str) -> None:
    response = client.get(f"/api/monographs?{query}")
    assert response.status_code in (400, 404)
    assert response["Content-Type"].startswith("application/problem+json")


def test_the_api_is_read_again_only_after_a_publication(client: Client) -> None:
    tag = client.get("/api/monographs?region=64.08.06.2001")["ETag"]
    assert client.get("/api/monographs?region=64.08.06.2001", headers={"if-none-match": tag}).status_code == 304


def test_units_speak_the_language_of_the_page(client: Client) -> None:
    page = "/wilayah/64.08.06.2001/monografi/"
    assert "jiwa</span>" in client.get(page).content.decode()
    english = client.get(f"{page}?bahasa=en", follow=True).content.decode()
    assert "people</span>" in english
    assert "jiwa</span>" not in english
