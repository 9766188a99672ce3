"""What catalogues read of every layer: ISO 19139, DCAT and schema.org, made from one record."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from documents.models import Document
from layers import registry
from layers.exports.formats import fitting
from layers.models import LayerSettings, Release, Visibility
from tests.factories.throwaway import OFFICES

pytestmark = pytest.mark.django_db
NAMES = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gml": "http://www.opengis.net/gml/3.2",
}
LAYERS = ["kabupaten", "kecamatan", "desa", "fasilitas", "proyek", "kantor-uji"]
DATA = "gmd:identificationInfo/gmd:MD_DataIdentification"
# Mandatory in the core of ISO 19115 for a data set with a place on the earth, and the standard's own order of them.
CORE = [
    "gmd:fileIdentifier/gco:CharacterString",
    "gmd:language/gmd:LanguageCode",
    "gmd:characterSet/gmd:MD_CharacterSetCode",
    "gmd:hierarchyLevel/gmd:MD_ScopeCode",
    "gmd:contact/gmd:CI_ResponsibleParty/gmd:organisationName/gco:CharacterString",
    "gmd:contact/gmd:CI_ResponsibleParty/gmd:role/gmd:CI_RoleCode",
    "gmd:dateStamp/gco:Date",
    "gmd:metadataStandardName/gco:CharacterString",
    "gmd:referenceSystemInfo//gmd:code/gco:CharacterString",
    f"{DATA}/gmd:citation/gmd:CI_Citation/gmd:title/gco:CharacterString",
    f"{DATA}/gmd:citation/gmd:CI_Citation/gmd:date/gmd:CI_Date/gmd:date/gco:Date",
    f"{DATA}/gmd:citation/gmd:CI_Citation/gmd:date/gmd:CI_Date/gmd:dateType/gmd:CI_DateTypeCode",
    f"{DATA}/gmd:abstract/gco:CharacterString",
    f"{DATA}/gmd:pointOfContact/gmd:CI_ResponsibleParty/gmd:organisationName/gco:CharacterString",
    f"{DATA}/gmd:spatialRepresentationType/gmd:MD_SpatialRepresentationTypeCode",
    f"{DATA}/gmd:language/gmd:LanguageCode",
    f"{DATA}/gmd:characterSet/gmd:MD_CharacterSetCode",
    f"{DATA}/gmd:topicCategory/gmd:MD_TopicCategoryCode",
    "gmd:distributionInfo//gmd:distributionFormat/gmd:MD_Format/gmd:name/gco:CharacterString",
    "gmd:distributionInfo//gmd:onLine/gmd:CI_OnlineResource/gmd:linkage/gmd:URL",
    "gmd:dataQualityInfo//gmd:level/gmd:MD_ScopeCode",
    "gmd:dataQualityInfo//gmd:lineage/gmd:LI_Lineage/gmd:statement/gco:CharacterString",
]


@pytest.fixture(autouse=True)
def offices() -> Iterator[None]:
    registry.register(OFFICES)
    yield
    registry.unregister(OFFICES.key)


def iso(client: Client, key: str, query: str = "") -> ET.Element:
    return ET.fromstring(client.get(f"/api/collections/{key}/metadata.xml{query}").content)


def text(root: ET.Element, path: str) -> str | None:
    return root.findtext(path, None, NAMES)


@pytest.mark.parametrize("key", LAYERS)
def test_the_core_of_iso_19115_is_there(client: Client, key: str) -> None:
    links = client.get(f"/api/collections/{key}").json()["links"]
    link = next(each for each in links if each["rel"] == "describedby" and each["type"].endswith("xml"))
    answer = client.get(link["href"], headers={"accept": "application/xml"})
    assert (answer.status_code, answer["Content-Type"]) == (200, link["type"])
    assert client.get(link["href"], headers={"if-none-match": answer["ETag"]}).status_code == 304
    root = ET.fromstring(answer.content)
    assert root.tag == f"{{{NAMES['gmd']}}}MD_Metadata"
    assert [path for path in CORE if not text(root, path)] == []
    order = list(dict.fromkeys(path.split("/")[0].replace("gmd:", f"{{{NAMES['gmd']}}}") for path in CORE))
    assert [child.tag for child in root if child.tag in order] == order


def test_iso_tells_extent_dates_licence_steward_and_source(client: Client) -> None:
    root, layer = iso(client, "desa"), client.get("/api/collections/desa").json()
    box = root.find(f"{DATA}/gmd:extent//gmd:EX_GeographicBoundingBox", NAMES)
    assert box is not None
    sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    assert [float(text(box, f"gmd:{side}/gco:Decimal") or "") for side in sides] == layer["extent"]["spatial"]["bbox"][
        0
    ]
    release = Release.objects.get(layer="desa")
    assert text(root, "gmd:dateStamp/gco:Date") == timezone.localtime(release.published_at).date().isoformat()
    assert text(root, f"{DATA}/gmd:citation//gmd:edition/gco:CharacterString") == "1"
    assert "creativecommons.org" in (text(root, f"{DATA}//gmd:otherConstraints/gco:CharacterString") or "")
    assert text(root, CORE[4]) == layer["attribution"]
    assert "Data contoh" in (text(root, CORE[-1]) or "") and "data contoh" in (text(root, CORE[9]) or "")
    assert text(root, f"{DATA}/gmd:topicCategory/gmd:MD_TopicCategoryCode") == "boundaries"
    hrefs = [each.text or "" for each in root.iterfind("gmd:distributionInfo//gmd:URL", NAMES)]
    assert all(client.get(each).status_code == 200 for each in hrefs)


@pytest.mark.parametrize("key", ["kecamatan", "kantor-uji"])
def test_catalogues_name_every_format(client: Client, key: str) -> None:
    layer = registry.get_layer(key, AnonymousUser())
    assert layer is not None
    expected = {
        f"http://testserver/unduh/{key}.{each.name}": each.media_type.partition(";")[0]
        for each in fitting(layer.geometry_type)
    }
    assert len(expected) > 10
    told = next(each for each in catalogue(client)["dcat:dataset"] if each["dct:identifier"] == key)
    media = "https://www.iana.org/assignments/media-types/"
    files = {
        each["dcat:downloadURL"]["@id"]: each["dcat:mediaType"]["@id"].removeprefix(media)
        for each in told["dcat:distribution"]
        if "dcat:downloadURL" in each
    }
    assert files == expected
    hrefs = {each.text for each in iso(client, key).iterfind("gmd:distributionInfo//gmd:URL", NAMES)}
    assert hrefs >= expected.keys()
    for address, kind in expected.items():
        response = client.head(address)
        assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, kind)


def test_iso_speaks_the_language_asked_for(client: Client) -> None:
    for query, code, title in (("", "ind", "Kantor uji"), ("?bahasa=en", "eng", "Test offices")):
        root = iso(client, "kantor-uji", query)
        language = root.find("gmd:language/gmd:LanguageCode", NAMES)
        assert language is not None and language.get("codeListValue") == code
        assert text(root, CORE[9]) == title


def test_hidden_layers_have_no_metadata(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="desa", defaults={"visibility": Visibility.INTERNAL})
    assert client.get("/api/collections/desa/metadata.xml").status_code == 404


def catalogue(client: Client, query: str = "") -> dict[str, Any]:
    return client.get(f"/api/records{query}").json()  # type: ignore[no-any-return]


def test_the_catalogue_tells_every_layer_and_document(client: Client) -> None:
    answer = client.get("/api/records")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/ld+json")
    assert client.get("/api/records", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get("/api/records?f=json")["Content-Type"] == "application/json"
    found = answer.json()
    assert (found["@type"], found["hydra:view"].get("hydra:next")) == ("dcat:Catalog", None)
    ids = [each["dct:identifier"] for each in found["dcat:dataset"]]
    listed = [each["id"] for each in client.get("/api/collections").json()["collections"]]
    assert ids[: len(listed)] == listed and set(LAYERS) <= set(listed)
    assert len(ids) == len(set(ids)) == len(listed) + Document.objects.exclude(state="ditarik").count()
    prefixes = set(found["@context"])
    assert {name.split(":")[0] for name in names(found) if not name.startswith("@")} <= prefixes


def names(node: Any) -> Iterator[str]:
    """Yield every name in a JSON-LD document but those of its context."""
    for each in node if isinstance(node, list) else []:
        yield from names(each)
    for name, value in node.items() if isinstance(node, dict) else []:
        if name != "@context":
            yield name
            yield from names(value)


def test_a_layer_in_the_catalogue_leads_to_its_data(client: Client) -> None:
    desa = next(each for each in catalogue(client)["dcat:dataset"] if each["dct:identifier"] == "desa")
    for name in ("dct:title", "dct:description", "dct:license", "dct:issued", "dct:modified", "dct:spatial"):
        assert desa[name]
    assert desa["dct:title"]["@value"].endswith("(data contoh)")
    assert desa["dct:spatial"]["dcat:bbox"]["@value"].startswith("POLYGON((115.")
    addresses = [each["dcat:accessURL"]["@id"] for each in desa["dcat:distribution"]]
    addresses += [desa["dcat:landingPage"]["@id"], desa["foaf:isPrimaryTopicOf"]["@id"]]
    assert [each for each in addresses if client.head(each).status_code != 200] == []


def test_a_document_in_the_catalogue_leads_to_its_file_unless_excluded(client: Client) -> None:
    found = {each["dct:identifier"]: each for each in catalogue(client)["dcat:dataset"]}
    told = {each.key: found[each.key] for each in Document.objects.exclude(state="ditarik")}
    for each in Document.objects.exclude(state="ditarik"):
        assert bool(told[each.key]["dcat:distribution"]) == bool(each.newest_id)
    page = next(each["dcat:landingPage"]["@id"] for each in told.values())
    assert client.get(page).status_code == 200


def test_the_pages_of_the_catalogue_hold_everything_once(client: Client) -> None:
    whole = [each["@id"] for each in catalogue(client)["dcat:dataset"]]
    paged, query = [], "?limit=7"
    while query:
        page = catalogue(client, query)
        assert "hydra:PagedCollection" in page["hydra:view"]["@type"]
        paged += [each["@id"] for each in page["dcat:dataset"]]
        following = page["hydra:view"].get("hydra:next", {}).get("@id", "")
        query = following and f"?{following.partition('?')[2]}"
    assert paged == whole


@pytest.mark.parametrize("wrong", ["limit=0", "after=x", "nope=1", "after=-1"])
def test_what_the_catalogue_does_not_take_is_named(client: Client, wrong: str) -> None:
    answer = client.get(f"/api/records?{wrong}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, wrong.split("=")[0])


def test_an_internal_layer_is_in_no_catalogue(client: Client) -> None:
    LayerSettings.objects.update_or_create(key="kantor-uji", defaults={"visibility": Visibility.INTERNAL})
    assert "kantor-uji" not in client.get("/api/records").content.decode()
    assert client.get("/api/collections/kantor-uji/metadata.xml").status_code == 404


def dataset(client: Client, key: str) -> dict[str, Any]:
    html = client.get(f"/lapisan/{key}/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(block)  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", LAYERS)
def test_the_page_of_a_layer_is_a_dataset_of_schema_org(client: Client, key: str) -> None:
    found = dataset(client, key)
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    for name in ("name", "description", "url", "creator", "publisher", "spatialCoverage", "distribution"):
        assert found[name]
    assert found["identifier"] == f"http://testserver/api/collections/{key}"
    assert all(client.get(each["contentUrl"]).status_code == 200 for each in found["distribution"])


def test_schema_org_tells_where_and_from_when(client: Client) -> None:
    found = dataset(client, "desa")
    south, west, north, east = (float(each) for each in found["spatialCoverage"]["geo"]["box"].split())
    assert -1 < south < north < 3 and 115 < west < east < 120
    assert (found["license"], found["version"]) == ("https://creativecommons.org/licenses/by/4.0/", "1")
    assert found["dateModified"] >= found["datePublished"]
    assert "Nama" in found["variableMeasured"]


def test_a_title_cannot_end_the_block_of_data(client: Client) -> None:
    title = "Desa </script><script>alert(1)</script> & <!--"
    LayerSettings.objects.update_or_create(key="desa", defaults={"title_id": title})
    assert "<script>alert" not in client.get("/lapisan/desa/").content.decode()
    assert dataset(client, "desa")["name"] == f"{title} (data contoh)"


def test_another_day_of_a_layer_is_no_other_dataset(client: Client) -> None:
    for query in ("?as_of=2026-01-31", "?q=sangatta"):
        assert b"ld+json" not in client.get(f"/lapisan/desa/{query}").content
