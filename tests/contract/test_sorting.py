"""`sortby` and `properties`: in order to the end of one release, whatever is published in between."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import system_user
from boundaries.models import Boundary
from layers.declaration import Field
from layers.releases import open_release
from layers.sorting import Key, Position, position, written

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def walk(client: Client, address: str | None, between: Any = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while address:
        page = read(client, address)
        found += page["features"]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        if between and address:
            between()
            between = None
    return found


SORTS = [
    "-area_km2",
    "name",
    "+name,-area_km2",
    "kind,name",
    "-kind",
    "scale",
    "-scale,kind",
    "valid_from",
    "derived,-code",
    "-code",
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [7, 60])
def test_pages_in_order_hold_every_feature_once(client: Client, sort: str, limit: int) -> None:
    paged = [each["id"] for each in walk(client, f"{ITEMS}?geometry=none&limit={limit}&sortby={sort}")]
    whole = [each["id"] for each in read(client, f"{ITEMS}?geometry=none&sortby={sort}")["features"]]
    assert paged == whole
    assert len(set(paged)) == 141


def test_the_order_is_the_one_asked_for_and_what_is_not_known_comes_last(client: Client) -> None:
    Boundary.objects.filter(region__codes__code__startswith="64.08.04").update(scale=25_000)
    rows = read(client, f"{ITEMS}?geometry=none&sortby=-scale,-area_km2")["features"]
    known = [each["properties"]["scale"] is not None for each in rows]
    assert known == sorted(known, reverse=True) and 0 < sum(known) < 141
    areas = [each["properties"]["area_km2"] for each in rows if each["properties"]["scale"] is None]
    assert areas == sorted(areas, reverse=True)
    assert [each["id"] for each in walk(client, f"{ITEMS}?geometry=none&limit=9&sortby=-scale,-area_km2")] == [
        r["id"] for r in rows
    ]


@pytest.mark.parametrize("sort", ["-area_km2", "name"])
def test_a_publication_between_pages_changes_nothing_in_them(client: Client, sort: str) -> None:
    def publish() -> None:
        release = open_release(layer="desa", by=system_user())
        gone = Boundary.objects.of_level("desa").current().order_by("-area_m2")[:5]
        Boundary.objects.filter(pk__in=[each.pk for each in gone]).update(until=release.number)

    walked = walk(client, f"{ITEMS}?geometry=none&limit=20&sortby={sort}", publish)
    assert [each["id"] for each in walked] == [
        each["id"] for each in read(client, f"{ITEMS}?geometry=none&release=1&sortby={sort}")["features"]
    ]
    assert len(walked) == 141
    assert len(walk(client, f"{ITEMS}?geometry=none&sortby={sort}")) == 136


def test_offset_and_sorting_go_together(client: Client) -> None:
    whole = [each["id"] for each in read(client, f"{ITEMS}?geometry=none&sortby=name")["features"]]
    assert [each["id"] for each in walk(client, f"{ITEMS}?geometry=none&sortby=name&offset=130&limit=5")] == whole[130:]


@pytest.mark.parametrize(
    "after", ["x", "[]", '["a"]', '["a","b"]', '["a",true]', "[1,2]", '["a",1,2]', "{}", "null", '["a",1e999]x']
)
def test_a_position_of_another_order_is_refused(client: Client, after: str) -> None:
    response = client.get(ITEMS, {"sortby": "-area_km2", "after": after})
    assert (response.status_code, response.json()["parameter"]) == (400, "after")


def test_positions_survive_being_written() -> None:
    keys = tuple(Key(Field("x", "x", "", "", kind), False) for kind in ("text", "number", "integer", "boolean"))
    values = ('a"b,é', 0.1 + 0.2, 2**53 + 1, None)
    assert position(written("id,1", values), keys) == Position("id,1", values)


def test_properties_are_chosen_by_the_database(client: Client) -> None:
    page = read(client, f"{ITEMS}?limit=3&geometry=none&properties=name,kind")
    assert [list(each["properties"]) for each in page["features"]] == [["name", "kind"]] * 3
    assert list(read(client, f"{ITEMS}/64.08.04.2001?properties=area_km2")["properties"]) == ["area_km2"]
    assert read(client, f"{ITEMS}?limit=1&geometry=none&properties=")["features"][0]["properties"] == {}


def test_sorting_and_filtering_cost_no_query_more(client: Client, django_assert_num_queries: Any) -> None:
    read(client, f"{ITEMS}?limit=1")
    with django_assert_num_queries(2):
        read(
            client,
            f"{ITEMS}?limit=200&geometry=none&sortby=-area_km2&filter=kind%20%3D%20%27desa%27&properties=name&crs=EPSG:32650",
        )
