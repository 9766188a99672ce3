from collections.abc import Callable

import pytest
from django.test import Client

from geoportal.pages import home

from .conftest import Page, read

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]


def test_absent_page_offers_the_search_with_what_was_asked(get: Get) -> None:
    page = get("/desa/long-bentuq/")
    assert page.status == 404
    assert page.document.one("input", type="search").attributes["value"] == "long bentuq"


def test_absent_page_speaks_both_languages(get: Get) -> None:
    assert "There is no such page" in get("/tidak-ada").text
    assert "Halaman ini tidak ada." in get("/tidak-ada?bahasa=en").text


def test_absent_address_of_the_api_is_a_problem_document(client: Client) -> None:
    response = client.get("/api/tidak/ada")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_failure_says_so_without_details(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("rahasia")

    monkeypatch.setattr(home, "region_by_code", fail)
    client.raise_request_exception = False
    response = client.get("/")
    page = read(response.content.decode())
    assert response.status_code == 500
    assert "Portal sedang bermasalah" in page.text and "The portal has a problem" in page.text
    assert "rahasia" not in page.text


def test_form_without_its_token_is_refused_in_the_same_look() -> None:
    response = Client(enforce_csrf_checks=True).post("/masuk/", {"username": "a", "password": "b"})
    assert response.status_code == 403 and "kedaluwarsa" in response.content.decode()


def test_other_methods_are_refused(client: Client) -> None:
    assert {client.post(address).status_code for address in ("/", "/wilayah/64.08.04/", "/peta/", "/cari/")} == {405}
