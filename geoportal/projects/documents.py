"""A package as the API tells it: a GeoJSON feature, its geometry null where no place is known."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from boundaries.querysets import code_of
from layers.geojson import DIGITS
from projects.models import Process, Project, ProjectSite
from projects.querysets import ProjectQuerySet

Document = dict[str, Any]


def ready(projects: ProjectQuerySet) -> Sequence[Project]:
    """Fetch what `feature` reads. Seven queries, whatever the number of packages."""
    coded = projects.annotate(region_code=code_of("region", "kemendagri", timezone.localdate()))
    return list(coded.annotate(region_name=F("region__name")).with_chain().with_site())


def feature(project: Any, base: str) -> Document:
    """Return one package with its chain. `project` comes from `ready`. Money is whole rupiah."""
    site = next(iter(project.site_now), None)
    return {
        "type": "Feature",
        "id": project.key,
        "geometry": geometry(site),
        "properties": {
            "title": project.title,
            "agency": project.agency,
            "buyer": project.buyer or None,
            "year": project.year,
            "fund": project.fund or None,
            "kind": project.kind,
            "way": project.way,
            "stage": project.stage,
            "percent": project.percent,
            "pagu_idr": project.pagu,
            "value_idr": project.value,
            "value_basis": project.basis or None,
            "region_code": project.region_code,
            "region_name": project.region_name,
            "place_certainty": project.place_certainty,
            "sample": project.sample,
            "tenders": [_tender(each) for each in project.processes.all()],
            "page_url": f"{base}/proyek/{project.key}/",
            "region_url": f"{base}/api/regions/{project.region_code}" if project.region_code else None,
            "ocds_url": f"{base}/api/ocds/releases?project={project.key}",
        },
    }


def geometry(site: ProjectSite | None) -> Document | None:
    """Return the site as GeoJSON, to about 0.1 m."""
    if site is None:
        return None
    found = json.loads(site.geom.geojson)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _rounded(numbers: Any) -> Any:
    return [_rounded(each) for each in numbers] if isinstance(numbers, list) else round(numbers, DIGITS)


def _tender(process: Process) -> Document:
    return {
        "code": process.code,
        "rup_codes": process.rup_codes,
        "method": process.method or None,
        "status": process.status,
        "hps_idr": process.hps,
        "pagu_idr": process.pagu,
        "announced_on": process.announced_on,
        "repeats": process.repeats.code if process.repeats else None,
        "spse_url": process.address or None,
        "awards": [
            {"provider": each.provider, "value_idr": each.value, "decided_on": each.decided_on}
            for each in process.awards.all()
        ],
        "contracts": [
            {
                "number": each.number,
                "provider": each.provider or None,
                "value_idr": each.newest_value,
                "signed_on": each.signed_on,
                "spmk_on": each.spmk_on,
                "ends_on": _end(each),
                "bast_on": each.bast_on,
            }
            for each in process.contracts.all()
        ],
    }


def _end(contract: Any) -> Any:
    """Return the day the contract ends on after all addenda."""
    told = [each.ends_on for each in contract.addenda.all() if each.ends_on]
    return told[-1] if told else contract.ends_on
