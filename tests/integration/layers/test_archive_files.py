"""`/r/{layer}/{n}/{layer}.pmtiles`: whole, in parts, asked again, and never to those who may not see the layer."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pmtiles.reader import MemorySource, Reader

from accounts.permissions import system_user
from layers.models import LayerSettings, Release, Visibility
from layers.registry import find_shelf
from layers.releases import open_release
from layers.tiles import archive

pytestmark = pytest.mark.django_db
ADDRESS = "/r/kabupaten/1/kabupaten.pmtiles"


@pytest.fixture(autouse=True)
def path(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(archive, "SURE_ZOOM", 6)
    monkeypatch.setattr(archive, "DEEPEST_ZOOM", 6)
    shelf = find_shelf("kabupaten")
    assert shelf is not None
    written = archive.write_archive(shelf.layer, Release.objects.get(layer="kabupaten", number=1))
    assert written is not None
    return written


def test_it_is_given_out_whole(client: Client, path: Path) -> None:
    answer = client.get(ADDRESS)
    content = answer.getvalue()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vnd.pmtiles")
    assert content == path.read_bytes()
    assert Reader(MemorySource(content)).header()["max_zoom"] == 6
    assert (answer["Accept-Ranges"], answer["Access-Control-Allow-Origin"]) == ("bytes", "*")
    assert 'filename="kabupaten-1.pmtiles"' in answer["Content-Disposition"]


def test_in_parts_while_it_is_the_same(client: Client, path: Path) -> None:
    whole = path.read_bytes()
    part = client.get(ADDRESS, headers={"range": "bytes=0-126"})
    assert (part.status_code, part.getvalue()) == (206, whole[:127])
    assert part["Content-Range"] == f"bytes 0-126/{len(whole)}"
    same = client.get(ADDRESS, headers={"range": "bytes=7-8", "if-range": part["ETag"]})
    assert (same.status_code, same.getvalue()) == (206, whole[7:9])
    other = client.get(ADDRESS, headers={"range": "bytes=7-8", "if-range": '"other"'})
    assert (other.status_code, other.getvalue()) == (200, whole)
    beyond = client.get(ADDRESS, headers={"range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    known = client.get(ADDRESS, headers={"if-none-match": part["ETag"]})
    assert known.status_code == 304


def test_pages_of_others_may_ask_for_parts(client: Client) -> None:
    allowed = client.options(ADDRESS, headers={"origin": "https://lain.example"})
    assert "Range" in allowed["Access-Control-Allow-Headers"]
    assert "Content-Range" in client.get(ADDRESS)["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "address",
    [
        "/r/desa/1/desa.pmtiles",
        "/r/kabupaten/9/kabupaten.pmtiles",
        "/r/kabupaten/x/kabupaten.pmtiles",
        "/r/kabupaten/1/desa.pmtiles",
        "/r/nope/1/nope.pmtiles",
    ],
)
def test_what_does_not_lie_here_is_said(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_hidden_layer_has_none(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="kabupaten", defaults={"visibility": Visibility.INTERNAL})
    assert client.get(ADDRESS).status_code == 404


def test_it_is_kept_for_a_year_and_stays_whatever_the_register_says_later(client: Client) -> None:
    before = client.get(ADDRESS)
    assert before["Cache-Control"] == "public, max-age=31536000, immutable"
    open_release(layer="register", by=system_user())
    after = client.get(ADDRESS)
    assert (after["ETag"], after.getvalue()) == (before["ETag"], before.getvalue())
    assert "immutable" not in client.get("/r/kabupaten/9/kabupaten.pmtiles").get("Cache-Control", "")
