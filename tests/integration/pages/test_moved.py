from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from psycopg.types.range import DateRange

from boundaries.models import Region, RegionCode, Succession

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]
SPLIT = date(2026, 1, 1)
OLD = "64.08.06.2001"


def end(code: str, on: date) -> Region:
    row = Region.objects.get(codes__code=code)
    for dated in (row, *row.codes.all()):
        dated.valid = DateRange(dated.valid.lower, on)
        dated.save(update_fields=["valid"])
    return row


def successor(of: Region, name: str, code: str) -> Region:
    row = Region.objects.create(
        level=of.level, kind=of.kind, name=name, slug=name.lower(), parent=of.parent, valid=DateRange(SPLIT, None)
    )
    RegionCode.objects.create(region=row, scheme="kemendagri", code=code, valid=DateRange(SPLIT, None))
    Succession.objects.create(predecessor=of, successor=row, on=SPLIT)
    return row


def test_undotted_code_leads_to_the_dotted_one_with_its_query(client: Client) -> None:
    response = client.get("/wilayah/6408042001/?as_of=2026-02-03")
    assert (response.status_code, response["Location"]) == (301, "/wilayah/64.08.04.2001/?as_of=2026-02-03")


def test_ended_code_leads_to_the_one_successor(client: Client) -> None:
    successor(end(OLD, SPLIT), "Bentuq Baru", "64.08.06.2090")
    response = client.get(f"/wilayah/{OLD}/")
    assert (response.status_code, response["Location"]) == (301, "/wilayah/64.08.06.2090/")


def test_new_code_of_the_same_region_leads_to_it(client: Client) -> None:
    region = Region.objects.get(codes__code=OLD)
    region.codes.filter(code=OLD).update(valid=DateRange(None, SPLIT))
    RegionCode.objects.create(region=region, scheme="kemendagri", code="64.08.06.2099", valid=DateRange(SPLIT, None))
    assert client.get(f"/wilayah/{OLD}/")["Location"] == "/wilayah/64.08.06.2099/"


def test_ended_code_with_several_successors_is_gone_and_names_them(get: Get) -> None:
    ended = end(OLD, SPLIT)
    successor(ended, "Bentuq Hulu", "64.08.06.2090")
    successor(ended, "Bentuq Hilir", "64.08.06.2091")
    page = get(f"/wilayah/{OLD}/")
    assert page.status == 410
    assert page.links()["Bentuq Hulu"] == "/wilayah/64.08.06.2090/"
    assert page.links()["Bentuq Hilir"] == "/wilayah/64.08.06.2091/"
    assert "Long Bentuq tidak lagi memakai kode ini" in page.text


def test_ended_code_without_successor_is_gone(get: Get) -> None:
    end(OLD, SPLIT)
    page = get(f"/wilayah/{OLD}/")
    assert page.status == 410 and "Penggantinya tidak tercatat." in page.text


def test_ended_region_is_still_there_on_its_days(get: Get) -> None:
    successor(end(OLD, SPLIT), "Bentuq Baru", "64.08.06.2090")
    page = get(f"/wilayah/{OLD}/?as_of=2025-12-31")
    assert page.status == 200 and "Long Bentuq" in page.text


def test_successor_tells_where_it_came_from(get: Get) -> None:
    successor(end(OLD, SPLIT), "Bentuq Baru", "64.08.06.2090")
    page = get("/wilayah/64.08.06.2090/")
    assert "Berasal dari Long Bentuq" in page.document.one("section", aria_labelledby="judul-asal").text


def test_code_before_its_first_day_is_not_found_yet(get: Get) -> None:
    successor(end(OLD, SPLIT), "Bentuq Baru", "64.08.06.2090")
    page = get("/wilayah/64.08.06.2090/?as_of=2025-06-01")
    assert page.status == 404 and "belum dipakai" in page.text


@pytest.mark.parametrize("code", ["64.08.99", "99", "64.08.04.9999", "64.8", "640", "64..08"])
def test_unknown_code_is_not_found_and_offers_the_search(get: Get, code: str) -> None:
    page = get(f"/wilayah/{code}/")
    assert page.status == 404
    assert page.document.one("form", class_="search").one("input", type="search").attributes["value"] == code


def test_persiapan_has_a_page_that_says_what_is_missing(get: Get) -> None:
    page = get("/wilayah/64.08.04/p-teluk-rawa/")
    assert page.status == 200
    assert "sejak 12 Agustus 2025" in page.text and "Belum ada peta" in page.text and "belum ada kode" in page.text
    assert page.links()["Sangatta Utara"].startswith("/wilayah/64.08.04")


def test_persiapan_known_from_the_news_names_a_source_and_no_legal_basis(get: Get) -> None:
    facts = get("/wilayah/64.08.04/p-teluk-rawa/").document.one("dl", class_="facts").text
    assert "Sumber portalkaltim.com, 12 Agustus 2025" in facts and "Dasar" not in facts
    Region.objects.filter(slug="teluk-rawa").update(legal_basis="Perbup 9 Tahun 2025")
    facts = get("/wilayah/64.08.04/p-teluk-rawa/").document.one("dl", class_="facts").text
    assert "Dasar hukum Perbup 9 Tahun 2025" in facts and "Sumber" not in facts


def test_persiapan_leads_to_its_desa_once_it_has_a_code(client: Client) -> None:
    region = Region.objects.get(slug="teluk-rawa")
    RegionCode.objects.create(region=region, scheme="kemendagri", code="64.08.04.2090", valid=DateRange(SPLIT, None))
    response = client.get("/wilayah/64.08.04/p-teluk-rawa/")
    assert (response.status_code, response["Location"]) == (301, "/wilayah/64.08.04.2090/")


def test_persiapan_below_an_undotted_parent_leads_on(client: Client) -> None:
    assert client.get("/wilayah/640804/p-teluk-rawa/")["Location"] == "/wilayah/64.08.04/p-teluk-rawa/"


def test_unknown_persiapan_is_not_found(get: Get) -> None:
    assert get("/wilayah/64.08.04/p-atlantis/").status == 404


def test_desa_of_origin_names_those_in_preparation(get: Get) -> None:
    section = get("/wilayah/64.08.04.2001/").document.one("section", aria_labelledby="judul-asal")
    assert "Dimekarkan menjadi" in section.text and len(section.all("a")) == 3


def test_a_border_that_is_not_told_is_asked_for_at_the_page_of_its_region(client: Client) -> None:
    end(OLD, SPLIT)
    response = client.get(f"/lapisan/desa/{OLD}/")
    assert (response.status_code, response["Location"]) == (302, f"/wilayah/{OLD}/")
    early = client.get(f"/lapisan/desa/{OLD}/?as_of=2000-01-01")
    assert (early.status_code, early["Location"]) == (302, f"/wilayah/{OLD}/?as_of=2000-01-01")


@pytest.mark.parametrize("level", ["kabupaten", "kecamatan", "desa"])
def test_what_cannot_be_a_region_has_no_page_among_borders(client: Client, level: str) -> None:
    assert client.get(f"/lapisan/{level}/perubahan/").status_code == 404
