"""What hangs on a region, in its API: counts always, bodies where they are asked for."""

import pytest
from django.test import Client

from accounts.permissions import system_user
from geoportal.region_api import joined
from geoportal.region_api.joined import Part
from layers.releases import open_release

pytestmark = pytest.mark.django_db
ADDRESS = "/api/regions/64.08.06.2001"


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part("uji", lambda region, reading: 3, lambda region, reading: [{"name": region.name}], ("uji",))
    monkeypatch.setattr(joined, "PARTS", (part,))


def test_counts_stand_there_unasked(client: Client) -> None:
    answer = client.get(ADDRESS).json()
    assert answer["counts"] == {"uji": 3}
    assert "included" not in answer


def test_bodies_come_where_asked(client: Client) -> None:
    assert client.get(f"{ADDRESS}?include=uji").json()["included"] == {"uji": [{"name": "Long Bentuq"}]}


def test_an_unknown_part_is_named(client: Client) -> None:
    response = client.get(f"{ADDRESS}?include=uji,lain")
    assert response.status_code == 400
    assert "'lain'" in response.json()["detail"]


def test_a_release_of_a_part_changes_the_etag(client: Client) -> None:
    before = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS)["ETag"] == before
    open_release(layer="uji", by=system_user())
    assert client.get(ADDRESS)["ETag"] != before
