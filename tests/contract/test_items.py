"""What readers of `/items` rely on: whole releases page by page, one grammar of filters, counts that are right."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.permissions import system_user
from boundaries.models import Boundary
from layers import geojson
from layers.releases import open_release
from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def ids(page: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in page["features"]]


def next_of(page: dict[str, Any]) -> str | None:
    return next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


def walk(client: Client, address: str | None) -> list[dict[str, Any]]:
    pages = []
    while address:
        pages.append(read(client, address))
        address = next_of(pages[-1])
    return pages


@holds(
    "features-1/conf/core/fc-limit-response",
    "features-1/conf/core/fc-numberMatched",
    "features-1/conf/core/fc-numberReturned",
)
@pytest.mark.parametrize("limit", [7, 50, 140, 141, 142, 10_000])
def test_paging_to_the_end_gives_the_whole_release_once(client: Client, limit: int) -> None:
    query = "geometry=none&" if limit == 7 else ""
    pages = walk(client, f"{ITEMS}?{query}limit={limit}")
    found = [key for page in pages for key in ids(page)]
    assert found == sorted(set(found))
    assert len(found) == 141
    assert all(page["numberReturned"] == len(page["features"]) for page in pages)
    assert pages[0]["numberMatched"] == 141
    assert len(pages) == -(-141 // limit)


def test_what_is_not_known_is_null_and_never_an_empty_text(client: Client) -> None:
    Boundary.objects.filter(region__codes__code="64.08.06.2001").update(source="", legal_basis="")
    properties = read(client, f"{ITEMS}/64.08.06.2001?geometry=none")["properties"]
    assert (properties["source"], properties["legal_basis"]) == (None, None)
    assert "" not in properties.values()
    assert read(client, f"{ITEMS}?geometry=none&legal_basis=Perbup")["numberMatched"] == 0


def test_paging_stays_in_the_release_it_began_in(client: Client) -> None:
    first = read(client, f"{ITEMS}?limit=100&geometry=none")
    _publish_without_the_last()
    rest = walk(client, next_of(first))
    assert len(ids(first)) + sum(len(ids(page)) for page in rest) == 141
    assert {page["release"] for page in (first, *rest)} == {1}
    assert read(client, f"{ITEMS}?geometry=none")["numberReturned"] == 140
    assert read(client, f"{ITEMS}?geometry=none&release=1")["numberReturned"] == 141


def _publish_without_the_last() -> None:
    release = open_release(layer="desa", by=system_user())
    last = Boundary.objects.of_level("desa").current().order_by("region__codes__code").last()
    assert last is not None
    Boundary.objects.filter(pk=last.pk).update(until=release.number)


def test_as_of_reads_the_newest_release_as_it_holds_that_day(client: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    Boundary.objects.filter(region__codes__code="64.08.01.2001").update(valid=DateRange(tomorrow, None))
    assert "64.08.01.2001" not in ids(read(client, f"{ITEMS}?geometry=none"))
    assert "64.08.01.2001" in ids(read(client, f"{ITEMS}?geometry=none&as_of={tomorrow}"))
    assert "64.08.01.2001" in ids(read(client, f"{ITEMS}?geometry=none&datetime={tomorrow}T12:00:00%2B08:00"))


def test_offset_skips_and_next_goes_on_by_key(client: Client) -> None:
    whole = ids(read(client, f"{ITEMS}?geometry=none"))
    page = read(client, f"{ITEMS}?geometry=none&offset=5&limit=10")
    assert ids(page) == whole[5:15]
    following = next_of(page)
    assert following is not None
    assert "offset" not in following
    assert ids(read(client, following)) == whole[15:25]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("region=64.08.04", 4),
        ("region=640804", 4),
        ("region=64.08.04.2001", 1),
        ("region=64.08", 141),
        ("region=11", 0),
        ("name=Senyiur", 1),
        ("name=senyiur", 0),
        ("kind=kelurahan", 2),
        ("kecamatan_code=64.08.01", 9),
        ("kecamatan_name=Busang&kind=desa", 6),
        ("derived=false", 141),
        ("derived=ya", 0),
        ("scale=25000", 0),
        ("valid_from=2020-01-01", 0),
        ("bbox=116.54,0.3,116.54,0.3", 1),
        ("bbox=116.54,0.2,116.54,0.4&region=64.08.01", None),
        ("bbox=-180,-90,180,90", 141),
        ("bbox=0,0,1,1", 0),
        ("bbox=179,-1,-179,1", 0),
        ("bbox=100,0,-100,2", 141),
        ("official_area_km2=1e10", 0),
        ("area_km2=-1.5", 0),
        ("offset=140", 1),
        ("offset=1000", 0),
        ("after=64.08.18.2006", 1),
        ("after=zzz", 0),
        ("after=%27%3B--", None),
    ],
)
def test_filters_narrow_the_layer(client: Client, query: str, count: int | None) -> None:
    page = read(client, f"{ITEMS}?geometry=none&limit=200&{query}")
    assert page["numberReturned"] == len(page["features"])
    if count is not None:
        assert len(page["features"]) == count


def test_an_area_found_by_its_own_value(client: Client) -> None:
    area = read(client, f"{ITEMS}/64.08.01.2001?geometry=none")["properties"]["area_km2"]
    assert ids(read(client, f"{ITEMS}?geometry=none&area_km2={area}")) == ["64.08.01.2001"]


@pytest.mark.parametrize(
    "query",
    ["limit=3&geometry=none", "limit=3&geometry=none&region=64.08.04", "limit=20&geometry=none&bbox=116,0,118,2"],
)
def test_every_parameter_is_carried_to_the_next_page(client: Client, query: str) -> None:
    pages = walk(client, f"{ITEMS}?{query}")
    assert all(len(page["features"]) <= 20 for page in pages)
    assert all(feature["geometry"] is None for page in pages for feature in page["features"])
    assert sum(len(page["features"]) for page in pages) == pages[0]["numberMatched"]


def test_a_lighter_shape_has_fewer_positions(client: Client) -> None:
    sizes = [
        len(json.dumps(read(client, f"{ITEMS}/64.08.01.2001?geometry={g}")["geometry"]))
        for g in ("penuh", "30", "ringan", "1000")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


@holds("features-1/conf/core/f-op", "features-1/conf/core/f-success")
def test_a_list_and_a_single_item_tell_the_same(client: Client) -> None:
    listed = read(client, f"{ITEMS}?limit=1")["features"][0]
    single = read(client, f"{ITEMS}/{listed['id']}")
    assert single.pop("links")
    assert single == listed


def test_a_count_that_would_be_dear_is_left_out_and_next_is_still_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson, "COUNTED", 100)
    page = read(client, f"{ITEMS}?limit=10&geometry=none")
    assert "numberMatched" not in page
    assert next_of(page)


@pytest.mark.parametrize(
    ("query", "queries"),
    [("limit=200", 2), ("limit=10", 3), ("limit=1000", 2), ("limit=10&after=64.08.04", 2), ("limit=10&release=1", 4)],
)
def test_items_make_a_fixed_number_of_queries(
    client: Client, query: str, queries: int, django_assert_num_queries: Any
) -> None:
    read(client, f"{ITEMS}?limit=1")
    with django_assert_num_queries(queries):
        read(client, f"{ITEMS}?{query}")


@pytest.mark.parametrize("limit", [20, 25, 140, 141, 150])
def test_a_page_reads_the_same_sent_in_pieces(client: Client, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(client, f"{ITEMS}?limit={limit}&geometry=none")
    monkeypatch.setattr(geojson, "WHOLE", 0)
    monkeypatch.setattr(geojson, "CHUNK", 10)
    assert read(client, f"{ITEMS}?limit={limit}&geometry=none") == whole


def test_one_item_makes_two_queries(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        read(client, f"{ITEMS}/64.08.01.2001")


def test_a_stream_that_fails_breaks_instead_of_ending(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> dict[str, int]:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(geojson, "_counts", broken)
    response = client.get(f"{ITEMS}?limit=1000")
    with pytest.raises(RuntimeError, match="went away"):
        response.getvalue()
