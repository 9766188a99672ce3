import re
from collections.abc import Callable

import pytest
from django.test import Client

from .conftest import Page

pytestmark = pytest.mark.django_db
Get = Callable[[str], Page]
ADDRESSES = ["/", "/cari/?q=busang", "/wilayah/64.08.04/", "/wilayah/64.08.04/p-teluk-rawa/", "/peta/", "/masuk/", "/x"]
# Words no English sentence holds; names and terms of law may stay.
INDONESIAN = re.compile(
    r"\b(yang|dan|dari|untuk|tidak|belum|wilayah|batas|luas|halaman|sumber|cari|unduh)\b", re.IGNORECASE
)


def with_query(address: str, extra: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{extra}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_english_page_speaks_english(get: Get, address: str) -> None:
    page = get(with_query(address, "bahasa=en"))
    assert page.document.one("html").attributes["lang"] == "en"
    main = page.document.one("main")
    foreign = {element.text for element in main.all("*", lang="id")}
    words = main.text
    for text in foreign:
        words = words.replace(text, "")
    assert set(INDONESIAN.findall(words)) - {"dan"} == set()


def test_english_writes_numbers_the_english_way(get: Get) -> None:
    assert re.search(r"\d,\d{3}\.\d", get("/?bahasa=en").text)
    assert re.search(r"\d\.\d{3},\d", get("/?bahasa=id").text)


def test_language_is_kept_in_a_cookie_and_can_be_changed_on_the_spot(client: Client) -> None:
    client.get("/?bahasa=en")
    assert 'lang="en"' in client.get("/wilayah/64.08.04/?urut=nama").content.decode()
    page = client.get("/wilayah/64.08.04/?urut=nama").content.decode()
    assert 'href="/wilayah/64.08.04/?urut=nama&amp;bahasa=id"' in page


def test_indonesian_is_what_is_spoken_whatever_the_browser_says(client: Client) -> None:
    assert 'lang="id"' in client.get("/", headers={"accept-language": "en-US"}).content.decode()
