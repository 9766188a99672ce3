"""The address of a filtered view, opened anew by somebody else, gives the same view, its form and its further pages."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db
VIEWS = {
    "facilities": "/fasilitas/?wilayah=64.08.06&kelompok=pendidikan&jenis=sd&q=sd",
    "facilities of a group": "/fasilitas/?wilayah=64.08&kelompok=pendidikan",
    "facilities near": "/fasilitas/?kelompok=kesehatan&dekat=0.5,117.5",
    "projects": "/proyek/?q=jalan&wilayah=64.08.06&tahap=bast&tahun=2025",
    "projects by value": "/proyek/?nilai=200-juta-1-miliar&warna=nilai",
    "projects of a provider": "/proyek/?penyedia=cv-contoh-5&wilayah=64.08",
    "projects of a year": "/proyek/?tahun=2025&wilayah=64.08",
    "documents": "/dokumen/?q=desa&wilayah=64.08.06&jenis=apbdes&tahun=2026&kelas=berkala&keadaan=berlaku",
    "documents of a region alone": "/dokumen/?wilayah=64.08.06.2001&cakupan=sendiri",
    "documents of a year": "/dokumen/?tahun=2026",
    "ranking": "/monografi/?indikator=penduduk&tahun=2025&sebagai=km2&tingkat=desa&wilayah=64.08.06&urut=kecil",
    "ranking of a change": "/monografi/?indikator=penduduk&tahun=2025&sebagai=perubahan&sejak=2024&tingkat=kecamatan",
    "comparison": "/monografi/banding/?wilayah=64.08.04,64.08.06&tahun=2025&indikator=penduduk",
    "comparison to add to": "/monografi/banding/?wilayah=64.08.04&cari=sangatta",
    "quantiles": "/monografi/peta/?indikator=penduduk&tahun=2025&tingkat=desa&dalam=64.08.04&cara=kuantil&kelas=4",
    "equal steps": "/monografi/peta/?indikator=penduduk&tingkat=kecamatan&cara=selang&kelas=7",
    "Jenks": "/monografi/peta/?indikator=apbdes_dd&sebagai=orang&cara=jenks&kelas=3",
    "own breaks": "/monografi/peta/?indikator=penduduk&cara=manual&batas=500,1000,5000",
    "freshness": "/kebaruan/?kecamatan=64.08.06&keadaan=perlu",
    "freshness by keeper": "/kebaruan/?pengelola=dikelola_diskominfo",
    "freshness of all": "/kebaruan/?tampil=semua",
    "cross-checks": "/periksa-silang/?kecamatan=64.08.04&jenis=luas",
    "search": "/cari/?q=puskesmas",
    "search of a part": "/cari/?q=jalan&bagian=proyek",
    "news": "/kabar/?wilayah=64.08.06",
    "data": "/data/?q=batas&wilayah=64.08.06&tema=batas&format=gpkg",
    "data of a layer": "/data/desa/?region=64.08.06&kind=desa&as_of=2026-02-03",
    "facilities as data": "/data/fasilitas/?region=64.08.06.2001&group=pendidikan&condition=baik",
    "procurement": "/data/ocds/?region=64.08.06&year=2025",
    "news, a further page": "/kabar/?wilayah=64.08&halaman=2",
}
# What says which page of the list it is.
PAGING = {"sesudah", "setelah", "halaman"}
# What no field of the form shows: it stands in the page as links.
IN_LINKS = {"tampil", "bagian"}


class Form(HTMLParser):
    """The values the fields of the forms of a page hold that is sent by GET, by their names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.options: dict[str, list[str]] = {}
        self._select = self._open = ""
        self._taken = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "input" and name:
            self.values.setdefault(name, []).append(found.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self._taken = "selected" in found
            self._open = found.get("value") or "" if "value" in found else "text"
            if self._open != "text":
                self._option(self._open)

    def handle_data(self, data: str) -> None:
        if self._open == "text" and data.strip():
            self._option(data.strip())
            self._open = ""

    def _option(self, value: str) -> None:
        self.options.setdefault(self._select, []).append(value)
        if self._taken:
            self.values.setdefault(self._select, []).append(value)


def main_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.content.decode()[-2000:]}"
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def filters_of(address: str) -> dict[str, str]:
    return {name: value for name, value in parse_qsl(urlsplit(address).query) if name not in PAGING}


@pytest.fixture(params=list(VIEWS.values()), ids=list(VIEWS))
def address(request: Any) -> str:
    return str(request.param)


def test_an_address_gives_the_same_view_to_somebody_else(client: Client, address: str) -> None:
    first = main_of(client, address)
    cache.clear()  # what the first had made must not be what the second is given
    assert main_of(Client(), address) == first
    assert main_of(client, urlsplit(address).path) != first, "the filters change nothing"


def test_the_form_shows_what_the_address_asks(client: Client, address: str) -> None:
    shown = Form(main_of(client, address)).values
    asked = filters_of(address)
    assert {name: shown.get(name) for name in asked if name not in IN_LINKS} == {
        name: [value] for name, value in asked.items() if name not in IN_LINKS
    }


def further_pages(html: str, address: str) -> list[str]:
    pagers = re.findall(r'<nav class="pager".*?</nav>', html, flags=re.DOTALL)
    links = re.findall(r'href="([^"#]*)', "".join(pagers))
    return [urljoin(address, link.replace("&amp;", "&")) for link in links]


@pytest.mark.parametrize(
    "address",
    [
        "/fasilitas/?wilayah=64.08&kelompok=pendidikan",
        "/proyek/?wilayah=64.08&warna=nilai",
        "/dokumen/?wilayah=64.08&keadaan=berlaku",
        "/kabar/?wilayah=64.08",
    ],
)
def test_further_pages_keep_the_filters(client: Client, address: str) -> None:
    first = main_of(client, address)
    (following,) = further_pages(first, address)
    assert filters_of(following) == filters_of(address)
    second = main_of(Client(), following)
    assert second != first
    back = further_pages(second, following)
    assert back and all(filters_of(each) == filters_of(address) for each in back)
    assert Form(second).values.items() >= Form(first).values.items()
