"""Every region leads to what hangs on it and back, and counts what the database holds."""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
CODES = """
WITH codes AS (SELECT region_id, code FROM boundaries_regioncode WHERE scheme = 'kemendagri' AND upper_inf(valid))
"""
OWN, INSIDE = "c.code = %(code)s", "(c.code = %(code)s OR c.code LIKE %(code)s || '.%%')"
# What lies in a region or is of it, told once more: the table, which of its rows count, and where they have to be.
COUNTED = {
    "facilities": ("facilities_facilityversion", "t.until IS NULL", INSIDE),
    "projects": ("projects_projectsite", "t.until IS NULL", INSIDE),
    "tenders": ("projects_project", "t.way = 'penyedia'", INSIDE),
    "documents": ("documents_document", "t.state <> 'ditarik'", OWN),
    "monographs": ("monografi_edition", "t.status = 'terbit'", OWN),
}
LISTS = {
    "facilities_url": ("facilities", "features"),
    "projects_url": ("projects", "features"),
    "tenders_url": ("tenders", "features"),
    "documents_url": ("documents", "documents"),
    "monograph_url": ("monographs", "monographs"),
}


def regions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(CODES + "SELECT code FROM codes WHERE code LIKE '64.08%%' ORDER BY code")
        return [code for (code,) in cursor.fetchall()]


def counted(code: str) -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for part, (table, counts, where) in COUNTED.items():
            query = f"{CODES} SELECT count(*) FROM {table} t JOIN codes c USING (region_id) WHERE {counts} AND {where}"
            cursor.execute(query, {"code": code})
            found[part] = cursor.fetchone()[0]
    return found


def read(client: Client, address: str) -> Any:
    response = client.get(address.removeprefix(HOST))
    assert response.status_code == 200, address
    return json.loads(response.getvalue())


def entries(client: Client, address: str, member: str) -> Iterator[dict[str, Any]]:
    """Yield what a list holds, page by page."""
    following: str | None = address
    while following:
        document = read(client, following)
        yield from document[member]
        following = next((each["href"] for each in document["links"] if each["rel"] == "next"), None)


def place_of(entry: dict[str, Any]) -> str:
    """Return the code of the region an entry says it belongs to."""
    return str(entry["region"]["code"] if "region" in entry else entry["properties"]["region_code"])


def test_every_region_leads_to_its_parts_and_each_entry_back(client: Client) -> None:
    codes = regions()
    assert len(codes) == 160
    for code in codes:
        region = read(client, f"/api/regions/{code}?geometry=none")
        properties, truth = region["properties"], counted(code)
        assert region["counts"] == truth, code
        for name, (part, member) in LISTS.items():
            found = list(entries(client, properties[name], member))
            assert len(found) == truth[part], (code, name)
            assert all(place_of(entry) == code or place_of(entry).startswith(f"{code}.") for entry in found), (
                code,
                name,
            )
        assert client.get(properties["page_url"].removeprefix(HOST)).status_code == 200


def test_what_region_pages_lead_to_is_there(client: Client) -> None:
    """Follow each link in the main part of pages of every kind, and of one desa more, once."""
    desa = random.Random(64_08).sample([code for code in regions() if code.count(".") == 3], 1)  # no secret
    followed: dict[str, int] = {}
    for code in ("64.08", "64.08.06", "64.08.06.2001", "64.08.04.1010", *desa):
        main = client.get(f"/wilayah/{code}/").content.decode().split("<main")[1].split("</main>")[0]
        for address in re.findall(r'href="(/[^"#]*)', main):
            if address not in followed:
                followed[address] = client.get(address.replace("&amp;", "&")).status_code
    assert len(followed) > 150
    assert {address: status for address, status in followed.items() if status != 200} == {}
