"""KML: well-formed whatever texts hold, drawn as declared, the same as the API says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import shapely
from defusedxml.ElementTree import parse
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from facilities.models import FacilityVersion
from layers.exports import kml
from layers.registry import get_layer
from tests.contract.test_export_gis_files import WITHIN, told
from tests.factories.exports import LAYERS, every_layer, fetch

pytestmark = pytest.mark.django_db
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(autouse=True)
def layers(tmp_path: Path) -> Iterator[None]:
    with every_layer(tmp_path):
        yield


def document(client: Client, folder: Path, address: str) -> Element:
    return parse(fetch(client, address, folder)).getroot().find(f"{KML}Document")  # type: ignore[no-any-return]


def placemarks(root: Element) -> list[tuple[Element, dict[str, str]]]:
    """Return each placemark with the data it carries."""
    found = root.findall(f"{KML}Placemark")
    return [(each, _data(each)) for each in found]


def _data(placemark: Element) -> dict[str, str]:
    return {data.attrib["name"]: data.findtext(f"{KML}value", "") for data in placemark.iter(f"{KML}Data")}


def shape(element: Element) -> Any:
    """Return the geometry an element of KML is."""
    kind = element.tag.removeprefix(KML)
    if kind == "MultiGeometry":
        return shapely.unary_union([shape(part) for part in element])
    rings = [
        [tuple(map(float, pair.split(","))) for pair in (each.text or "").split()]
        for each in element.iter(f"{KML}coordinates")
    ]
    if kind == "Polygon":
        return shapely.Polygon(rings[0], rings[1:])
    return shapely.Point(rings[0][0]) if kind == "Point" else shapely.LineString(rings[0])


def as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def same(read: str, value: Any) -> bool:
    return float(read) == value if isinstance(value, float) else read == as_text(value)


@pytest.mark.parametrize("key", LAYERS)
def test_file_says_what_the_api_says(client: Client, tmp_path: Path, key: str) -> None:
    expected, found = list(told(client, key).values()), placemarks(document(client, tmp_path, f"/unduh/{key}.kml"))
    assert len(found) == len(expected) > 0
    for (placemark, data), feature in zip(found, expected, strict=True):
        known = {name: value for name, value in feature["properties"].items() if value is not None}
        assert list(data) == list(known)
        assert [name for name, value in known.items() if not same(data[name], value)] == []
        one, other = shape(placemark[-1]), shapely.geometry.shape(feature["geometry"])
        assert one.hausdorff_distance(shapely.unary_union(other)) < WITHIN


@pytest.mark.parametrize("key", LAYERS)
def test_it_is_drawn_as_declared(client: Client, tmp_path: Path, key: str) -> None:
    layer, root = get_layer(key, AnonymousUser()), document(client, tmp_path, f"/unduh/{key}.kml")
    assert layer is not None
    fills = {each.attrib["id"]: each.findtext(f"{KML}IconStyle/{KML}color") for each in root.findall(f"{KML}Style")}
    looks = {category.value: kml.colour(category.fill) for category in layer.categories}
    for placemark, data in placemarks(root):
        used = fills[(placemark.findtext(f"{KML}styleUrl") or "").removeprefix("#")]
        assert used == looks.get(data.get(layer.category_field or "", ""), kml.colour(layer.style.fill))


def test_nothing_in_a_text_is_markup(client: Client, tmp_path: Path) -> None:
    evil = "<script>alert('1')</script> & \"]]>\x01"
    FacilityVersion.objects.update(name=evil)
    placemark, data = placemarks(document(client, tmp_path, "/unduh/fasilitas.kml"))[0]
    clean = evil.removesuffix("\x01")
    assert placemark.findtext(f"{KML}name") == data["name"] == clean
    balloon = placemark.findtext(f"{KML}description") or ""
    assert "<script" not in balloon and "&lt;script&gt;" in balloon


def test_colours_are_turned_round() -> None:
    assert (kml.colour("#0b5f66"), kml.colour("#abc", 0.5)) == ("ff665f0b", "80ccbbaa")


def test_another_system_is_refused(client: Client) -> None:
    response = client.get("/unduh/desa.kml?crs=EPSG:32650")
    assert (response.status_code, response.json()["parameter"]) == (400, "crs")
