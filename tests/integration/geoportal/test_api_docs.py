import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/api/docs{query}", headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    return response.content.decode()


def test_every_address_of_the_document_stands_on_the_page(client: Client) -> None:
    text = page(client)
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert re.search(rf"<code>(?:[A-Z]+ )?{re.escape(path)}</code>", text)


def test_what_needs_a_token_says_so_and_is_no_link(client: Client) -> None:
    articles = page(client).split("<article>")
    (sending,) = [each for each in articles if "<code>POST /uploads</code>" in each]
    assert "perlu token" in sending
    assert "Contoh:" not in sending


def test_every_example_answers(client: Client) -> None:
    examples = re.findall(r'<a href="(http://testserver/api/[^"]+)"', page(client))
    assert len(examples) > 10
    for address in examples:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_it_speaks_english_too(client: Client) -> None:
    assert "API for programs" in page(client, "?bahasa=en")
    assert "Longitude in degrees" in page(client, "?bahasa=en")


def test_it_asks_nothing_of_other_hosts_and_holds_no_script(client: Client) -> None:
    text = page(client)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!testserver)', text)
    assert "<script" not in text
    assert "style=" not in text


def test_a_reader_that_has_it_already_gets_304(client: Client) -> None:
    tag = client.get("/api/docs")["ETag"]
    assert client.get("/api/docs", headers={"if-none-match": tag}).status_code == 304
