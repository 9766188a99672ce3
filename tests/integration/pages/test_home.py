from collections.abc import Callable
from typing import Any

import pytest

from boundaries.models import Boundary, Region

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


def rows(page: Page) -> list[str]:
    return [row.text for row in page.document.one("section", id="daftar").one("tbody").all("tr")]


def test_home_lists_every_kecamatan_with_figures_and_draws_each_as_a_link(get: Get) -> None:
    page = get("/")
    assert page.status == 200
    assert len(rows(page)) == 18
    drawn = page.document.one("svg", class_="map")
    shapes = {link.attributes["href"] for link in drawn.all("a")}
    listed = {link.attributes["href"] for link in page.document.one("tbody").all("a")}
    assert shapes == listed and "/wilayah/64.08.04/" in shapes


def test_home_counts_desa_and_kelurahan_without_those_in_preparation(get: Get) -> None:
    page = get("/")
    assert "18 kecamatan, 139 desa, 2 kelurahan." in page.text
    assert next(row for row in rows(page) if row.startswith("Sangatta Utara")).startswith("Sangatta Utara 4 ")


def test_home_says_that_the_borders_are_samples(get: Get) -> None:
    assert "data contoh, bukan batas resmi" in get("/").text


def test_home_searches_without_scripts(get: Get) -> None:
    form = get("/").document.one("form", class_="search")
    assert (form.attributes["action"], form.attributes["method"]) == ("/cari/", "get")
    assert form.one("input", type="search").attributes["name"] == "q"


def test_home_sorts_by_a_link(get: Get) -> None:
    page = get("/?urut=luas")
    areas = [float(row.rsplit(" ", 1)[1].replace(".", "").replace(",", ".")) for row in rows(page)]
    assert areas == sorted(areas, reverse=True)
    assert [head.attributes["aria-sort"] for head in page.document.all("th") if "aria-sort" in head.attributes] == [
        "descending"
    ]


def test_home_has_the_landmarks_and_a_way_past_header_and_map(get: Get) -> None:
    document = get("/").document
    assert [len(document.all(tag)) for tag in ("header", "main", "footer", "h1")] == [2, 1, 1, 1]
    targets = {link.attributes["href"] for link in document.all("a", class_="skip")}
    assert targets == {"#isi", "#cari", "#daftar"}
    assert all(document.all("*", id=target.removeprefix("#")) for target in targets)


def test_home_stands_without_any_border(get: Get) -> None:
    Boundary.objects.all().delete()
    page = get("/")
    assert page.status == 200 and not page.document.all("svg", class_="map")
    assert "Sangatta Utara 4 Tidak ada data" in rows(page)


def test_home_stands_without_a_register(get: Get) -> None:
    Region.objects.filter(level="kabupaten").update(valid="[2090-01-01,)")
    assert "Belum ada wilayah" in get("/").text


def test_queries_are_few_and_fewer_once_the_map_is_kept(client: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(27):
        client.get("/")
    with django_assert_num_queries(9):
        client.get("/")
