"""What readers of `/changes` rely on: what is different between two releases, once, with its kind, page by page."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import shapely
from django.test import Client
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.permissions import system_user
from boundaries.due_releases import open_due_releases
from boundaries.models import RegionCode
from imports.actions import undo
from imports.models import Run, RunState
from layers.models import LayerSettings, Release
from tests.contract.geojson_rules import faults_of_collection
from tests.factories import borders
from tests.factories.thematic import fill_layer, make_layer, mills

pytestmark = pytest.mark.django_db
CHANGES = "/api/collections/desa/changes"
CODE = "64.08.06.2001"
MILLS = "/api/collections/pabrik/changes"


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def told(page: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    return [
        (each["id"], each["properties"]["change"], each["properties"].get("changed", [])) for each in page["features"]
    ]


def next_of(page: dict[str, Any]) -> str | None:
    return next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


@pytest.fixture
def moved(tmp_path: Path) -> Run:
    """Publish another border of one desa, with a legal basis: release 2."""
    shape = shapely.box(*shapely.buffer(borders.published(CODE).centroid, 0.05).bounds)
    run = borders.importing(tmp_path, shape, KDEPUM=CODE, legal_basis="Perbup 5 Tahun 2026", source="Survei")
    assert run.state == RunState.PUBLISHED
    return run


@pytest.fixture
def three_releases(tmp_path: Path) -> list[Run]:
    """Three mills; one goes and one is renamed; then what went comes back and a fourth is new."""
    make_layer()
    first = fill_layer(tmp_path, mills(3))
    renamed = [(shape, {**row, "Nama": "Pabrik lama"} if row["Kode"] == "PKS-1" else row) for shape, row in mills(2)]
    second = fill_layer(tmp_path, renamed, absent="berakhir")
    return [first, second, fill_layer(tmp_path, mills(4))]


def test_the_first_release_brought_everything(client: Client) -> None:
    page = read(client, f"{CHANGES}?geometry=none")
    assert (page["from"]["release"], page["to"]["release"], page["numberMatched"]) == (0, 1, 141)
    assert page["from"] == {"release": 0, "as_of": None, "published_at": None}
    assert {each["properties"]["change"] for each in page["features"]} == {"added"}


def test_a_border_that_moved_is_told_with_what_is_different(client: Client, moved: Run) -> None:
    page = read(client, f"{CHANGES}?from=1&to=2")
    ((key, kind, names),) = told(page)
    assert (key, kind, names[0]) == (CODE, "changed", "geometry")
    assert {"area_km2", "legal_basis", "source", "valid_from"} <= set(names)
    assert not {"release", "code", "name"} & set(names)
    assert page["features"][0]["properties"]["legal_basis"] == "Perbup 5 Tahun 2026"
    assert "before" not in page["features"][0]
    assert faults_of_collection(page) == []


def test_the_state_after_is_the_item_and_the_state_before_is_given_on_request(client: Client, moved: Run) -> None:
    (feature,) = read(client, f"{CHANGES}?from=1&to=2&before=true")["features"]
    before = read(client, f"/api/collections/desa/items/{CODE}?release=1")
    after = read(client, f"/api/collections/desa/items/{CODE}?release=2")
    assert feature["geometry"] == after["geometry"]
    assert {**after["properties"], "change": "changed", "changed": feature["properties"]["changed"]} == feature[
        "properties"
    ]
    before.pop("links")
    assert feature["before"] == before


def test_an_undo_is_a_release_and_nothing_is_left_of_what_it_took_back(client: Client, moved: Run) -> None:
    undo(moved, by=system_user())
    assert told(read(client, f"{CHANGES}?from=2&to=3"))[0][:2] == (CODE, "changed")
    assert told(read(client, f"{CHANGES}?from=1&to=3")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=0&to=1", [("PKS-1", "added"), ("PKS-2", "added"), ("PKS-3", "added")]),
        ("from=1&to=2", [("PKS-1", "changed"), ("PKS-3", "removed")]),
        ("from=2&to=3", [("PKS-1", "changed"), ("PKS-3", "added"), ("PKS-4", "added")]),
        ("from=1&to=3", [("PKS-4", "added")]),
        ("from=1", [("PKS-4", "added")]),
        ("", [("PKS-1", "changed"), ("PKS-3", "added"), ("PKS-4", "added")]),
        ("from=2&to=2", []),
        ("from=1&to=2&change=removed", [("PKS-3", "removed")]),
        ("from=2&to=3&change=removed,changed", [("PKS-1", "changed")]),
        ("from=1&to=2&region=64.08.04", [("PKS-1", "changed"), ("PKS-3", "removed")]),
        ("from=1&to=2&region=64.08.06", []),
        ("from=1&to=2&bbox=117.5525,0.5,117.56,0.6", [("PKS-3", "removed")]),
    ],
)
def test_features_of_an_uploaded_layer(
    client: Client, three_releases: list[Run], query: str, expected: list[tuple[str, str]]
) -> None:
    assert [each[:2] for each in told(read(client, f"{MILLS}?{query}"))] == expected


def test_what_is_gone_is_told_as_it_was_last(client: Client, three_releases: list[Run]) -> None:
    changed, removed = read(client, f"{MILLS}?from=1&to=2")["features"]
    assert changed["properties"]["changed"] == ["nama"]
    assert (removed["properties"]["nama"], removed["geometry"]["type"]) == ("Pabrik 3", "Point")


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_pages_end_and_lose_nothing(client: Client, three_releases: list[Run], limit: int) -> None:
    found, address = [], f"{MILLS}?from=0&to=2&limit={limit}"
    pages = 0
    while address:
        page = read(client, address)
        found += [each["id"] for each in page["features"]]
        address, pages = next_of(page), pages + 1
    assert found == ["PKS-1", "PKS-2"]
    assert pages == -(-2 // limit)


def test_a_page_goes_on_between_the_same_two_releases(
    client: Client, three_releases: list[Run], tmp_path: Path
) -> None:
    first = read(client, f"{MILLS}?limit=2")
    fill_layer(tmp_path, mills(9))
    rest = read(client, next_of(first) or "")
    assert (rest["from"]["release"], rest["to"]["release"]) == (2, 3)
    assert [each["id"] for page in (first, rest) for each in page["features"]] == ["PKS-1", "PKS-3", "PKS-4"]


def test_changes_are_kept_as_a_file_that_holds_all_of_them(client: Client) -> None:
    response = client.get(f"{CHANGES}?from=0&to=1&geometry=none&unduh=1")
    page = json.loads(response.getvalue())
    assert response["Content-Disposition"] == 'attachment; filename="desa-perubahan-rilis-0-1.geojson"'
    assert (len(page["features"]), next_of(page)) == (141, None)
    assert "Content-Disposition" not in client.get(f"{CHANGES}?from=0&to=1&geometry=none")
    assert client.get(f"{CHANGES}?unduh=ya").status_code == 400


def test_days_and_times_name_the_release_of_then(client: Client, three_releases: list[Run]) -> None:
    today = timezone.localdate()
    for number, days in ((1, 30), (2, 10)):
        moment = timezone.now() - timedelta(days=days)
        Release.objects.filter(layer="pabrik", number=number).update(
            as_of=today - timedelta(days=days), published_at=moment
        )

    def between(start: Any, end: Any) -> tuple[int, int]:
        page = read(client, f"{MILLS}?from={quote(str(start))}&to={quote(str(end))}")
        return page["from"]["release"], page["to"]["release"]

    day = timedelta(days=1)
    assert between(today - 31 * day, today - 30 * day) == (0, 1)
    assert between(today - 11 * day, today - 10 * day) == (1, 2)
    assert between(today - 5 * day, today + 5 * day) == (2, 3)
    assert between((timezone.now() - 11 * day).isoformat(), timezone.now().isoformat()) == (1, 3)
    unquoted = f"{MILLS}?from=1&to={(timezone.localtime() + day).isoformat(timespec='seconds')}"
    assert read(client, unquoted)["to"]["release"] == 3


ADDRESSES = ["documents_url", "facilities_url", "monograph_url"]


def test_a_code_that_begins_is_a_change_without_a_new_border(client: Client) -> None:
    today = timezone.localdate()
    old = RegionCode.objects.get(code=CODE, scheme="kemendagri")
    Release.objects.filter(layer="desa").update(as_of=today - timedelta(days=2))
    region, began = old.region, today - timedelta(days=1)
    RegionCode.objects.filter(pk=old.pk).update(valid=DateRange(None, began))
    RegionCode.objects.create(region=region, scheme="kemendagri", code="64.08.06.2099", valid=DateRange(began, None))
    open_due_releases(by=system_user())
    assert told(read(client, f"{CHANGES}?from=1&to=2&geometry=none")) == [
        ("64.08.06.2099", "changed", ["code", *ADDRESSES, "page_url", "projects_url", "tenders_url"])
    ]


def test_it_revalidates_and_an_answer_between_numbers_outlives_later_releases(
    client: Client, three_releases: list[Run], tmp_path: Path
) -> None:
    fixed, newest = (client.get(f"{MILLS}?{query}")["ETag"] for query in ("from=1&to=2", ""))
    again = client.get(f"{MILLS}?from=1&to=2", headers={"if-none-match": fixed})
    assert (again.status_code, again["Access-Control-Allow-Origin"], again.content) == (304, "*", b"")
    fill_layer(tmp_path, mills(9))
    assert client.get(f"{MILLS}?from=1&to=2", headers={"if-none-match": fixed}).status_code == 304
    assert client.get(MILLS, headers={"if-none-match": newest}).status_code == 200
    assert client.head(MILLS).status_code == 200


@pytest.mark.parametrize(
    ("query", "queries"), [("limit=1", 8), ("limit=200", 8), ("limit=1000", 8), ("from=1&to=2&before=true", 9)]
)
def test_queries_do_not_grow_with_the_page(
    client: Client, three_releases: list[Run], query: str, queries: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(queries):
        read(client, f"{MILLS}?{query}")


def test_a_hidden_layer_has_no_changes(client: Client, three_releases: list[Run]) -> None:
    LayerSettings.objects.filter(key="pabrik").update(visibility="internal")
    assert client.get(MILLS).status_code == 404


def test_every_layer_says_where_its_changes_are(client: Client, three_releases: list[Run]) -> None:
    paths = read(client, "/api/openapi.json")["paths"]
    for key in ("desa", "kecamatan", "kabupaten", "pabrik"):
        links = read(client, f"/api/collections/{key}")["links"]
        assert f"http://testserver/api/collections/{key}/changes" in [link["href"] for link in links]
        assert f"/collections/{key}/changes" in paths


def test_the_day_of_a_layer_without_validity_is_its_release_of_that_day(
    client: Client, three_releases: list[Run]
) -> None:
    long_ago = timezone.localdate() - timedelta(days=30)
    Release.objects.filter(layer="pabrik", number=1).update(as_of=long_ago)
    items = "/api/collections/pabrik/items"
    assert [each["id"] for each in read(client, f"{items}?as_of={long_ago}")["features"]] == ["PKS-1", "PKS-2", "PKS-3"]
    assert read(client, f"{items}?as_of={long_ago - timedelta(days=1)}")["features"] == []
    assert len(read(client, items)["features"]) == 4
