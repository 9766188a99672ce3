"""What every address under /api/ does alike: revalidation, HEAD, OPTIONS, CORS, compression, negotiation, own address."""

import gzip
import json
from typing import Any

import brotli
import pytest
from django.test import Client

from accounts.permissions import system_user
from layers.releases import open_release

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"
ROUTES = [
    "/api",
    "/api/",
    "/api/conformance",
    "/api/openapi.json",
    "/api/collections",
    "/api/collections/desa",
    ITEMS,
    f"{ITEMS}?limit=5",
    f"{ITEMS}/64.08.04.2001",
    "/api/regions/64.08.04",
    "/api/regions/64.08.04/p-teluk-rawa",
    "/api/regions?q=sangatta",
    "/api/locate?lon=116.54&lat=0.3",
]
REFUSALS = ["/api/nope", f"{ITEMS}?limit=0", f"{ITEMS}/nope", "/api/regions/nope"]


@pytest.mark.parametrize("address", ROUTES)
def test_a_reader_that_has_it_already_gets_304_and_nothing_more(client: Client, address: str) -> None:
    first = client.get(address)
    assert first["Cache-Control"].endswith("no-cache")
    for tag in (first["ETag"], f"W/{first['ETag']}", f'"other", W/{first["ETag"]}', "*"):
        again = client.get(address, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ROUTES)
def test_the_same_state_gives_the_same_bytes(client: Client, address: str) -> None:
    assert client.get(address).getvalue() == client.get(address).getvalue()


@pytest.mark.parametrize(
    "address", [ITEMS, f"{ITEMS}?limit=5", f"{ITEMS}/64.08.04.2001", "/api/regions/64.08.04", "/api/collections"]
)
def test_a_new_release_changes_the_tag(client: Client, address: str) -> None:
    before = client.get(address)["ETag"]
    open_release(layer="desa", by=system_user())
    open_release(layer="kecamatan", by=system_user())
    assert client.get(address)["ETag"] != before


@pytest.mark.parametrize("address", [ITEMS, f"{ITEMS}/64.08.04.2001", "/api/regions/64.08.04"])
def test_a_new_release_of_the_register_changes_the_tag(client: Client, address: str) -> None:
    before = client.get(address)["ETag"]
    open_release(layer="register", by=system_user())
    assert client.get(address)["ETag"] != before


def test_the_tag_tells_apart_query_and_address(client: Client, settings: Any) -> None:
    tags = {client.get(f"{ITEMS}?{query}")["ETag"] for query in ("limit=5", "limit=6", "limit=5&geometry=none")}
    settings.PUBLIC_URL = "https://geo.example.go.id"
    assert len(tags | {client.get(f"{ITEMS}?limit=5")["ETag"]}) == 4


@pytest.mark.parametrize("address", ROUTES)
def test_head_has_the_headers_of_get_and_no_body(client: Client, address: str) -> None:
    shown, head = client.get(address), client.head(address)
    assert (head.status_code, head.getvalue()) == (200, b"")
    for name in ("Content-Type", "ETag", "Cache-Control", "Vary", "Content-Length"):
        assert head.get(name) == shown.get(name)


@pytest.mark.parametrize("address", ROUTES)
def test_head_revalidates_too(client: Client, address: str) -> None:
    assert client.head(address, headers={"if-none-match": client.get(address)["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", [*ROUTES, *REFUSALS])
def test_any_page_may_read_it(client: Client, address: str) -> None:
    response = client.get(address, headers={"origin": "https://example.go.id"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("address", ROUTES)
def test_options_tells_what_is_allowed(client: Client, address: str) -> None:
    response = client.options(
        address, headers={"origin": "https://example.go.id", "access-control-request-method": "GET"}
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ROUTES)
@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_compressed_it_is_the_same(client: Client, address: str, encoding: str, unpack: Any) -> None:
    plain, packed = client.get(address), client.get(address, headers={"accept-encoding": encoding})
    assert packed["Content-Encoding"] == encoding
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert unpack(packed.getvalue()) == plain.getvalue()
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("address", ROUTES)
@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "",
        "application/json",
        "application/geo+json, application/json;q=0.5, */*;q=0.1",
    ],
)
def test_json_is_what_everybody_gets(client: Client, address: str, accept: str) -> None:
    response = client.get(address, headers={"accept": accept} if accept else {})
    assert response.status_code == 200
    assert "json" in response["Content-Type"]
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize("address", ROUTES)
def test_no_cookie_is_set_and_none_is_needed(client: Client, address: str) -> None:
    assert not client.get(address).cookies


@pytest.mark.parametrize("address", [route for route in ROUTES if "openapi" not in route])
def test_every_link_carries_the_public_address(client: Client, address: str, settings: Any) -> None:
    settings.PUBLIC_URL = "https://geo.example.go.id/geo"
    text = client.get(address).getvalue().decode()
    assert "http://testserver" not in text
    ours = [part for part in text.split('"') if part.startswith("https://geo.example.go.id")]
    assert all(part.startswith("https://geo.example.go.id/geo/") for part in ours)


def test_every_link_of_ours_leads_somewhere(client: Client) -> None:
    waiting, seen = ["http://testserver/api/"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or "{" in address or not address.startswith("http://testserver/api") or "docs" in address:
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        if "json" not in response["Content-Type"]:
            continue
        document = json.loads(response.getvalue())
        for part in (document, *document.get("collections", [])):
            waiting += [link["href"] for link in part.get("links", [])]
    assert len(seen) >= 10


def test_collections_speak_the_language_of_the_reader(client: Client) -> None:
    indonesian, english = (client.get(f"/api/collections?bahasa={language}").json() for language in ("id", "en"))
    assert indonesian["collections"][0]["title"] == "Batas kecamatan (data contoh)"
    assert english["collections"][0]["title"] == "Kecamatan boundaries (sample data)"


def test_collection_tells_extent_limits_licence_and_release(client: Client) -> None:
    found = client.get("/api/collections/desa").json()
    west, south, east, north = found["extent"]["spatial"]["bbox"][0]
    assert 115.9 < west < 116.1 < 118.9 < east < 119.1
    assert 0 < south < north < 2
    assert (found["defaultItemsPageSize"], found["maximumItemsPageSize"]) == (1000, 10_000)
    assert (found["release"], found["sample"], found["license"]) == (1, True, "CC-BY-4.0")
    assert {"self", "items", "license"} <= {link["rel"] for link in found["links"]}


def test_no_feature_pokes_out_of_the_extent(client: Client) -> None:
    west, south, east, north = client.get("/api/collections/desa").json()["extent"]["spatial"]["bbox"][0]
    whole = json.loads(client.get(f"{ITEMS}?bbox={west},{south},{east},{north}").getvalue())
    points = [
        point
        for feature in whole["features"]
        for part in feature["geometry"]["coordinates"]
        for ring in part
        for point in ring
    ]
    assert len(whole["features"]) == 141
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in points)


def test_collections_make_a_fixed_number_of_queries(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(11):
        client.get("/api/collections")
    with django_assert_num_queries(3):
        client.get("/api/collections")
