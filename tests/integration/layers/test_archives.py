"""PMTiles of a release: the same tiles as live, read by the format's own reader and served from there."""

import gzip
import os
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.test import Client
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import Writer

from accounts.permissions import system_user
from layers import registry
from layers.declaration import Layer, Reading
from layers.filters import FeatureQuery
from layers.models import Release
from layers.releases import current_number, open_release
from layers.tiles import archive, mvt, pmtiles_file, views
from layers.tiles.grid import Tile

pytestmark = pytest.mark.django_db
SHALLOW, DEEP = 8, 10


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
    opened = pmtiles_file.PmtilesFile(next((archive.folder()).glob("*.pmtiles")))
    # Kutai Timur and a wide margin: every live tile is there, and none that is empty.
    for x in range(208, 214):
        for y in range(124, 131):
            live = client.get(f"/r/{key}/{number}/{SHALLOW}/{x}/{y}.mvt")
            assert ((SHALLOW, x, y) in there) == (live.status_code == 200)
            assert opened.tile(Tile(SHALLOW, x, y)) == live.content
    assert opened.tile(Tile(SHALLOW + 1, 420, 250)) is None


def test_a_tile_is_the_same_alone_and_in_its_block() -> None:
    layer, number = layer_of("desa"), current_number("desa")
    query = FeatureQuery(layer=layer, reading=Reading(number, Release.objects.get(layer="desa", number=number).as_of))
    block = Tile(8, 210, 127)  # the north-west of its block lies west of the regency
    tiles = [Tile(11, block.x * 8 + right, block.y * 8 + down) for right in range(8) for down in range(8)]
    assert {tile.block for tile in tiles} == {block}
    together = dict(mvt.block_bytes(query, tiles))
    assert 20 < len(together) <= 64
    assert {tile: content for tile in tiles if (content := mvt.tile_bytes(query, tile))} == together


def test_the_edge_of_a_block_is_no_border() -> None:
    """Within the regency nothing bounds it, at the edge of a block neither."""
    layer, number = layer_of("kabupaten"), current_number("kabupaten")
    reading = Reading(number, Release.objects.get(layer="kabupaten", number=number).as_of)
    shape = shapely.from_wkb(bytes(layer.rows(reading).get().geom.wkb))
    tiles = [Tile(12, x, y) for x in range(26 * 128, 27 * 128, 8) for y in range(15 * 128, 16 * 128)]
    inner = [tile for tile in tiles if shape.contains(shapely.box(*tile.box(0.5)))]
    assert inner
    for tile in inner[:5]:
        content = mvt.tile_bytes(FeatureQuery(layer=layer, reading=reading), tile)
        assert b"kabupaten" in content and b"kabupaten_batas" not in content


def test_tiles_are_asked_for_by_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement each, and none for a block that no feature's box meets."""
    monkeypatch.setattr(archive, "DEEPEST_ZOOM", DEEP)
    monkeypatch.setattr(archive, "SURE_ZOOM", DEEP)
    layer, number = layer_of("kecamatan"), current_number("kecamatan")
    reading = Reading(number, Release.objects.get(layer="kecamatan", number=number).as_of)
    tiles = [Tile(*tileid_to_zxy(each)) for each in archive.tiles_of(layer, reading)]
    asked: list[tuple[int, Tile]] = []

    def counted(query: FeatureQuery, block: Sequence[Tile]) -> list[tuple[Tile, bytes]]:
        asked.append((block[0].z, block[0].block))
        return mvt.block_bytes(query, block)

    monkeypatch.setattr(archive, "block_bytes", counted)
    written("kecamatan", number)
    assert len(asked) == len(set(asked)) == len({(tile.z, tile.block) for tile in tiles})
    assert len(tiles) > 60 > 3 * len(asked)


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
    other = archive.folder() / "kabupaten-lain-1-abc.pmtiles"
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


def test_what_was_written_stays_whatever_the_register_says_later() -> None:
    before = written("kabupaten")
    open_release(layer="register", by=system_user())
    assert written("kabupaten") == before


def test_names_corrected_while_it_is_written_leave_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def corrected(query: FeatureQuery, block: Sequence[Tile]) -> list[tuple[Tile, bytes]]:
        open_release(layer="register", by=system_user())
        return mvt.block_bytes(query, block)

    monkeypatch.setattr(archive, "block_bytes", corrected)
    release = Release.objects.get(layer="kabupaten", number=1)
    assert archive.write_archive(layer_of("kabupaten"), release) is None
    assert list(archive.folder().iterdir()) == []


def test_a_failure_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> list[tuple[Tile, bytes]]:
        raise OSError("disk full")

    monkeypatch.setattr(archive, "block_bytes", fail)
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
    assert [(each.status_code, each.content) for each in stored] == [(each.status_code, each.content) for each in live]
    assert [each.status_code for each in stored] == [204, 200, 200]
    open_release(layer="register", by=system_user())  # what lies in a file tells no new names
    assert [client.get(address)["ETag"] for address in addresses] == [each["ETag"] for each in stored]


def test_a_tile_leaves_packed_as_it_lies_where_the_reader_takes_that(client: Client) -> None:
    address = f"/r/desa/1/{SHALLOW}/211/127.mvt"
    with written("desa").open("rb") as file:
        lying = Reader(MmapSource(file)).get(SHALLOW, 211, 127)
    packed, unpacked = client.get(address, headers={"accept-encoding": "br, gzip"}), client.get(address)
    assert (packed["Content-Encoding"], packed.content) == ("gzip", lying)
    assert packed["ETag"] == f"W/{unpacked['ETag']}" and "Accept-Encoding" in packed["Vary"]
    assert client.get(address, headers={"if-none-match": packed["ETag"]}).status_code == 304
    assert client.get(address, headers={"accept-encoding": "br"})["Content-Encoding"] == "br"
    empty = client.get(f"/r/desa/1/{SHALLOW}/0/0.mvt", headers={"accept-encoding": "gzip"})
    assert empty.status_code == 204 and "Content-Encoding" not in empty


def test_directories_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    path, parsed = written("desa"), []

    class Counted(pmtiles_file.Directory):
        def __init__(self, content: bytes) -> None:
            parsed.append(content)
            super().__init__(content)

    monkeypatch.setattr(pmtiles_file, "Directory", Counted)
    tiles = [Tile(SHALLOW, x, 127) for x in range(205, 215)]
    first = [opened.tile(tile) for tile in tiles if (opened := pmtiles_file.opened(path))]
    assert any(first) and len(parsed) == 1
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(1, 1))
    again = pmtiles_file.opened(path)
    assert again is not None and [again.tile(tile) for tile in tiles] == first
    assert len(parsed) == 2
    path.unlink()
    assert [again.tile(tile) for tile in tiles] == first
    assert pmtiles_file.opened(path) is None


def test_many_threads_read_directories_below_the_root(tmp_path: Path) -> None:
    """As many tiles as need directories of their own, each holding its number, but every fourth, which runs on."""
    path, chance = tmp_path / "banyak.pmtiles", random.Random(5)
    numbers = list(accumulate((chance.randint(3, 40) for _each in range(9000)), initial=zxy_to_tileid(10, 0, 0)))
    with path.open("wb") as file:
        writer = Writer(file)
        for number in numbers:
            content = gzip.compress(str(number).encode() + b" " + chance.randbytes(number % 97), mtime=0)
            for each in (number, number + 1)[: 2 if number % 4 == 0 else 1]:
                writer.write_tile(each, content)
        writer.finalize({"version": 3, "tile_type": TileType.MVT, "tile_compression": Compression.GZIP}, {})
    opened = pmtiles_file.PmtilesFile(path)
    with path.open("rb") as file:
        assert Reader(MmapSource(file)).header()["leaf_directory_length"] > 0

    def wrong(start: int) -> list[int]:
        return [number for number in numbers[start::8] if not right(number)]

    def right(number: int) -> bool:
        following = str(number).encode() if number % 4 == 0 else b""
        found = [opened.tile(Tile(*tileid_to_zxy(each))) for each in (number, number + 1, number + 2)]
        return [(content or b"").split(b" ")[0] for content in found] == [str(number).encode(), following, b""]

    with ThreadPoolExecutor(8) as threads:
        assert [found for found in threads.map(wrong, range(8)) if found] == []
    assert opened.tile(Tile(5, 0, 0)) == b""
