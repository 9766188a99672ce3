"""DCAT 3 as JSON-LD (docs/decisions/0017-the-catalogue-speaks-dcat.md): a catalogue, its data sets, their distributions."""

from collections.abc import Iterable
from typing import Any

from ..api.words import said
from .record import PORTAL, PUBLISHER, Distribution, Record

Node = dict[str, Any]
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Written into every answer, so that nothing has to be fetched to read it.
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(address: str, base: str, datasets: Iterable[Node], following: str | None = None) -> Node:
    """Return a page of the catalogue; `following` is the address of the next."""
    return {
        "@context": {**CONTEXT, "hydra": "http://www.w3.org/ns/hydra/core#"},
        "@id": f"{base}/api/records",
        "@type": "dcat:Catalog",
        "dct:title": PORTAL,
        "dct:description": said(
            "Batas wilayah Kabupaten Kutai Timur, data yang bertumpu padanya, dan dokumennya.",
            "Boundaries of Kutai Timur Regency, the data that hang on them, and its documents.",
        ),
        "dct:publisher": organisation(PUBLISHER),
        "dct:language": ["id", "en"],
        "foaf:homepage": reference(f"{base}/"),
        "dcat:dataset": list(datasets),
        "hydra:view": {
            "@id": address,
            # The second is the older name, by which CKAN's harvester looks.
            "@type": ["hydra:PartialCollectionView", "hydra:PagedCollection"],
            **({"hydra:next": reference(following)} if following else {}),
        },
    }


def dataset(record: Record) -> Node:
    """Return a layer as a data set."""
    layer = record.layer
    return {
        "@id": record.identifier,
        "@type": "dcat:Dataset",
        "dct:identifier": layer.key,
        "dct:title": worded(record.title, record.language),
        "dct:description": worded(record.description, record.language),
        "dcat:landingPage": reference(record.page),
        "dct:publisher": organisation(PUBLISHER),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": record.steward,
            "vcard:hasURL": reference(record.page),
        },
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "dct:description": record.lineage},
        **({"dct:license": reference(layer.licence_url)} if layer.licence_url else {}),
        **_dates(record),
        **_reach(record),
        "dcat:distribution": [_distribution(record, each) for each in record.distributions],
        "foaf:isPrimaryTopicOf": {
            "@id": record.metadata,
            "@type": "dcat:CatalogRecord",
            "dct:conformsTo": reference("http://www.isotc211.org/2005/gmd"),
            "dct:format": "application/xml",
        },
    }


def _dates(record: Record) -> Node:
    first, last = record.first, record.release
    return {
        **({"dct:issued": typed(first.isoformat(), "dateTime")} if first else {}),
        **(
            {"dct:modified": typed(last.published_at.isoformat(), "dateTime"), "dcat:version": str(last.number)}
            if last
            else {}
        ),
    }


def _reach(record: Record) -> Node:
    found: Node = {}
    if record.extent.bbox:
        west, south, east, north = record.extent.bbox
        ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
        box = {"@type": "geosparql:wktLiteral", "@value": f"POLYGON(({ring}))"}
        found["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": box}
    since, until = record.interval
    if since or until:
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            **({"dcat:startDate": typed(since.isoformat(), "date")} if since else {}),
            **({"dcat:endDate": typed(until.isoformat(), "date")} if until else {}),
        }
    return found


def _distribution(record: Record, each: Distribution) -> Node:
    licence = record.layer.licence_url
    return {
        "@type": "dcat:Distribution",
        "dct:title": each.name,
        "dcat:accessURL": reference(each.href),
        **({"dcat:downloadURL": reference(each.href)} if each.whole else {}),
        "dcat:mediaType": reference(f"{MEDIA_TYPES}{each.media_type}"),
        **({"dct:license": reference(licence)} if licence else {}),
    }


def organisation(name: str) -> Node:
    return {"@type": "foaf:Organization", "foaf:name": name}


def reference(address: str) -> Node:
    return {"@id": address}


def typed(value: str, kind: str) -> Node:
    return {"@value": value, "@type": f"xsd:{kind}"}


def worded(text: str, language: str) -> Node:
    return {"@value": text, "@language": language}
