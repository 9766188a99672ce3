import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.permissions import system_user
from boundaries.models import Region, RegionCode, Succession
from imports.actions import undo
from layers.models import LayerSettings
from tests.factories.register import change

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(f"/api/{address}")
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def end(code: str) -> Region:
    row = Region.objects.get(codes__code=code)
    for dated in (row, *row.codes.all()):
        dated.valid = DateRange(dated.valid.lower, YESTERDAY)
        dated.save(update_fields=["valid"])
    return row


def follow(old: Region, name: str, code: str) -> None:
    new = Region.objects.create(
        level=old.level,
        kind=old.kind,
        name=name,
        slug=name.lower(),
        parent=old.parent,
        valid=DateRange(YESTERDAY, None),
    )
    RegionCode.objects.create(region=new, scheme="kemendagri", code=code, valid=DateRange(YESTERDAY, None))
    Succession.objects.create(predecessor=old, successor=new, on=YESTERDAY)


def test_a_region_carries_what_hangs_on_it(client: Client) -> None:
    found = read(client, "regions/64.08.04")
    assert (found["id"], found["level"], found["geometry"]["type"]) == ("64.08.04", "kecamatan", "MultiPolygon")
    assert found["parent"]["code"] == "64.08"
    assert [each["name"] for each in found["children"]][:2] == ["Teluk Lingga", "Sangatta Utara"]
    assert {each["kind"] for each in found["neighbours"]} == {"kecamatan"}
    assert "Sengata Utara" in [each["name"] for each in found["aliases"]]
    assert all(area["area_km2"] > 0 and area["source"] for area in found["official_areas"])
    assert {link["rel"] for link in found["links"]} == {"self", "alternate", "canonical", "items"}


def test_a_region_has_the_properties_of_its_layer(client: Client) -> None:
    own = read(client, "regions/64.08.04.2001?geometry=penuh")
    item = read(client, "collections/desa/items/64.08.04.2001")
    assert own["properties"] == item["properties"]
    assert own["geometry"] == item["geometry"]


@pytest.mark.parametrize(("shape", "kind"), [("none", None), ("ringan", "MultiPolygon"), ("penuh", "MultiPolygon")])
def test_the_shape_can_be_chosen(client: Client, shape: str, kind: str | None) -> None:
    geometry = read(client, f"regions/64.08.04?geometry={shape}")["geometry"]
    assert (geometry and geometry["type"]) == kind


def test_a_region_without_a_border_has_the_same_names_and_no_shape(client: Client) -> None:
    persiapan = read(client, "regions/64.08.04/p-sangatta-prima")
    assert persiapan["geometry"] is None
    assert persiapan["properties"].keys() == read(client, "regions/64.08.04.2001")["properties"].keys()
    assert persiapan["properties"]["kecamatan_code"] == "64.08.04"
    assert [each["code"] for each in persiapan["predecessors"]] == ["64.08.04.2001"]


def test_the_province_is_a_region_too(client: Client) -> None:
    found = read(client, "regions/64")
    assert (found["geometry"], found["parent"]) == (None, None)
    assert [each["code"] for each in found["children"]] == ["64.08"]


def test_every_child_and_neighbour_can_be_read(client: Client) -> None:
    found = read(client, "regions/64.08.04")
    for each in (found["parent"], *found["children"], *found["neighbours"]):
        assert client.get(each["href"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("regions/640804", "regions/64.08.04"),
        ("regions/6408042001?geometry=none", "regions/64.08.04.2001?geometry=none"),
        ("regions/640804/p-teluk-rawa", "regions/64.08.04/p-teluk-rawa"),
        ("regions/64.08.04/p-swarga-bara", "regions/64.08.04.2012"),
    ],
)
def test_another_way_to_write_it_leads_on(client: Client, address: str, target: str) -> None:
    response = client.get(f"/api/{address}")
    assert (response.status_code, response["Location"]) == (301, f"http://testserver/api/{target}")


def test_an_ended_code_leads_to_its_one_successor(client: Client) -> None:
    follow(end("64.08.01.2001"), "Senyiur Baru", "64.08.01.2101")
    response = client.get("/api/regions/64.08.01.2001")
    assert (response.status_code, response["Location"]) == (301, "http://testserver/api/regions/64.08.01.2101")
    assert client.get(f"/api/regions/64.08.01.2001?as_of={YESTERDAY - timedelta(days=9)}").status_code == 200


def test_an_ended_code_with_several_successors_is_gone_and_names_them(client: Client) -> None:
    old = end("64.08.01.2001")
    follow(old, "Senyiur Hulu", "64.08.01.2101")
    follow(old, "Senyiur Hilir", "64.08.01.2102")
    response = client.get("/api/regions/64.08.01.2001")
    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    assert [each["code"] for each in response.json()["successors"]] == ["64.08.01.2101", "64.08.01.2102"]


def test_an_ended_code_without_successor_is_gone(client: Client) -> None:
    end("64.08.01.2001")
    assert client.get("/api/regions/64.08.01.2001").status_code == 410


def test_a_border_that_is_not_public_is_not_shown(client: Client) -> None:
    LayerSettings.objects.create(key="desa", visibility="internal")
    found = read(client, "regions/64.08.04.2001")
    assert found["geometry"] is None
    assert found["properties"]["name"] == "Sangatta Utara"


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("regions/64.08.04", 19),
        ("regions/64.08.04.2001", 19),
        ("regions?q=sangatta", 3),
        ("locate?lon=116.54&lat=0.3", 1),
    ],
)
def test_queries_are_fixed(client: Client, address: str, queries: int, django_assert_num_queries: Any) -> None:
    read(client, address)
    with django_assert_num_queries(queries):
        read(client, address)


def test_search_tells_what_it_found_and_where_to_read_on(client: Client) -> None:
    first = read(client, "regions?q=kongbeng")["results"][0]
    assert (first["code"], first["name"], first["matched"], first["score"]) == ("64.08.08", "Kombeng", "Kongbeng", 1.0)
    assert first["parent_name"] == "Kutai Timur"
    assert first["page_url"] == "http://testserver/wilayah/64.08.08/"


def test_search_reads_a_pasted_position(client: Client) -> None:
    found = read(client, "regions?q=0%C2%B018'%20LU%20116%C2%B032'24%22%20BT")
    assert found["position"] == [pytest.approx(116.54), pytest.approx(0.3)]
    assert [each["kind"] for each in found["results"]] == ["desa", "kecamatan", "kabupaten"]


def test_a_point_outside_gets_an_empty_list_and_a_note(client: Client) -> None:
    found = read(client, "locate?lon=120&lat=3")
    assert found["regions"] == []
    assert found["note"] and found["note_en"]


def test_locate_tells_desa_kecamatan_and_kabupaten(client: Client) -> None:
    found = read(client, "locate?lon=116.54&lat=0.3")["regions"]
    assert [(each["code"], each["inside"]) for each in found] == [
        ("64.08.01.2001", True),
        ("64.08.01", True),
        ("64.08", True),
    ]


def test_events_of_the_register_are_told_in_both_languages(client: Client, tmp_path: Path) -> None:
    row = {"kode": "64.08.08", "nama_baru": "Kongbeng", "tindakan": "ganti nama", "dasar_hukum": "Perda 4/2026"}
    run = change(tmp_path, row, effective=date(2026, 1, 1))
    [event] = read(client, "regions/64.08.08")["events"]
    assert event["day"] == "2026-01-01"
    assert (event["kind"], event["legal_basis"]) == ("ganti nama", "Perda 4/2026")
    assert event["note"] == "berganti nama dari Kombeng menjadi Kongbeng"
    assert event["note_en"] == "renamed from Kombeng to Kongbeng"
    assert (event["before"]["name"], event["after"]["name"]) == ("Kombeng", "Kongbeng")
    undo(run, by=system_user())
    assert read(client, "regions/64.08.08")["events"] == []
