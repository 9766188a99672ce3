"""What is told of a day bears the names, kinds and units above of that day, whatever they are called now."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.permissions import system_user
from boundaries.models import Region, RegionState
from facilities.models import FacilityVersion
from geoportal.pages import sections
from layers.models import Release
from layers.releases import open_release
from projects.models import ProjectSite
from tests.factories.register import change

pytestmark = pytest.mark.django_db
DESA, KECAMATAN = "64.08.08.2001", "64.08.08"
BEFORE, SINCE = "2025-12-31", "2026-01-01"
THEN = ("Makmur Jaya", "Kombeng")
NOW = ("Miau Jaya", "Kembang Raya")


@pytest.fixture(autouse=True)
def renamed(db: None, tmp_path: Path) -> None:
    """A desa and its kecamatan are called otherwise from a new year on."""
    day = {"tindakan": "ganti nama", "tanggal": SINCE}
    change(tmp_path, {**day, "kode": DESA, "nama_baru": NOW[0]}, {**day, "kode": KECAMATAN, "nama_baru": NOW[1]})


def read(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def named(feature: dict[str, Any]) -> tuple[str, str]:
    return feature["properties"]["name"], feature["properties"]["kecamatan_name"]


@pytest.mark.parametrize(("day", "names"), [(BEFORE, THEN), (SINCE, NOW)])
def test_items_and_one_item_bear_the_names_of_the_day(client: Client, day: str, names: tuple[str, str]) -> None:
    items = "/api/collections/desa/items"
    assert named(read(client, f"{items}/{DESA}?as_of={day}")) == names
    page = read(client, f"{items}?as_of={day}&region={KECAMATAN}&limit=200&geometry=none")
    assert {each["properties"]["kecamatan_name"] for each in page["features"]} == {names[1]}
    (found,) = read(client, f"{items}?as_of={day}&name={names[0]}&geometry=none")["features"]
    assert (found["id"], named(found)) == (DESA, names)


def test_a_desa_of_another_kecamatan_lies_where_it_lay_that_day(client: Client) -> None:
    state = RegionState.objects.get(region__codes__code=DESA, name=THEN[0])
    state.parent = Region.objects.get(codes__code="64.08.06")
    state.kind = "kelurahan"
    state.save()

    before, since = (read(client, f"/api/collections/desa/items/{DESA}?as_of={day}") for day in (BEFORE, SINCE))

    told = ("kind", "kecamatan_code", "kecamatan_name", "kabupaten_code", "provinsi_name")
    assert [before["properties"][name] for name in told] == [
        "kelurahan", "64.08.06", "Busang", "64.08", "Kalimantan Timur",
    ]  # fmt: skip
    assert [since["properties"][name] for name in told] == [
        "desa", "64.08.08", "Kembang Raya", "64.08", "Kalimantan Timur",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [f"/wilayah/{DESA}/?", f"/wilayah/{KECAMATAN}/?", f"/wilayah/{KECAMATAN}/peta/?", f"/peta/?wilayah={KECAMATAN}&"],
)
def test_pages_and_maps_bear_the_names_of_the_day(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Since then the former name may stand beside the new one, as another way to write it."""
    # What lies in a region bears names of its own, such as SDN 1 Miau Jaya, on any day.
    FacilityVersion.objects.all().delete()
    ProjectSite.objects.all().delete()
    monkeypatch.setattr(sections, "PARTS", [])
    before, since = (
        client.get(f"{address}as_of={day}").content.decode().partition("judul-riwayat")[0] for day in (BEFORE, SINCE)
    )
    for then, now in zip(THEN, NOW, strict=True):
        assert then in before and now not in before
        assert now in since


def test_tiles_of_a_release_bear_the_names_of_its_day(client: Client, tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path  # no archives
    Release.objects.filter(layer="desa").update(as_of=BEFORE)
    released, now = (
        client.get(f"{address}/6/52/31.mvt").content for address in ("/r/desa/1", "/api/collections/desa/tiles")
    )
    for then, since in zip(THEN, NOW, strict=True):
        assert then.encode() in released and since.encode() not in released
        assert since.encode() in now


def test_a_name_that_begins_is_a_change_without_a_new_border(client: Client) -> None:
    """The release that opened after it says another name of the desa, and of the unit above its neighbours."""
    Release.objects.filter(layer="desa").update(as_of=BEFORE)
    open_release(layer="desa", as_of=timezone.localdate(), by=system_user())

    told = read(client, "/api/collections/desa/changes?from=1&to=2&geometry=none&limit=200")["features"]

    assert {each["id"].rpartition(".")[0] for each in told} == {KECAMATAN}
    assert (DESA, NOW) in [(each["id"], named(each)) for each in told]
    assert {each["properties"]["change"] for each in told} == {"changed"}
