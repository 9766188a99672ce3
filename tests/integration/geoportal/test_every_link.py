"""Every link of the pages of all 160 regions is followed, and what it leads to leads back.

Followed is each distinct address of the portal that a region's page names (the menu's and the footer's too), one step
far; the page in Indonesian is the page itself. An address is opened once a process, whichever pages name it. What is the
same drawing with other words (a region's page in English and on another day, its maps at `/peta/` and as folium) is opened
for the regency, each kecamatan, and one desa and one kelurahan of each kecamatan. Region pages name no windows of `/peta/`.
The 160 pages are spread over the 18 kecamatan, each with its desa, and the regency, so that processes can share them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client

from facilities.kinds import kinds_of

from .test_links import CODES, INSIDE, regions

pytestmark = pytest.mark.django_db
REGENCY = "64.08"
GROUPS = (REGENCY, *(f"{REGENCY}.{number:02d}" for number in range(1, 19)))
# What has a page of its own: the key in its address, and where it lies.
PLACES = {
    "fasilitas": "SELECT f.key, c.code FROM facilities_facilityversion t JOIN facilities_facility f ON f.id = t.facility_id"
    " LEFT JOIN codes c ON c.region_id = t.region_id WHERE t.until IS NULL",
    "proyek": "SELECT t.key, c.code FROM projects_project t LEFT JOIN codes c USING (region_id)",
    "dokumen": "SELECT 'd-' || lpad(t.id::text, 6, '0'), c.code FROM documents_document t JOIN codes c USING (region_id)",
    "kabar": "SELECT t.id::text, c.code FROM kegiatan_activity t JOIN codes c USING (region_id)",
}
# What a list holds of a region and those below it, told once more; and where its page says how many.
LISTED = {
    "fasilitas": ("facilities_facilityversion", "t.until IS NULL", r'id="judul-daftar">\s*([\d.]+) fasilitas'),
    "proyek": ("projects_project", "TRUE", r"<dt>Paket</dt><dd>([\d.]+)<"),
    "dokumen": (
        "documents_document",
        "t.state <> 'ditarik' AND t.published_on <= current_date",
        r"<p>([\d.]+) dokumen",
    ),
    "kabar": ("kegiatan_activity", "t.withdrawn_at IS NULL AND t.day <= current_date", ""),
}
OF_A_REGION = re.compile(r"(?:/wilayah/|/regions/|[?&](?:wilayah|dalam|region)=)([\d.]+)(?=[/&?]|$)")


@dataclass(frozen=True)
class Reached:
    """What an address answered: the codes of the regions it leads to, the anchors in it, and how many it says it lists."""

    status: int
    leads_to: frozenset[str]
    anchors: frozenset[str]
    says: int | None


def group_of(head: str) -> list[str]:
    """Return the kecamatan with its desa; for the regency itself alone."""
    return [code for code in regions() if code == head or (head != REGENCY and code.startswith(f"{head}."))]


def redrawn(address: str, own: str) -> bool:
    """Whether an address draws once more what others of its kind drew: the page itself otherwise, or its maps."""
    return address.startswith((f"{own}?", f"{own}peta/", "/peta/?"))


def exemplary(codes: list[str]) -> set[str]:
    """Return the region at the head of a group, its first desa and its first kelurahan."""
    desa = next((code for code in codes if code.rpartition(".")[2].startswith("2")), codes[0])
    kelurahan = next((code for code in codes if code.rpartition(".")[2].startswith("1")), codes[0])
    return {codes[0], desa, kelurahan}


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0] or html


def links(html: str, address: str) -> Iterator[tuple[str, str, str]]:
    """Yield each link as an address below our host, its fragment, and the words in it."""
    for written, words in re.findall(r'<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, flags=re.DOTALL):
        leads, fragment = urldefrag(urljoin(address, unescape(written)))
        if leads.startswith("/"):
            yield leads, fragment, re.sub(r"<[^>]*>", "", words).strip()


@cache
def reached(address: str) -> Reached:
    response = Client().get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    if response.status_code != 200 or "html" not in response["Content-Type"]:
        found = re.findall(rb"/wilayah/([\d.]+)/", content) if "json" in response["Content-Type"] else []
        return Reached(response.status_code, frozenset(code.decode() for code in found), frozenset(), None)
    html = content.decode()
    return Reached(
        200,
        frozenset(re.findall(r"/wilayah/([\d.]+)/", main_of(html))),
        frozenset(re.findall(r'\sid="([^"]+)"', html)),
        count_in(html, part_of(address)),
    )


def part_of(address: str) -> str:
    return urlsplit(address).path.split("/")[1]


def count_in(html: str, part: str) -> int | None:
    pattern = LISTED[part][2] if part in LISTED else ""
    found = re.search(pattern, html) if pattern else None
    return int(found[1].replace(".", "")) if found else None


@pytest.fixture
def places() -> dict[str, str | None]:
    """The region each thing with a page of its own lies in, by its address."""
    found = {}
    with connection.cursor() as cursor:
        for part, query in PLACES.items():
            cursor.execute(CODES + query, {})
            found |= {f"/{part}/{key}/": code for key, code in cursor.fetchall()}
    return found


def inside(code: str, region: str) -> bool:
    return code == region or code.startswith(f"{region}.")


def leads_back(address: str, code: str, places: dict[str, str | None]) -> bool:
    """Whether what a region's page leads to leads back to the region: itself, or by the region it tells of."""
    there = reached(address)
    if address in places:
        # A thing names the region it lies in, whose trail names those above; what is the nearest may lie elsewhere, and
        # a kelurahan shows the budget of its kecamatan.
        place = places[address]
        return place is None or place in there.leads_to
    named = OF_A_REGION.search(address)
    if named is None or part_of(address) == "static" or address.endswith(".svg"):
        return True  # of no region, or no page
    if named[1] != code:  # a region beside, above or below: what both lie in, or this one itself
        return any(inside(code, each) for each in there.leads_to)
    return any(inside(each, code) for each in there.leads_to)


def counted(address: str) -> int:
    """Count in SQL what a list should hold of its region, and of its kind of facilities where it asks for one."""
    asked = parse_qs(urlsplit(address).query)
    table, counts, _said = LISTED[part_of(address)]
    kinds = [kind.code for kind in kinds_of(asked["kelompok"][0])] if "kelompok" in asked else None
    narrowed = f"{counts} AND t.kind = ANY(%(kinds)s)" if kinds else counts
    query = f"{CODES} SELECT count(*) FROM {table} t JOIN codes c USING (region_id) WHERE {narrowed} AND {INSIDE}"
    with connection.cursor() as cursor:
        cursor.execute(query, {"code": asked["wilayah"][0], "kinds": kinds})
        return int(cursor.fetchone()[0])


def told(words: str) -> int | None:
    """Return the number a link to a list tells: "Lihat semua (12)", or "7 Pendidikan"."""
    found = re.search(r"\(([\d.]+)\)$", words) or re.match(r"([\d.]+)\b", words)
    return int(found[1].replace(".", "")) if found else None


def test_the_groups_hold_every_region_once() -> None:
    assert sorted(code for head in GROUPS for code in group_of(head)) == regions()
    assert len(regions()) == 160


@pytest.mark.parametrize("head", GROUPS)
def test_every_link_of_the_regions_leads_on_and_back(client: Client, places: dict[str, str | None], head: str) -> None:
    codes = group_of(head)
    followed: dict[str, int] = {}
    lost: list[tuple[str, str]] = []
    miscounted: list[tuple[str, set[int]]] = []
    lists_told = 0
    for code in codes:
        own = f"/wilayah/{code}/"
        html = client.get(own).content.decode()
        anchors = frozenset(re.findall(r'\sid="([^"]+)"', html))
        inner = {address for address, _fragment, _words in links(main_of(html), own)}
        for address, fragment, words in set(links(html, own)):
            if address in (own, f"{own}?bahasa=id"):
                lost += [(code, f"#{fragment}")] if fragment and fragment not in anchors else []
                continue
            if redrawn(address, own) and code not in exemplary(codes):
                continue
            there = reached(address)
            followed[address] = there.status
            if (fragment and fragment not in there.anchors) or (
                address in inner and not leads_back(address, code, places)
            ):
                lost.append((code, f"{address}#{fragment}"))
            number = told(words) if part_of(address) in LISTED and "wilayah=" in address else None
            if number is not None:
                lists_told += 1
                said = {number, counted(address), number if there.says is None else there.says}
                miscounted += [(address, said)] if len(said) > 1 else []
    assert {address: status for address, status in followed.items() if status != 200} == {}
    assert lost == []
    assert miscounted == []
    assert len(followed) > 60
    assert lists_told >= 3 * len(codes)
