"""The style of every layer in three forms: each is what its readers expect, and tells the categories apart."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from layers import registry
from layers.models import LayerSettings, Visibility
from tests.factories.throwaway import OFFICES

pytestmark = pytest.mark.django_db
NAMES = {"sld": "http://www.opengis.net/sld", "se": "http://www.opengis.net/se", "ogc": "http://www.opengis.net/ogc"}
HERE = "/api/collections/{0}/styles/{0}.{1}"
LAYERS = ["kabupaten", "kecamatan", "desa", "fasilitas", "proyek", "kantor-uji"]
MEDIA = {
    "json": "application/vnd.mapbox.style+json",
    "qml": "application/x-qgis-layer-settings",
    "sld": "application/vnd.ogc.sld+xml;version=1.1",
}


@pytest.fixture(autouse=True)
def offices() -> Iterator[None]:
    registry.register(OFFICES)
    yield
    registry.unregister(OFFICES.key)


def declared(key: str) -> registry.Layer:
    shelf = registry.find_shelf(key)
    assert shelf is not None
    return shelf.layer


def maplibre(client: Client, key: str) -> dict[str, Any]:
    return client.get(HERE.format(key, "json")).json()  # type: ignore[no-any-return]


def xml(client: Client, key: str, extension: str) -> ET.Element:
    return ET.fromstring(client.get(HERE.format(key, extension)).content)


def options(part: ET.Element) -> dict[str, str]:
    return {each.get("name", ""): each.get("value", "") for each in part.iterfind("Option/Option")}


@pytest.mark.parametrize("key", LAYERS)
def test_every_layer_lists_its_style_and_answers_each_form(client: Client, key: str) -> None:
    links = client.get(f"/api/collections/{key}").json()["links"]
    listed = next(each["href"] for each in links if each["rel"].endswith("/rel/ogc/1.0/styles"))
    styles = client.get(listed).json()
    assert (styles["default"], [each["id"] for each in styles["styles"]]) == (key, [key])
    sheets = {each["href"].rsplit(".", 1)[-1]: each for each in styles["styles"][0]["links"]}
    assert {name: each["type"] for name, each in sheets.items()} == MEDIA
    assert {each["href"] for each in links if each["rel"] == "stylesheet"} == {each["href"] for each in sheets.values()}
    for name, each in sheets.items():
        answer = client.get(each["href"], headers={"accept": "image/png"})
        assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA[name])
        again = client.get(each["href"], headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_style_reads_the_tiles_the_layer_has(client: Client) -> None:
    for key in LAYERS:
        style = maplibre(client, key)
        assert style["version"] == 8
        document = client.get(style["sources"][key]["url"]).json()
        known = {each["id"] for each in document["vector_layers"]}
        assert {each["source-layer"] for each in style["layers"]} <= known
        assert {each["source"] for each in style["layers"]} == {key}
        assert len({each["id"] for each in style["layers"]}) == len(style["layers"])
    assert [each["type"] for each in maplibre(client, "desa")["layers"]] == ["fill", "line"]
    assert [each["type"] for each in maplibre(client, "kantor-uji")["layers"]] == ["circle"]


def test_dashes_are_counted_in_widths(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"style": {"dash": "6 3", "width": 2.0}})
    line = maplibre(client, "desa")["layers"][1]
    assert (line["paint"]["line-width"], line["paint"]["line-dasharray"]) == (2.0, [3.0, 1.5])
    parts = xml(client, "desa", "qml").findall("renderer-v2/symbols/symbol/layer")
    assert [each.get("class") for each in parts] == ["SimpleFill", "SimpleLine"]
    assert options(parts[1])["customdash"] == "6;3"
    assert 'name="stroke-dasharray">6 3<' in client.get(HERE.format("desa", "sld")).content.decode()


def test_maplibre_tells_categories_apart(client: Client) -> None:
    layer = declared("fasilitas")
    colour = maplibre(client, "fasilitas")["layers"][0]["paint"]["circle-color"]
    assert colour[:2] == ["match", ["get", "category"]]
    pairs = dict(zip(colour[2:-1:2], colour[3:-1:2], strict=True))
    assert pairs == {each.value: each.fill for each in layer.categories}
    assert colour[-1] == layer.style.fill
    assert maplibre(client, "kantor-uji")["layers"][0]["paint"]["circle-color"] == OFFICES.style.fill


@pytest.mark.parametrize(
    ("key", "symbol", "geometry"), [("desa", "fill", "2"), ("fasilitas", "marker", "0"), ("kantor-uji", "marker", "0")]
)
def test_qml_has_symbols_of_the_geometry(client: Client, key: str, symbol: str, geometry: str) -> None:
    root = xml(client, key, "qml")
    layer = declared(key)
    assert root.tag == "qgis" and root.findtext("layerGeometryType") == geometry
    symbols = root.findall("renderer-v2/symbols/symbol")
    assert {each.get("type") for each in symbols} == {symbol}
    assert all(each.find("layer[@class]") is not None for each in symbols)
    aliases = {each.get("field"): each.get("name") for each in root.iterfind("aliases/alias")}
    assert aliases == {field.name: field.title_id for field in layer.fields}


def test_qml_is_categorised_by_the_field_of_the_categories(client: Client) -> None:
    layer = declared("fasilitas")
    renderer = xml(client, "fasilitas", "qml").find("renderer-v2")
    assert renderer is not None and (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "group")
    found = renderer.findall("categories/category")
    assert [each.get("value") for each in found] == [*(each.value for each in layer.categories), ""]
    assert [each.get("label") for each in found] == [*(each.title_id for each in layer.categories), layer.title_id]
    symbols = {each.get("name"): each for each in renderer.iterfind("symbols/symbol")}
    assert {each.get("symbol") for each in found} == set(symbols)
    for category, said in zip(layer.categories, found, strict=False):
        mark, letter = symbols[said.get("symbol")].findall("layer")
        assert options(letter)["chr"] == category.letter
        red, green, blue = (int(category.fill[place : place + 2], 16) for place in (1, 3, 5))
        assert options(mark)["color"] == f"{red},{green},{blue},255"
    single = xml(client, "kantor-uji", "qml").find("renderer-v2")
    assert single is not None and single.get("type") == "singleSymbol"


def test_sld_has_a_rule_with_a_filter_for_each_category_and_one_for_the_rest(client: Client) -> None:
    layer = declared("fasilitas")
    root = xml(client, "fasilitas", "sld")
    assert (root.tag, root.get("version")) == (f"{{{NAMES['sld']}}}StyledLayerDescriptor", "1.1.0")
    assert root.findtext("sld:NamedLayer/se:Name", namespaces=NAMES) == "fasilitas"
    *apart, rest = root.findall(".//se:Rule", NAMES)
    same = "ogc:Filter/ogc:PropertyIsEqualTo"
    assert [
        (rule.findtext(f"{same}/ogc:PropertyName", None, NAMES), rule.findtext(f"{same}/ogc:Literal", None, NAMES))
        for rule in apart
    ] == [("group", each.value) for each in layer.categories]
    assert rest.find("se:ElseFilter", NAMES) is not None
    assert all(rule.find("se:PointSymbolizer/se:Graphic/se:Mark", NAMES) is not None for rule in (*apart, rest))
    (only,) = xml(client, "desa", "sld").findall(".//se:Rule", NAMES)
    assert only.find("se:ElseFilter", NAMES) is None and only.find("se:PolygonSymbolizer/se:Fill", NAMES) is not None


def test_what_a_keeper_changed_is_in_every_form(client: Client) -> None:
    title = 'Desa <"&\x0b>'
    LayerSettings.objects.update_or_create(key="desa", defaults={"style": {"stroke": "#123456"}, "title_id": title})
    assert maplibre(client, "desa")["layers"][1]["paint"]["line-color"] == "#123456"
    (part,) = xml(client, "desa", "qml").iterfind("renderer-v2/symbols/symbol/layer")
    assert options(part)["outline_color"] == "18,52,86,255"
    root = xml(client, "desa", "sld")
    assert root.findtext(".//sld:UserStyle/se:Description/se:Title", None, NAMES) == 'Desa <"&>'


@pytest.mark.parametrize("address", ["desa/styles", *(f"desa/styles/desa.{each}" for each in MEDIA)])
def test_hidden_layers_have_no_styles(client: Client, address: str) -> None:
    assert client.get(f"/api/collections/{address}").status_code == 200
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    assert client.get(f"/api/collections/{address}").status_code == 404


@pytest.mark.parametrize("wrong", ["kecamatan.qml", "desa.css", "desa"])
def test_what_is_no_style_is_refused_in_words(client: Client, wrong: str) -> None:
    answer = client.get(f"/api/collections/desa/styles/{wrong}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail_en"]


def test_styles_stand_in_the_openapi_document(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for key in LAYERS:
        assert f"/collections/{key}/styles" in paths
        for name, media in MEDIA.items():
            operation = paths[f"/collections/{key}/styles/{key}.{name}"]["get"]
            assert list(operation["responses"]["200"]["content"]) == [media]


def test_marks_are_as_large_as_on_our_own_maps(client: Client) -> None:
    """The corners of a square lie 1.22 times 8.5 px from its middle (layers/svg/marks.py); QGIS and SLD take its side."""
    layer = declared("fasilitas")
    place = next(place for place, each in enumerate(layer.categories) if each.mark == "square")
    mark = xml(client, "fasilitas", "qml").findall("renderer-v2/symbols/symbol")[place].find("layer")
    assert mark is not None and options(mark)["size"] == "14.67"
    rule = xml(client, "fasilitas", "sld").findall(".//se:Rule", NAMES)[place]
    assert rule.findtext(".//se:Graphic/se:Size", None, NAMES) == "14.67"
    radius = maplibre(client, "fasilitas")["layers"][0]["paint"]["circle-radius"]
    assert set(radius[3:-1:2]) == {8.5} and radius[-1] == layer.style.radius
