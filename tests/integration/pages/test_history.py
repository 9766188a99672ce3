"""Riwayat data and borders that are not agreed, on the pages of regions."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import system_user
from boundaries.actions import NewBoundary, publish_boundaries
from boundaries.due_releases import open_due_releases
from boundaries.models import Boundary, Level, Region
from imports.actions import undo
from imports.models import Run
from layers.models import LayerSettings, Release, Visibility
from tests.factories import borders

from .conftest import Element, Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]
FIRST, SECOND = "64.08.06.2001", "64.08.06.2005"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_user("ani", password="x", full_name="Ani", is_superuser=True))
    return client


@pytest.fixture
def moved(tmp_path: Path) -> Run:
    """Grow one desa 300 m into its neighbour, as a correction: release 2, and a border that is not agreed."""
    return borders.importing(
        tmp_path,
        borders.pushed(FIRST, SECOND, 300),
        KDEPUM=FIRST,
        correction=True,
        source="Survei batas",
        legal_basis="Perbup 5 Tahun 2026",
    )


def steps(page: Page) -> list[Element]:
    return page.document.one("section", id="riwayat-data").all("li")


def test_a_border_tells_when_it_came_and_from_where(get: Get) -> None:
    (only,) = steps(get(f"/wilayah/{FIRST}/"))
    today = timezone.localdate()
    assert "rilis 1 Terbit pertama kali" in only.text
    assert "perubahan · data contoh" in only.text
    assert only.one("a").attributes["href"] == f"?as_of={today.isoformat()}"


def test_each_release_tells_what_was_different_its_law_and_its_kind(get: Get, moved: Run) -> None:
    newest, _first = steps(get(f"/wilayah/{FIRST}/"))
    assert "rilis 2 Berbeda: bentuk di peta, dasar hukum batas, sumber batas, data contoh" in newest.text
    assert "koreksi · Survei batas · Perbup 5 Tahun 2026" in newest.text
    assert len(steps(get(f"/wilayah/{SECOND}/"))) == 1


def test_an_undo_is_a_step_too(get: Get, moved: Run) -> None:
    undo(moved, by=moved.actor)
    newest, *rest = steps(get(f"/wilayah/{FIRST}/"))
    assert "rilis 3 Berbeda: bentuk di peta" in newest.text and "pembatalan · Pembatalan rilis 2" in newest.text
    assert len(rest) == 2


def test_who_did_it_is_told_to_staff_alone_with_the_way_to_the_original(
    get: Get, moved: Run, staff: Client, stranger_page: str
) -> None:
    newest = steps(get(f"/wilayah/{FIRST}/"))[0]
    assert "oleh Sistem" in newest.text
    assert f"/unggah/{moved.pk}/" in [link.attributes["href"] for link in newest.all("a")]
    assert "oleh Sistem" not in stranger_page and f"/unggah/{moved.pk}/" not in stranger_page


@pytest.fixture
def stranger_page(moved: Run) -> str:
    """The page as somebody reads it who has not signed in."""
    return Client().get(f"/wilayah/{FIRST}/").content.decode()


def test_a_validity_that_turned_by_itself_is_told_with_its_reason(get: Get, moved: Run) -> None:
    today = timezone.localdate()
    Release.objects.filter(layer="desa").update(as_of=today - timedelta(days=2))
    Boundary.objects.filter(region=borders.key(FIRST), until=None).update(valid=f"[2025-01-01,{today})")
    open_due_releases(by=system_user())
    newest = steps(get(f"/wilayah/{FIRST}/"))[0]
    assert "rilis 3 Tidak terbit lagi Masa berlaku berganti pada" in newest.text


def test_a_desa_without_a_code_tells_its_history_too(get: Get) -> None:
    address = "/wilayah/64.08.04/p-teluk-rawa/"
    assert not get(address).document.all("section", id="riwayat-data")
    publish_boundaries(
        level=Level.DESA,
        boundaries=[NewBoundary(Region.objects.get(slug="teluk-rawa").pk, shapely.box(117.5, 0.5, 117.6, 0.6))],
        run=None,
        by=system_user(),
        reason="Berita acara 7",
    )
    (only,) = steps(get(address))
    assert "rilis 2 Terbit pertama kali Berita acara 7" in only.text


def test_a_hidden_layer_tells_no_history_and_no_dispute(get: Get, moved: Run) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.INTERNAL)
    page = get(f"/wilayah/{FIRST}/")
    assert not page.document.all("section", id="riwayat-data")
    assert "belum sepakat" not in page.text.lower()


@pytest.mark.parametrize(("code", "other", "name"), [(FIRST, SECOND, "Rantau Sentosa"), (SECOND, FIRST, "Long Bentuq")])
def test_a_border_that_is_not_agreed_is_on_both_pages(get: Get, moved: Run, code: str, other: str, name: str) -> None:
    page = get(f"/wilayah/{code}/")
    told = page.document.one("section", aria_labelledby="judul-sengketa")
    assert told.one("a").attributes["href"] == f"/wilayah/{other}/" and told.one("a").text == name
    assert "km² diaku keduanya" in told.text and "rilis 2" in told.text
    assert page.document.one("svg", class_="map").all("g", class_="disputed")


def test_the_map_above_draws_it_too_and_the_day_before_knows_nothing_of_it(get: Get, moved: Run) -> None:
    assert get("/wilayah/64.08.06/").document.one("svg", class_="map").all("g", class_="disputed")
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "judul-sengketa" not in get(f"/wilayah/{FIRST}/?as_of={yesterday}").html


def test_the_region_api_lists_it(client: Client, moved: Run) -> None:
    (told,) = client.get(f"/api/regions/{FIRST}?geometry=none").json()["disputed_borders"]
    assert told["neighbour"]["code"] == SECOND
    assert told["overlap_km2"] > 1 and told["gap_km2"] == 0
    assert (told["release"], told["since"]) == (2, timezone.localdate().isoformat())
    assert client.get("/api/regions/64.08.01.2001?geometry=none").json()["disputed_borders"] == []


def test_an_undo_settles_it(get: Get, client: Client, moved: Run) -> None:
    undo(moved, by=moved.actor)
    assert client.get(f"/api/regions/{FIRST}?geometry=none").json()["disputed_borders"] == []
    assert not get(f"/wilayah/{FIRST}/").document.one("svg", class_="map").all("g", class_="disputed")


def test_another_day_offers_no_link_that_leads_nowhere(get: Get, client: Client) -> None:
    links = get(f"/wilayah/{FIRST}/?as_of=2026-02-03").links()
    for name in ("Peta interaktif", "Buka di peta besar"):
        assert client.get(links[name]).status_code == 200


def test_queries_of_a_long_history_stay_few(client: Client, moved: Run, django_assert_num_queries: Any) -> None:
    undo(moved, by=moved.actor)
    with django_assert_num_queries(34):  # as many as where nothing ever happened: tests of the region page say so
        client.get(f"/wilayah/{FIRST}/")
    with django_assert_num_queries(5):
        client.get(f"/wilayah/{FIRST}/")
