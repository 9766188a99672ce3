"""`/data/{layer}/`: what it tells, the filter builder with scripts off, downloads and addresses that carry what is asked."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import call_command
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.utils.html import strip_tags

from boundaries.models import Boundary
from layers import registry
from layers.declaration import Layer
from layers.exports.formats import fitting
from layers.models import LayerSettings, Visibility
from tests.factories.throwaway import OFFICES

pytestmark = pytest.mark.django_db
LAYERS = ("kecamatan", "desa", "kabupaten", "fasilitas", "proyek")
BUSANG = "64.08.06"


def main_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def words(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def links(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', html)]


def sent(client: Client, key: str, **values: str) -> str:
    """Send the form as a browser does; return the address it leads to, without the fragment."""
    response = client.get(f"/data/{key}/", values)
    assert response.status_code == 302
    address, _mark, fragment = response["Location"].partition("#")
    assert fragment == "hasil"
    return address


def count_of(html: str) -> int:
    found = re.search(r'id="judul-hasil">\s*(?:Semua )?([\d.]+) fitur', html)
    assert found is not None
    return int(found[1].replace(".", ""))


def ids(client: Client, address: str) -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return {each["id"] for each in json.loads(answer.getvalue())["features"]}


@pytest.mark.parametrize("key", LAYERS)
def test_it_tells_what_the_layer_is(client: Client, key: str) -> None:
    html = main_of(client, f"/data/{key}/")
    layer = registry.get_layer(key, AnonymousUser())
    assert layer is not None
    told = words(html)
    for each in (layer.title_id, layer.description_id, layer.licence, layer.steward, "rilis 1", "data contoh"):
        assert each in told, each
    assert '<svg class="map"' in html
    shown = html.partition('id="kolom"')[2]
    assert [field.name for field in layer.fields] == re.findall(r"<code>([^<]+)</code>", shown)
    assert f"/lapisan/{key}/" in links(html)


@pytest.mark.parametrize("key", LAYERS)
def test_every_format_that_fits_has_a_button_and_a_bundle_and_all_answer(client: Client, key: str) -> None:
    layer = registry.get_layer(key, AnonymousUser())
    assert layer is not None
    found = links(main_of(client, f"/data/{key}/?region={BUSANG}" if key != "kabupaten" else f"/data/{key}/"))
    query = f"?region={BUSANG}" if key != "kabupaten" else ""
    for form in fitting(layer.geometry_type):
        path = f"/unduh/{key}.{form.name}"
        assert path + query in found, path
        bundle = path + (f"{query}&bundel=1" if query else "?bundel=1")
        assert bundle in found
        for address in (path + query, bundle):
            assert client.head(address).status_code == 200, address


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("desa", "crs=EPSG:32650"),
        ("desa", "geometry=none"),
        ("desa", "geometry=350"),
        ("desa", "as_of=2026-02-03&kind=desa"),
        ("desa", "release=1&properties=name,code&sortby=-area_km2"),
        ("desa", "bbox=117,0,118,1&filter=area_km2%20%3E%2010"),
        ("fasilitas", "group=pendidikan&crs=EPSG:9470"),
        ("proyek", "region=64.08.04&geometry=none&crs=EPSG:32650"),
    ],
)
def test_every_file_that_is_offered_takes_what_is_asked(client: Client, key: str, query: str) -> None:
    html = main_of(client, f"/data/{key}/?{query}")
    offered = [each for each in links(html) if each.startswith("/unduh/")]
    assert len(offered) > 4
    for address in offered:
        assert client.head(address).status_code == 200, address


def test_the_size_of_a_file_that_lies_ready_is_told(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.PUBLIC_URL = str(tmp_path), "http://testserver"
    assert not re.search(r"QGIS, peta web, program · ", words(main_of(client, "/data/kecamatan/")))
    call_command("layers_prepare", "kecamatan")
    size = int(client.get("/unduh/kecamatan.geojson")["Content-Length"])
    shown = words(main_of(client, "/data/kecamatan/"))
    assert f"QGIS, peta web, program · {filesizeformat(size)}".replace("\xa0", " ") in shown
    assert "program · " not in words(main_of(client, "/data/kecamatan/?region=64.08.06"))


def test_a_bundle_names_the_source_the_features_name(client: Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get("/unduh/desa.geojson?bundel=1").getvalue()))
    said = json.loads(archive.read("metadata.json"))["source"]
    assert said and f"Sumber: {said}" in archive.read("BACA-SAYA.txt").decode()
    assert said in words(main_of(client, "/data/desa/"))


def test_the_words_for_programs_are_linked_and_answer(client: Client) -> None:
    found = links(main_of(client, "/data/desa/"))
    for part in ("styles/desa.qml", "styles/desa.sld", "styles/desa.json", "metadata.xml", "releases.atom"):
        assert f"/api/collections/desa/{part}" in found
        assert client.get(f"/api/collections/desa/{part}").status_code == 200
    assert "/api/records" in found


def test_the_last_changes_are_counted(client: Client) -> None:
    assert "141 bertambah, 0 berubah, 0 hilang" in words(main_of(client, "/data/desa/"))


def test_the_controls_fit_the_fields(client: Client) -> None:
    html = main_of(client, "/data/fasilitas/")
    assert '<option value="pendidikan">Pendidikan</option>' in html  # a code list says its words
    assert 'name="name.teks"' in html and 'name="name.cara"' in html
    assert 'type="date" name="source_date.dari"' in html or 'name="source_date' not in html
    desa = main_of(client, "/data/desa/")
    assert 'type="number" step="any" name="area_km2.dari"' in desa
    assert 'name="provinsi_name"' not in desa  # says the same of every row
    assert '<option value="kelurahan">kelurahan</option>' in desa


def test_a_region_narrows_by_kecamatan_and_by_desa(client: Client) -> None:
    html = main_of(client, sent(client, "desa", region=BUSANG, kind="", **{"name.teks": ""}))
    there = Boundary.objects.of_level("desa").current().filter(region__parent__codes__code=BUSANG).count()
    assert count_of(html) == there
    assert f'<option value="{BUSANG}" selected>' in html
    assert "Wilayah: Busang (64.08.06)" in words(html)
    one = main_of(client, sent(client, "desa", region="64.08.06.2001", kind=""))
    assert count_of(one) == 1 and "Long Bentuq" in words(one)


ASKED: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("desa", {"kind": "kelurahan"}, {"kind": "kelurahan"}),
    ("desa", {"area_km2.dari": "100", "area_km2.sampai": "500,5"}, {"filter": "area_km2 >= 100 AND area_km2 <= 500.5"}),
    ("desa", {"name.cara": "memuat", "name.teks": "long"}, {"filter": "CASEI(name) LIKE CASEI('%long%')"}),
    ("desa", {"name.cara": "sama", "name.teks": "Long Bentuq"}, {"name": "Long Bentuq"}),
    ("desa", {"valid_from.sampai": "2030-01-01"}, {"filter": "valid_from <= DATE('2030-01-01')"}),
    (
        "desa",
        {"region": BUSANG, "area_km2.dari": "50", "filter": "name = 'Long Lees' OR name = 'Long Bentuq'"},
        {"region": BUSANG, "filter": "area_km2 >= 50 AND (name = 'Long Lees' OR name = 'Long Bentuq')"},
    ),
    ("fasilitas", {"group": "pendidikan", "sample": "true"}, {"group": "pendidikan", "sample": "true"}),
    (
        "proyek",
        {"year.dari": "2025", "year.sampai": "2025", "region": "64.08.04"},
        {"region": "64.08.04", "filter": "year >= 2025 AND year <= 2025"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "form", "grammar"), ASKED, ids=[str(each[1]) for each in ASKED])
def test_the_form_becomes_the_one_grammar(
    client: Client, key: str, form: dict[str, str], grammar: dict[str, str]
) -> None:
    """Page, API and file hold the same features; the address fills the form again and reproduces the page."""
    address = sent(client, key, **form, release="")
    assert {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()} == grammar
    html = main_of(client, address)
    of_api = ids(client, f"/api/collections/{key}/items?limit=10000&{urlencode(grammar)}")
    of_file = ids(client, f"/unduh/{key}.geojson?{urlencode(grammar)}")
    assert of_api == of_file and count_of(html) == len(of_file) > 0
    assert f"/unduh/{key}.geojson?{urlencode(grammar)}" in links(html)
    cache.clear()
    assert main_of(Client(), address) == html


def test_an_address_fills_the_form_and_sent_again_is_the_same_address(client: Client) -> None:
    address = sent(
        client, "desa", **{"area_km2.dari": "10", "area_km2.sampai": "900", "name.teks": "a", "kind": "desa"}
    )
    html = main_of(client, address)
    assert 'name="area_km2.dari" value="10"' in html and 'name="area_km2.sampai" value="900"' in html
    assert 'name="name.teks" value="a"' in html
    form = html.partition('class="data-form"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    chosen = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, flags=re.DOTALL)
    for name, options in chosen:
        taken = re.search(r'value="([^"]*)" selected', options)
        fields[name] = taken[1] if taken else re.findall(r'value="([^"]*)"', options)[0]
    assert sent(client, "desa", **{name: unescape(value) for name, value in fields.items()}) == address


def test_a_filter_written_by_hand_is_kept_as_it_was_written(client: Client) -> None:
    text = "name IN ('Long Lees', 'Long Bentuq') OR bps_code IS NOT NULL AND area_km2 > 1e9"
    html = main_of(client, f"/data/desa/?{urlencode({'filter': text})}")
    assert f'name="filter" value="{text}"'.replace("'", "&#x27;").replace(">", "&gt;") in html
    assert count_of(html) == 2
    assert "CQL2: name IN" in words(html)


def test_each_condition_can_be_taken_away(client: Client) -> None:
    address = sent(client, "desa", region=BUSANG, kind="desa", **{"area_km2.dari": "50", "name.teks": "long"})
    html = main_of(client, address)
    conditions = html.partition('class="conditions"')[2].partition("</ul>")[0]
    without = [each.partition("#")[0] for each in links(conditions)]
    assert len(without) == 4
    names = [set(parse_qs(urlsplit(each).query)) for each in without]
    assert names == [
        {"kind", "filter"},
        {"region", "filter"},
        {"region", "kind", "filter"},
        {"region", "kind", "filter"},
    ]
    counts = [count_of(main_of(client, each)) for each in without]
    assert all(each >= count_of(html) for each in counts)


def test_what_the_form_cannot_show_is_passed_on(client: Client) -> None:
    html = main_of(client, "/data/desa/?bbox=116,0,117,1&properties=name,code&kind=desa")
    for name, value in (("bbox", "116,0,117,1"), ("properties", "name,code")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert "/unduh/desa.csv?kind=desa&bbox=116%2C0%2C117%2C1&properties=name%2Ccode" in links(html)


def test_files_that_cannot_say_their_system_are_offered_without_it(client: Client) -> None:
    found = links(main_of(client, "/data/desa/?crs=EPSG:32650"))
    assert "/unduh/desa.gpkg?crs=EPSG%3A32650" in found and "/unduh/desa.geojson" in found
    assert client.head("/unduh/desa.gpkg?crs=EPSG%3A32650").status_code == 200


def test_without_shapes_only_tables_are_offered(client: Client) -> None:
    found = links(main_of(client, "/data/desa/?geometry=none"))
    assert any(each.startswith("/unduh/desa.csv") for each in found)
    assert not any(each.startswith("/unduh/desa.gpkg") for each in found)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("area_km2.dari=banyak", "Luas geodesik (km²)"),
        ("valid_from.sampai=31-01-2026", "Berlaku sejak"),
        ("filter=area_km2%20%3E%3E%201", "filter"),
        ("nihil=1", "nihil"),
        ("region=abc", "region"),
        ("release=99", "release"),
        ("kind=desa&kind=kelurahan", "Jenis"),
        ("filter=%7B%7D&filter-lang=cql2-json&kind=&area_km2.dari=1", "filter"),
        ("filter-lang=sql&filter=x", "filter-lang"),
        ("name.teks=%00", "Nama"),
    ],
)
def test_what_cannot_be_read_is_named_above_the_form(client: Client, query: str, named: str) -> None:
    html = main_of(client, f"/data/desa/?{query}", status=400)
    notice = html.partition('role="alert"')[2].partition("</div>")[0]
    assert f"<b>{named}</b>" in notice
    assert 'class="data-form"' in html


def test_what_was_typed_wrong_stands_in_the_form(client: Client) -> None:
    html = main_of(
        client, f"/data/desa/?region={BUSANG}&area_km2.dari=banyak&name.teks=long&name.cara=sama", status=400
    )
    assert 'name="area_km2.dari" value="banyak"' in html and f'<option value="{BUSANG}" selected>' in html


def test_nothing_that_fits_says_so_and_offers_no_empty_file(client: Client) -> None:
    html = main_of(client, "/data/desa/?name=Nihil")
    assert "Tidak ada fitur yang cocok" in words(html)
    assert not any(each.startswith("/unduh/") for each in links(html))


@pytest.mark.parametrize(
    "query", ["name=%3Cscript%3Ealert(1)%3C/script%3E", "filter=%22%3E%3Cscript%3E", "region=%3Cb%3E"]
)
def test_nothing_asked_becomes_markup(client: Client, query: str) -> None:
    text = client.get(f"/data/desa/?{query}").content.decode()
    assert "<script>alert" not in text and '"><script>' not in text and "<b>&lt;" not in text.partition("data-form")[2]


def test_the_addresses_to_copy_answer(client: Client) -> None:
    html = main_of(client, f"/data/desa/?region={BUSANG}")
    copied = [unescape(each) for each in re.findall(r'data-share="([^"]*)"', html)]
    addresses = [address for each in copied for address in re.findall(r"https?://[^\s\"]+", each)]
    assert len(addresses) >= 8
    for address in addresses:
        path = address.removeprefix("http://testserver").replace("{z}/{x}/{y}", "9/422/255")
        assert client.get(path).status_code in (200, 204), path
    text = "\n".join(copied)
    for each in ("read_file(", "Csv.Document(Web.Contents(", "curl -fLOJ", "ragam=excel", "requests.get("):
        assert each in text, each


def test_the_lines_of_python_are_python(client: Client) -> None:
    html = main_of(client, f"/data/fasilitas/?region={BUSANG}&name=O%27x")
    for each in re.findall(r'data-share="([^"]*)"', html.partition('id="cara-python"')[2].partition("</details>")[0]):
        compile(unescape(each), "copied", "exec")


def test_the_bundle_says_the_filter_in_words(client: Client) -> None:
    address = sent(client, "desa", region=BUSANG, **{"area_km2.dari": "50"})
    (bundle,) = (
        each for each in links(main_of(client, address)) if each.startswith("/unduh/desa.gpkg") and "bundel" in each
    )
    archive = zipfile.ZipFile(io.BytesIO(client.get(bundle).getvalue()))
    readme = archive.read("BACA-SAYA.txt").decode()
    assert "Luas geodesik (km²) mulai 50" in readme and BUSANG in readme


def test_it_speaks_english(client: Client) -> None:
    html = main_of(client, "/data/desa/?bahasa=en")
    assert "How to connect" in words(html) and "Download GeoPackage" in words(html)
    assert "bahasa" not in " ".join(each for each in links(html) if each.startswith("/unduh/"))


def test_a_hidden_layer_has_no_page(client: Client) -> None:
    LayerSettings.objects.create(key="desa", visibility=Visibility.INTERNAL)
    assert client.get("/data/desa/").status_code == 404
    assert client.get("/data/nihil/").status_code == 404


def test_it_revalidates(client: Client) -> None:
    first = client.get("/data/desa/?kind=kelurahan")
    assert client.get("/data/desa/?kind=kelurahan", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.fixture
def offices() -> Iterator[Layer]:
    yield registry.register(OFFICES)
    registry.unregister(OFFICES.key)


def test_a_layer_declared_in_one_place_has_it_with_no_further_code(client: Client, offices: Layer) -> None:
    assert "/data/kantor-uji/" in links(main_of(client, "/data/"))
    html = main_of(client, sent(client, "kantor-uji", region="64.08.04", **{"area_m2.dari": "1"}))
    assert count_of(html) == 1
    (address,) = (
        each for each in links(html) if each.startswith("/unduh/kantor-uji.geojson?") and "bundel" not in each
    )
    assert ids(client, address) == {"64.08.04"}


def test_queries_do_not_grow_with_the_rows(client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/data/fasilitas/?group=pendidikan")
    with django_assert_max_num_queries(16):
        client.get("/data/fasilitas/?group=pendidikan")


def test_the_page_of_features_names_the_sources_its_features_name(client: Client) -> None:
    row = re.compile(r"<dt>Sumber</dt><dd>(.*?)</dd>")
    told = [row.findall(main_of(client, f"/{where}/desa/")) for where in ("data", "lapisan")]
    assert told[0] == told[1] and "Data contoh" in told[0][0]


def test_the_page_of_features_leads_to_the_feed_of_releases(client: Client) -> None:
    (feed,) = [each for each in links(main_of(client, "/lapisan/desa/")) if each.endswith("releases.atom")]
    assert client.get(feed)["Content-Type"].startswith("application/atom+xml")


def test_large_amounts_are_parted_and_years_are_not(client: Client) -> None:
    table = main_of(client, "/data/proyek/").partition("preview-rows")[2].partition("</table>")[0]
    cells = [words(each) for each in re.findall(r"<td.*?</td>", table, re.DOTALL)]
    assert any(re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", each) for each in cells)
    assert any(re.fullmatch(r"20\d\d", each) for each in cells)
    assert not [each for each in cells if re.fullmatch(r"\d{5,}", each)]
