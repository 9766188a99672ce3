"""schema.org `Dataset`, as search engines read it in a page."""

from typing import Any

from .record import PORTAL, PUBLISHER, Record


def dataset(record: Record) -> dict[str, Any]:
    """Return the layer as a Dataset; dates in it are days in WITA, the box is "south west north east"."""
    layer, release = record.layer, record.release
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": record.identifier,
        "identifier": record.identifier,
        "name": record.title,
        "description": record.description,
        "url": record.page,
        "inLanguage": record.language,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": record.steward},
        "publisher": {"@type": "Organization", "name": PUBLISHER},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": PORTAL, "url": f"{record.base}/data/"},
        "variableMeasured": [field.title for field in layer.fields if field.type != "uri"],
        **({"license": layer.licence_url} if layer.licence_url else {}),
        **({"isBasedOn": list(record.sources)} if record.sources else {}),
        **({"datePublished": record.first.isoformat()} if record.first else {}),
        **({"dateModified": release.published_at.isoformat(), "version": str(release.number)} if release else {}),
        **_reach(record),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.name,
                "encodingFormat": each.media_type,
                "contentUrl": each.href,
            }
            for each in record.distributions
            if each.whole
        ],
    }


def _reach(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if record.extent.bbox:
        west, south, east, north = record.extent.bbox
        shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        found["spatialCoverage"] = {"@type": "Place", "geo": shape}
    since, until = record.interval
    if since or until:
        found["temporalCoverage"] = "/".join(day.isoformat() if day else ".." for day in (since, until))
    return found
