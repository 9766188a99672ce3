"""A document as a data set of the catalogue."""

from documents.models import Document
from geoportal.documents.records import record
from layers.records import dcat


def dataset(document: Document, base: str) -> dcat.Node:
    """Return one document read by `as_lines`; what is excluded by law has no distribution."""
    told = record(document, base)
    page = f"{base}/dokumen/{document.key}/"
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": document.key,
        "dct:title": dcat.worded(document.title, "id"),
        "dct:description": dcat.worded(document.summary or document.title, "id"),
        "dct:type": told["type_title"],
        "dcat:landingPage": dcat.reference(page),
        "dct:publisher": dcat.organisation(document.responsible or document.holder),
        "dct:issued": dcat.typed(document.published_on.isoformat(), "date"),
        **({"dct:spatial": dcat.reference(told["region"]["href"])} if told["region"]["href"] else {}),
        "dcat:distribution": [_file(told["file"])] if told["file"] else [],
    }


def _file(file: dcat.Node) -> dcat.Node:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": dcat.reference(file["href"]),
        "dcat:downloadURL": dcat.reference(file["href"]),
        "dcat:mediaType": dcat.reference(f"{dcat.MEDIA_TYPES}{file['media_type']}"),
        "dcat:byteSize": file["size_bytes"],
        "spdx:checksum": {"spdx:algorithm": "SHA-256", "spdx:checksumValue": file["sha256"]},
    }
