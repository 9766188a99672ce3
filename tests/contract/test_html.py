"""Features Part 1, conf/html: every answer of the OGC API as a page under the same address."""

import re

import pytest
from django.test import Client

from tests.contract.abstract_tests import holds

pytestmark = pytest.mark.django_db
ITEMS = "/api/collections/desa/items"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = [
    "/api/",
    "/api/conformance",
    "/api/collections",
    "/api/collections/desa",
    f"{ITEMS}?limit=5",
    f"{ITEMS}/64.08.04.2001",
]


@holds("features-1/conf/html/definition")
@pytest.mark.parametrize("address", PAGES)
def test_f_wins_then_accept_and_json_is_the_default(client: Client, address: str) -> None:
    asked = address + ("&" if "?" in address else "?")
    for response in (
        client.get(f"{asked}f=html", headers={"accept": "application/json"}),
        client.get(address, headers={"accept": BROWSER}),
    ):
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert "Accept" in response["Vary"]
        assert "<h1>" in response.getvalue().decode()
    for response in (
        client.get(f"{asked}f=json", headers={"accept": BROWSER}),
        client.get(address, headers={"accept": "*/*"}),
        client.get(address),
    ):
        assert "json" in response["Content-Type"]


@pytest.mark.parametrize("address", PAGES)
def test_head_and_revalidation(client: Client, address: str) -> None:
    shown = client.get(address, headers={"accept": BROWSER})
    head = client.head(address, headers={"accept": BROWSER})
    assert (head.status_code, head.getvalue(), head["ETag"]) == (200, b"", shown["ETag"])
    again = client.get(address, headers={"accept": BROWSER, "if-none-match": shown["ETag"]})
    assert again.status_code == 304


def test_every_answer_links_its_page_with_what_was_asked(client: Client) -> None:
    links = client.get(f"{ITEMS}?limit=5&offset=10&f=json").getvalue().decode()
    assert f"{ITEMS}?limit=5&offset=10&f=html" in links


def test_items_page_lists_pages_and_draws(client: Client) -> None:
    seen: list[str] = []
    address: str | None = f"{ITEMS}?f=html&limit=60"
    while address:
        page = client.get(address).getvalue().decode()
        assert "<svg" in page
        seen += re.findall(r'<th scope="row"><a[^>]*>([\d.]+)</a>', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 141


def test_a_form_with_empty_fields_asks_for_everything(client: Client) -> None:
    page = client.get(f"{ITEMS}?f=html&filter=&bbox=&region=&sortby=&as_of=&limit=")
    assert page.status_code == 200
    assert page.getvalue().decode().count('<th scope="row">') == 100
    one = client.get(f"{ITEMS}?f=html&filter=name%20%3D%20%27Senyiur%27&bbox=").getvalue().decode()
    assert one.count('<th scope="row">') == 1


def test_a_wrong_parameter_is_refused_as_ever(client: Client) -> None:
    assert client.get(f"{ITEMS}?f=html&filter=nope%20%3D%201").status_code == 400
    assert client.get(f"{ITEMS}/nope?f=html").status_code == 404


@pytest.mark.parametrize("layer", ["fasilitas", "proyek", "kabupaten"])
def test_other_layers_too(client: Client, layer: str) -> None:
    assert client.get(f"/api/collections/{layer}/items?f=html").status_code == 200


def test_a_file_to_keep_is_no_page(client: Client) -> None:
    response = client.get(f"{ITEMS}?unduh=1&geometry=none", headers={"accept": BROWSER})
    assert response["Content-Type"] == "application/geo+json"
    assert "attachment" in response["Content-Disposition"]
