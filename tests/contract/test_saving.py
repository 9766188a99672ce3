"""`?unduh=1`: an answer as a file to keep, named after what it holds, and whole."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from layers import filters

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"
TODAY = timezone.localdate().isoformat()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{ITEMS}?unduh=1", f"desa-{TODAY}.geojson"),
        (f"{ITEMS}?unduh=1&region=64.08.04", f"desa-64.08.04-{TODAY}.geojson"),
        (f"{ITEMS}?unduh=1&limit=2&as_of=2026-02-03", "desa-2026-02-03.geojson"),
        (f"{ITEMS}/64.08.04.2001?unduh=1", f"desa-64.08.04.2001-{TODAY}.geojson"),
        ("/api/regions/64.08.04?unduh=1", f"kecamatan-64.08.04-sangatta-utara-{TODAY}.geojson"),
        ("/api/regions/64.08.04/p-teluk-rawa?unduh=1", f"desa-64.08.04-teluk-rawa-{TODAY}.geojson"),
    ],
)
def test_file_is_named_after_layer_code_and_day(client: Client, address: str, name: str) -> None:
    response = client.get(address)
    assert response["Content-Type"] == "application/geo+json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("address", [ITEMS, f"{ITEMS}/64.08.04.2001", "/api/regions/64.08.04"])
def test_without_it_a_browser_shows_the_answer(client: Client, address: str) -> None:
    assert "Content-Disposition" not in client.get(address)


def test_file_holds_everything_a_page_would_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "DEFAULT_LIMIT", 5)
    counts = [
        json.loads(client.get(f"{ITEMS}?geometry=none{more}").getvalue())["numberReturned"] for more in ("", "&unduh=1")
    ]
    assert counts == [5, 141]


@pytest.mark.parametrize("address", [f"{ITEMS}?unduh=ya", "/api/regions/64.08.04?unduh=2"])
def test_another_value_is_refused(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.json()["parameter"]) == (400, "unduh")


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("/api/collections/", "/api/collections"),
        ("/api/docs/", "/api/docs"),
        (f"{ITEMS}/?limit=2", f"{ITEMS}?limit=2"),
        ("/api/regions/64.08.04/", "/api/regions/64.08.04"),
    ],
)
def test_slash_too_many_leads_on(client: Client, address: str, to: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, to)


def test_slash_after_nothing_known_is_refused(client: Client) -> None:
    assert client.get("/api/nope/").status_code == 404


def test_position_in_sample_borders_says_so(client: Client) -> None:
    answer = client.get("/api/locate?lon=117.5&lat=0.5").json()
    assert [region["sample"] for region in answer["regions"]] == [True, True, True]
    assert answer["note"] == "Batasnya data contoh, bukan batas resmi."
