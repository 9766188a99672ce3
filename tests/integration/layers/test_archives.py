"""PMTiles of a release: the same tiles as live, read by the format's own reader and served from there."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pmtiles.reader import MmapSource, Reader, all_tiles

from accounts.permissions import system_user
from layers import registry
from layers.declaration import Layer, Reading
from layers.models import Release
from layers.releases import current_number, open_release
from layers.tiles import archive, views
from layers.tiles.grid import Tile

pytestmark = pytest.mark.django_db
SHALLOW = 8


@pytest.fixture(autouse=True)
def var_dir(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(archive, "SURE_ZOOM", SHALLOW)
    monkeypatch.setattr(archive, "DEEPEST_ZOOM", SHALLOW)
    return tmp_path


def layer_of(key: str) -> Layer:
    shelf = registry.find_shelf(key)
    assert shelf is not None
    return shelf.layer


def written(key: str, number: int = 1) -> Path:
    path = archive.write_archive(layer_of(key), Release.objects.get(layer=key, number=number))
    assert path is not None
    return path


@pytest.mark.parametrize("key", ["desa", "fasilitas"])
def test_it_holds_every_tile_that_is_not_empty(client: Client, key: str) -> None:
    number = current_number(key)
    with written(key, number).open("rb") as file:
        source = MmapSource(file)
        header, found = Reader(source).header(), list(all_tiles(source))
        metadata = Reader(source).metadata()
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (5, SHALLOW, True)
    shapes = metadata["vector_layers"][0]
    assert (shapes["id"], shapes["maxzoom"]) == (key, SHALLOW)
    there = {place for place, _content in found}
    opened = archive.Archive(next((archive.folder()).glob("*.pmtiles")))
    # Kutai Timur and a wide margin: every live tile is there, and none that is empty.
    for x in range(208, 214):
        for y in range(124, 131):
            live = client.get(f"/r/{key}/{number}/{SHALLOW}/{x}/{y}.mvt")
            assert ((SHALLOW, x, y) in there) == (live.status_code == 200)
            assert opened.tile(Tile(SHALLOW, x, y)) == live.content
    assert opened.tile(Tile(SHALLOW + 1, 420, 250)) is None


def test_writing_again_gives_the_same_bytes(var_dir: Path) -> None:
    path = written("kabupaten")
    content = path.read_bytes()
    path.unlink()
    assert written("kabupaten").read_bytes() == content
    assert [each.name for each in archive.folder().iterdir()] == [path.name]


def test_deeper_zooms_only_while_tiles_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, reading = layer_of("kabupaten"), Reading(1, Release.objects.get(layer="kabupaten", number=1).as_of)
    sure = archive.tiles_of(layer, reading)
    monkeypatch.setattr(archive, "DEEPEST_ZOOM", SHALLOW + 1)
    deeper = archive.tiles_of(layer, reading)
    assert sure < deeper
    monkeypatch.setattr(archive, "MOST_TILES", len(deeper))
    assert archive.tiles_of(layer, reading) == sure


def test_the_last_three_are_kept_and_other_layers_left_alone(var_dir: Path) -> None:
    archive.folder().mkdir()
    other = archive.folder() / "kabupaten-lain-1-1-abc.pmtiles"
    other.touch()
    for _each in range(4):
        open_release(layer="kabupaten", by=system_user())
    paths = [written("kabupaten", number) for number in (1, 2, 3, 4, 5)]
    assert [path.exists() for path in paths] == [False, False, True, True, True]
    assert other.exists()


def test_what_was_left_unfinished_long_ago_goes(var_dir: Path) -> None:
    archive.folder().mkdir()
    old, young = archive.folder() / ".desa-a", archive.folder() / ".desa-b"
    for path in (old, young):
        path.touch()
    os.utime(old, (0, 0))
    written("kabupaten")
    assert (old.exists(), young.exists()) == (False, True)


def test_another_state_of_the_register_is_another_file() -> None:
    before = written("kabupaten")
    open_release(layer="register", by=system_user())
    assert written("kabupaten") != before


def test_a_failure_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> bytes:
        raise OSError("disk full")

    monkeypatch.setattr(archive, "unhurried_tile_bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        written("kabupaten")
    assert list(archive.folder().iterdir()) == []


def test_the_command_names_the_file_and_refuses_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("layers_archive", "kabupaten")
    assert Path(capsys.readouterr().out.strip()).exists()
    for given in (["nope"], ["kabupaten", "--release", "99"]):
        with pytest.raises(CommandError, match="tidak"):
            call_command("layers_archive", *given)


def test_tiles_of_a_release_come_from_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [f"/r/desa/1/{SHALLOW}/211/{y}.mvt" for y in (0, 126, 127)]
    live = [client.get(address) for address in addresses]
    written("desa")
    deeper = client.get(f"/r/desa/1/{SHALLOW + 1}/422/254.mvt")
    assert deeper.status_code == 200
    monkeypatch.setattr(views, "tile_bytes", None)  # a call would fail
    stored = [client.get(address) for address in addresses]
    assert [(each.status_code, each.content, each["ETag"]) for each in stored] == [
        (each.status_code, each.content, each["ETag"]) for each in live
    ]
    assert [each.status_code for each in stored] == [204, 200, 200]


def test_after_a_change_of_the_register_the_old_file_is_not_read(client: Client) -> None:
    written("desa").write_bytes(b"never read")
    open_release(layer="register", by=system_user())
    assert client.get(f"/r/desa/1/{SHALLOW}/211/127.mvt").status_code == 200
