"""The layer `fasilitas` in the API: it keeps the rules of every layer, and says what fields.md says."""

import json
from typing import Any

import pytest
from django.test import Client

from facilities.kinds import GROUPS, KINDS
from facilities.models import FacilityPhoto, FacilityVersion
from photos.pictures import Picture, Pictures

from .geojson_rules import faults_of_collection

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/fasilitas/items"


def items(client: Client, **query: str) -> dict[str, Any]:
    response = client.get(ITEMS, query)
    assert response.status_code == 200
    return dict(json.loads(response.getvalue()))


def test_features_keep_rfc_7946_and_name_kind_group_and_place(client: Client) -> None:
    found = items(client, limit="50")
    assert faults_of_collection(found) == []
    for feature in found["features"]:
        properties = feature["properties"]
        assert KINDS[properties["kind"]].group.code == properties["group"]
        assert properties["region_code"].startswith(f"{properties['kecamatan_code']}.")
        assert properties["sample"] is True and properties["page_url"].endswith(f"/fasilitas/{feature['id']}/")


@pytest.mark.parametrize("name", ["region", "kind", "group"])
def test_filters_give_what_the_table_holds(client: Client, name: str) -> None:
    value = {"region": "64.08.06", "kind": "puskesmas", "group": "jaringan"}[name]
    rows = FacilityVersion.objects.current()
    wanted = {
        "region": rows.filter(region__parent__codes__code="64.08.06"),
        "kind": rows.filter(kind="puskesmas"),
        "group": rows.of_group("jaringan"),
    }[name]
    assert items(client, **{name: value})["numberMatched"] == wanted.count() > 0


def test_all_groups_add_up(client: Client) -> None:
    counts = [items(client, group=group, limit="1")["numberMatched"] for group in GROUPS]
    assert sum(counts) == FacilityVersion.objects.current().count()


def test_a_region_counts_and_holds_its_facilities(client: Client) -> None:
    answer = client.get("/api/regions/64.08.06.2001?include=facilities").json()
    assert answer["counts"]["facilities"] == len(answer["included"]["facilities"]) > 0
    listed = items(client, region="64.08.06.2001")
    assert answer["included"]["facilities"] == listed["features"]


def test_photo_url_leads_to_the_photo_where_there_is_one(client: Client) -> None:
    first, second = FacilityVersion.objects.current().order_by("facility__key")[:2]
    kept = FacilityPhoto.of(Pictures(Picture(b"kecil", 4, 3), Picture(b"besar", 8, 6)), "Depan")
    kept.save()
    FacilityVersion.objects.filter(pk=first.pk).update(photo=kept)
    FacilityVersion.objects.filter(pk=second.pk).update(photo=None)
    told = {each["id"]: each["properties"] for each in items(client, limit="10")["features"]}
    assert told[second.facility.key]["photo_url"] is None
    address = told[first.facility.key]["photo_url"]
    assert address.endswith(f"/fasilitas/{first.facility.key}/foto-{kept.pk}-besar.jpg")
    assert client.get(address.split("testserver", 1)[1]).content == b"besar"
