"""Regions as JSON: the short form every list uses, and what a region's Feature carries."""

from typing import Any

from boundaries import selectors
from boundaries.disputed import Dispute, disputes
from boundaries.ledger import telling
from boundaries.models import Region, RegisterEvent
from boundaries.selectors import Found, Located, RegionFacts
from layers.declaration import Layer, Reading
from layers.geojson import as_json

Document = dict[str, Any]


def brief(region: RegionFacts, base: str) -> Document:
    """Return code, name, kind and where to read on."""
    return {
        "code": region.code,
        "name": region.name,
        "kind": region.kind,
        "href": f"{base}/api/regions/{region.address}",
        "page_url": page_url(region, base),
    }


def page_url(region: RegionFacts, base: str) -> str:
    return f"{base}/wilayah/{region.address}/"


def hit(found: Found, base: str) -> Document:
    region = found.region
    return {
        **brief(region, base),
        "parent_code": region.parent_code,
        "parent_name": region.parent_name,
        "score": found.score,
        "matched": found.matched,
    }


def event(found: RegisterEvent) -> Document:
    """Return a change of the register; `release` counts the register's own releases."""
    told = telling.sentence(found.kind, found.before, found.after, found.others)
    return {
        "kind": found.kind,
        "day": found.day.isoformat(),
        "note": told.id,
        "note_en": told.en,
        "legal_basis": found.legal_basis,
        "before": found.before,
        "after": found.after,
        "others": found.others,
        "release": found.since,
    }


def located(found: Located, base: str) -> Document:
    return {**brief(found.region, base), "inside": found.inside, "sample": found.sample}


def without_border(region: RegionFacts, above: list[RegionFacts], layer: Layer | None, base: str) -> str:
    """Return the Feature of a region no border is published of: the names its layer uses, no shape."""
    properties = dict.fromkeys(field.name for field in layer.fields) if layer else {}
    for unit in above:
        properties |= {f"{unit.level}_code": unit.code, f"{unit.level}_name": unit.name}
    properties |= {
        "code": region.code,
        "bps_code": region.bps_code,
        "name": region.name,
        "kind": region.kind,
        "page_url": page_url(region, base),
    }
    return as_json({"type": "Feature", "id": region.address, "geometry": None, "properties": properties})


def disputed(found: Dispute, base: str) -> Document:
    return {
        "neighbour": brief(found.neighbour, base),
        "overlap_km2": round(found.overlap_m2 / 1e6, 4),
        "gap_km2": round(found.gap_m2 / 1e6, 4),
        "release": found.release,
        "since": found.since,
    }


def surroundings(region: RegionFacts, above: list[RegionFacts], reading: Reading) -> Document:
    """Return what a region's Feature carries beside its properties. Eight queries, one more where a border is disputed."""
    day, base = reading.as_of, reading.base_url
    lists = {
        "children": selectors.children(region, day=day),
        "neighbours": selectors.neighbours(region, day=day),
        "predecessors": selectors.listed(Region.objects.filter(successors=region.pk), day=day),
        "successors": selectors.listed(Region.objects.filter(predecessors=region.pk), day=day),
    }
    return {
        "level": region.level,
        "parent": brief(above[-1], base) if above else None,
        **{name: [brief(each, base) for each in found] for name, found in lists.items()},
        "aliases": [{"name": alias.name, "source": alias.source} for alias in selectors.aliases(region)],
        "disputed_borders": [disputed(each, base) for each in (disputes(region, day=day) if reading.release else ())],
        "official_areas": [
            {"area_km2": float(area.area_km2), "year": area.year, "source": area.source}
            for area in selectors.official_areas(region)
        ],
        "events": [event(each) for each in selectors.events(region)],
    }
