"""What a publication does to every address of a layer: the plain ones are new, those of a release stay, none mixes two.

The addresses are those of the URL patterns and whatever the landing pages link to. A layer that is internal is in none of them.
"""

import gzip
import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from pmtiles.reader import MemorySource, all_tiles

from layers.models import LayerSettings, Release, Visibility
from layers.registry import find_shelf
from layers.releases import release_numbered
from layers.tiles.archive import write_archive
from tests.factories.layer_addresses import formats, of_the_patterns
from tests.factories.thematic import fill_layer, make_layer, mills

pytestmark = pytest.mark.django_db
KEY, TITLE = "terowongan", "Terowongan percobaan"
MARKS = ("TandaSatu", "TandaDua", "TandaTiga")
SEEDS = ("/", "/api/", "/data/", "/api/collections", "/api/records", "/sitemap.xml", "/sitemap-lapisan.xml")
# Schemas, styles and lists of tilesets tell what a layer is, not what it holds.
STEADY = re.compile(r"/(schema|queryables|sortables|styles.*|tiles|tiles/WebMercatorQuad)(\?.*)?$")
OPAQUE = {"parquet"}  # packed so that no text is seen in it
# What takes `release`; the rest of a release has addresses of its own.
BY_RELEASE = re.compile(rf"/api/collections/{KEY}/(items.*|tiles/.*\d.*)$|/unduh/.*$")
# What may show what was before beside what is: the history of a layer or a feature, and what is different.
HISTORIES = re.compile(rf"/changes|/releases\.atom|^/lapisan/{KEY}/")


def publish(folder: Path, mark: str, count: int) -> None:
    rows = [(shape, {**row, "Nama": f"{mark} {row['Kode']}"}) for shape, row in mills(count)]
    fill_layer(folder, rows, KEY, absent="berakhir")


@pytest.fixture
def two_releases(tmp_path: Path, settings: Any) -> None:
    """Two releases, each with the archive of its tiles."""
    settings.VAR_DIR = tmp_path
    make_layer(KEY, title_id=TITLE)
    for number, (mark, count) in enumerate(zip(MARKS, (3, 2), strict=False), start=1):
        publish(tmp_path, mark, count)
        shelf, release = find_shelf(KEY), release_numbered(KEY, number)
        assert shelf is not None and release is not None and write_archive(shelf.layer, release)
    assert Release.objects.filter(layer=KEY).count() == 2


def linked(client: Client) -> set[str]:
    """Return the addresses of the layer that are found by following links from the landing pages."""
    waiting, seen, found = list(SEEDS), set[str](), set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code != 200 or not re.search(r"json|html|/xml|atom\+xml", response["Content-Type"]):
            continue
        text = response.getvalue().decode().replace("\\/", "/")
        links = re.findall(r'(?:href|loc|url|"@id"|"href"|URL)"?\s*[=:>]\s*"?(?:\{"@id":\s*)?"?([^"<>\s]+)', text)
        for link in map(unescape, links):
            parts = urlsplit(link)
            if parts.netloc not in ("", "testserver") or "{" in link or not parts.path.startswith("/"):
                continue
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if (
                KEY in path
                and path not in seen
                and "kelola" not in path
                and "unggah" not in path
                and "masuk" not in path
            ):
                found.add(path)
                waiting.append(path)
    return found


def released(address: str) -> int | None:
    """Return the release an address carries; None where it carries none."""
    number = re.search(rf"[?&]release=(\d+)|/r/{KEY}/(\d+)/", address)
    return int(number[1] or number[2]) if number else None


def every_address(client: Client) -> list[str]:
    """Return every address of the layer, with and without a release."""
    found = {*of_the_patterns(KEY, "PKS-1"), *linked(client)}
    found |= {f"/r/{KEY}/{number}/{KEY}.pmtiles" for number in (1, 2)}
    found |= {
        f"{each}{'&' if '?' in each else '?'}release={number}"
        for each in of_the_patterns(KEY, "PKS-1")
        if BY_RELEASE.match(each) and released(each) is None and not each.endswith("tilejson.json")
        for number in (1, 2)
    }
    return sorted(each for each in found if "PKS-3" not in each)


def read(client: Client, address: str) -> tuple[bytes, str | None]:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.getvalue(), response.get("ETag")


def marks(content: bytes) -> set[str]:
    """Return which releases a content tells of, looking into zip files and archives of tiles."""
    if content.startswith(b"PMTiles"):
        return {mark for _tile, packed in all_tiles(MemorySource(content)) for mark in marks(gzip.decompress(packed))}
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {mark for name in archive.namelist() for mark in marks(archive.read(name))}
    return {mark for mark in MARKS if mark.encode() in content}


def readable(address: str) -> bool:
    return not any(f".{name}" in address for name in OPAQUE)


def test_the_walk_knows_every_kind_of_address(client: Client, two_releases: None) -> None:
    found, from_links = set(of_the_patterns(KEY, "PKS-1")), linked(client)
    assert len(found) > 30
    paths = {urlsplit(each).path for each in from_links}
    for needed in ("items", "schema", "queryables", "changes", "releases.atom", "metadata.xml", "tiles"):
        assert f"/api/collections/{KEY}/{needed}" in paths, needed
    assert f"/lapisan/{KEY}/" in paths
    assert any(each.startswith(f"/unduh/{KEY}.") for each in paths)


def test_after_a_publication_every_plain_address_is_new(client: Client, two_releases: None, tmp_path: Path) -> None:
    addresses = [each for each in every_address(client) if released(each) is None and "from=" not in each]
    before = {each: read(client, each) for each in addresses}
    publish(tmp_path, MARKS[2], 4)
    wrong = []
    for address, (content, tag) in before.items():
        now, new_tag = read(client, address)
        if now == content:
            # What tells no figures may stay, and then its tag says so.
            if not STEADY.search(address) and not re.search(r"^/sitemap|^/data|^/$|\.pmtiles", address):
                wrong.append(f"{address} did not change")
            continue
        if tag is not None and tag == new_tag:
            wrong.append(f"{address} changed under one ETag")
        if tag is not None and client.get(address, headers={"if-none-match": tag}).status_code != 200:
            wrong.append(f"{address} answers 304 for what is gone")
        if readable(address) and not HISTORIES.search(address) and not marks(now) <= {MARKS[2]}:
            wrong.append(f"{address} tells of {marks(now)}")
    assert wrong == []
    assert sum(MARKS[2] in marks(read(client, each)[0]) for each in addresses) > 20


def test_an_address_with_a_release_answers_exactly_that_release(
    client: Client, two_releases: None, tmp_path: Path
) -> None:
    addresses = [each for each in every_address(client) if released(each) is not None]
    assert len(addresses) > 2 * len(formats("Point"))
    before = {each: read(client, each) for each in addresses}
    publish(tmp_path, MARKS[2], 4)
    wrong = []
    for address, (content, tag) in before.items():
        if read(client, address) != (content, tag):
            wrong.append(f"{address} changed")
        if tag is not None and client.get(address, headers={"if-none-match": tag}).status_code != 304:
            wrong.append(f"{address} does not know its tag")
        if readable(address) and marks(content) != {MARKS[(released(address) or 0) - 1]}:
            wrong.append(f"{address} tells of {marks(content)}")
    assert wrong == []
    compared = f"/api/collections/{KEY}/changes?from=1&to=2"
    assert marks(read(client, compared)[0]) == {MARKS[0], MARKS[1]}  # what went is told as it was last


def mentions(client: Client, address: str) -> bool:
    response = client.get(address)
    assert response.status_code == 200, address
    text = unquote(response.getvalue().decode(errors="replace"))
    words = (
        f'"{KEY}',
        f"/{KEY}",
        f"{KEY}.",
        TITLE,
        *(mark for mark in MARKS if mark not in address),
    )  # a page repeats `q`
    return any(word in text for word in words)


def test_an_internal_layer_is_in_none_of_them(client: Client, two_releases: None) -> None:
    addresses = every_address(client)
    region: str = json.loads(client.get(f"/api/collections/{KEY}/items/PKS-1").getvalue())["properties"]["region_code"]
    above = region.rpartition(".")[0]
    telling = [
        "/api/collections", "/api/collections?f=html", "/api/openapi.json", "/api/records", "/sitemap-lapisan.xml", "/data/",
        f"/data/?wilayah={region}", "/peta/",
    ]  # fmt: skip
    others = [
        "/", "/api/", "/api/?f=html", "/api/docs", "/robots.txt", "/sitemap.xml", f"/cari/?q={MARKS[1]}", f"/cari/?q={KEY}",
        f"/api/search?q={MARKS[1]}", f"/api/search?q={KEY}", f"/wilayah/{region}/", f"/wilayah/{above}/",
        f"/wilayah/{region}/atom.xml", f"/wilayah/{above}/atom.xml", f"/wilayah/{above}/peta/", f"/api/regions/{region}",
        "/api/documents", "/api/tenders", "/api/kegiatan", "/api/locate?lon=117.551&lat=0.52",
    ]  # fmt: skip
    assert [each for each in telling if not mentions(client, each)] == []
    LayerSettings.objects.filter(key=KEY).update(visibility=Visibility.INTERNAL)
    assert [each for each in addresses if KEY in urlsplit(each).path and client.get(each).status_code != 404] == []
    asked = [each for each in addresses if KEY not in urlsplit(each).path]
    assert [each for each in asked if any(word in read(client, each)[0].decode() for word in (TITLE, *MARKS))] == []
    assert [each for each in (*telling, *others) if mentions(client, each.replace(KEY, "percobaan"))] == []


def test_pages_to_the_end_are_the_file_of_the_release_they_began_in(
    client: Client, two_releases: None, tmp_path: Path
) -> None:
    """Whatever is published between pages, by key, sorted, or over a filter, in another system."""
    names: list[Any] = []
    for turn, query in enumerate(
        ("limit=1", "limit=1&sortby=-nama", "limit=1&filter=kapasitas>0", "limit=1&crs=EPSG:32650")
    ):
        number = Release.objects.filter(layer=KEY).count()
        address: str | None = f"/api/collections/{KEY}/items?{query}"
        found: list[dict[str, Any]] = []
        while address:
            page = json.loads(client.get(address).getvalue())
            found += page["features"]
            publish(tmp_path, f"{MARKS[2]}{turn}{len(found)}", 2 + len(found) % 3)
            address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        told, _, system = query.partition("&")[2].partition("crs=")
        whole = json.loads(client.get(f"/unduh/{KEY}.geojson?release={number}&{told}".rstrip("&")).getvalue())[
            "features"
        ]
        if system:  # a GeoJSON file is always in longitude and latitude
            found, whole = ([{**each, "geometry": None} for each in rows] for rows in (found, whole))
        assert found == whole != []
        assert len({each["id"] for each in found}) == len(found)
        names.append([each["properties"]["nama"] for each in found])
    assert len({str(each) for each in names}) == len(names)
