"""Bytes and requests a page costs a reader, compressed as they are sent. The map's share is its drawing."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from .conftest import Element, read

pytestmark = pytest.mark.django_db
KIB = 1024


@dataclass
class Weight:
    page: int
    drawing: int
    files: dict[str, int]

    @property
    def total(self) -> int:
        return self.page + sum(self.files.values())

    @property
    def without_drawing(self) -> int:
        return self.total - self.drawing


def weigh(client: Client, address: str) -> Weight:
    html = client.get(address).content
    plain = re.sub(rb'<svg class="map".*?</svg>', b"", html, flags=re.DOTALL)
    page = packed(html)
    return Weight(page, page - packed(plain), files_of(client, read(html.decode())))


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def files_of(client: Client, document: Element) -> dict[str, int]:
    named = [
        link.attributes["href"] for link in document.all("link") if link.attributes["rel"] in {"stylesheet", "icon"}
    ]
    named += [script.attributes["src"] for script in document.all("script") if "src" in script.attributes]
    named += [image.attributes["src"] for image in document.all("img")]
    found: dict[str, int] = {}
    for address in named:
        weigh_file(client, address, found)
    return found


def weigh_file(client: Client, address: str, found: dict[str, int]) -> None:
    if address in found:
        return
    content = static(address) if address.startswith("/static/") else client.get(address).content
    found[address] = packed(content)
    folder = address.rpartition("/")[0]
    for imported in re.findall(r'^import .*? from "\./(.*?)";', content.decode(), flags=re.MULTILINE):
        weigh_file(client, f"{folder}/{imported}", found)


def static(address: str) -> bytes:
    path = finders.find(address.removeprefix("/static/"))
    assert isinstance(path, str), address
    return Path(path).read_bytes()


@pytest.mark.parametrize(
    "address", ["/wilayah/64.08/", "/wilayah/64.08.04/", "/wilayah/64.08.05/", "/wilayah/64.08.06.2001/"]
)
def test_region_page_is_light_and_its_map_too(client: Client, address: str) -> None:
    weight = weigh(client, address)
    assert weight.without_drawing <= 20 * KIB
    assert weight.total <= 60 * KIB
    assert len(weight.files) + 1 <= 9


def test_home_is_light(client: Client) -> None:
    weight = weigh(client, "/")
    assert weight.total <= 60 * KIB
    assert len(weight.files) + 1 <= 9


@pytest.mark.parametrize("address", ["/data/", "/data/desa/", "/data/desa/?region=64.08.06", "/data/fasilitas/"])
def test_pages_of_data_are_light(client: Client, address: str) -> None:
    weight = weigh(client, address)
    assert weight.total <= 60 * KIB
    assert len(weight.files) + 1 <= 9


def test_map_page_is_light_before_its_data(client: Client) -> None:
    weight = weigh(client, "/peta/")
    assert weight.total <= 150 * KIB
    assert len(weight.files) + 1 <= 16


def test_first_data_of_the_map_are_light(client: Client) -> None:
    asked = ["kecamatan/items?geometry=350&limit=1000", "kabupaten/items?geometry=350&limit=1000"]
    assert sum(packed(client.get(f"/api/collections/{each}").getvalue()) for each in asked) <= 60 * KIB


def test_page_seen_before_costs_no_bytes(client: Client) -> None:
    first = client.get("/wilayah/64.08.04/")
    again = client.get("/wilayah/64.08.04/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
