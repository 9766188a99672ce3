"""Packages in the words of the Open Contracting Data Standard 1.1: plain documents, no queries.

One contracting process a tender; a tender again is another, related to the one that failed. A package without a tender is
told as planning. No prefix is registered for Kutai Timur yet: `PREFIX` says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from .models import Award, Contract, Process, Project
from .words import Kind, Stage, TenderStatus, Way

Document = dict[str, Any]
PREFIX = "ocds-belumterdaftar"
PUBLISHER = "Diskominfo Staper Kabupaten Kutai Timur"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LOCATION = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_location_extension/v1.1.5/extension.json"
WITA = timezone(timedelta(hours=8))
GAZETTEER = "ID-KEMENDAGRI"
SAMPLE = "Data contoh: paket ini tidak sungguh ada."
CATEGORIES = {Kind.WORKS: "works", Kind.GOODS: "goods", Kind.CONSULTING: "services", Kind.SERVICES: "services"}
STATUSES = {
    TenderStatus.RUNNING: "active",
    TenderStatus.DONE: "complete",
    TenderStatus.FAILED: "unsuccessful",
    TenderStatus.CANCELLED: "cancelled",
}
# What the source calls the method begins with, and what OCDS calls it.
METHODS = (
    ("prakualifikasi", "selective"),
    ("penunjukan langsung", "limited"),
    ("pengadaan langsung", "direct"),
    ("e-purchasing", "direct"),
    ("tender", "open"),
    ("seleksi", "open"),
)


def release_package(projects: Iterable[Project], places: dict[int, Document | None], *, uri: str) -> Document:
    """Return a release package; `places` holds GeoJSON geometries by project, `projects` have their chains fetched."""
    found = list(projects)
    releases = [each for project in found for each in releases_of(project, places.get(project.pk))]
    return {**_head(found, uri), "releases": releases}


def record_package(projects: Iterable[Project], places: dict[int, Document | None], *, uri: str) -> Document:
    """Return a record package: each process with its release, and the same compiled."""
    found = list(projects)
    releases = [each for project in found for each in releases_of(project, places.get(project.pk))]
    records = [
        {"ocid": each["ocid"], "releases": [each], "compiledRelease": {**each, "tag": ["compiled"]}}
        for each in releases
    ]
    return {**_head(found, uri), "records": records}


def _head(projects: Sequence[Project], uri: str) -> Document:
    newest = max((project.changed_at for project in projects), default=datetime(2026, 1, 1, tzinfo=UTC))
    sample = any(project.sample for project in projects)
    return {
        "uri": uri,
        "version": "1.1",
        "extensions": [LOCATION],
        "publishedDate": newest.isoformat(),
        "publisher": {"name": f"{PUBLISHER} (memuat data contoh)" if sample else PUBLISHER},
        "license": LICENCE,
    }


def releases_of(project: Project, place: Document | None) -> Iterator[Document]:
    processes = list(project.processes.all())
    if project.way == Way.PROVIDER and processes:
        for process in processes:
            yield _release(project, process, place)
    elif project.way == Way.PROVIDER:
        yield _planned(project)


def ocid(code: str) -> str:
    return f"{PREFIX}-{code}"


def _base(project: Project, code: str, tags: list[str], rup: Sequence[str]) -> Document:
    return {
        "ocid": ocid(code),
        "id": f"{code}-{project.changed_at:%Y%m%d%H%M%S}",
        "date": project.changed_at.isoformat(),
        "tag": tags,
        "initiationType": "tender",
        "language": "id",
        "buyer": _buyer(project),
        "planning": {
            "budget": _without_none(
                {"id": rup[0] if rup else None, "amount": _money(project.pagu), "description": project.fund or None}
            ),
            "rationale": SAMPLE if project.sample else project.title,
        },
        **({"sample": True} if project.sample else {}),
    }


def _planned(project: Project) -> Document:
    rup = [project.source_key.removeprefix("rup:")] if project.source_key.startswith("rup:") else []
    return {**_base(project, project.key, ["planning"], rup), "parties": [_party(project)]}


def _release(project: Project, process: Process, place: Document | None) -> Document:
    awards, contracts = list(process.awards.all()), list(process.contracts.all())
    tags = ["tender", *(["award"] if awards else []), *(["contract"] if contracts else [])]
    done = project.stage == Stage.DONE
    made = {
        **_base(project, process.code, tags, process.rup_codes),
        "parties": [_party(project), *_suppliers(awards)],
        "tender": _tender(project, process, place),
        "awards": [_award(each, process) for each in awards],
        "contracts": [_contract(each, awards, done=done) for each in contracts],
    }
    if process.repeats:
        made["relatedProcesses"] = [
            {
                "id": "1",
                "relationship": ["unsuccessfulProcess"],
                "title": process.repeats.title,
                "scheme": "ocid",
                "identifier": ocid(process.repeats.code),
            }
        ]
    return made


def _tender(project: Project, process: Process, place: Document | None) -> Document:
    method = next((ocds for told, ocds in METHODS if told in process.method.lower()), None)
    return _without_none(
        {
            "id": process.code,
            "title": process.title,
            "description": SAMPLE if project.sample else None,
            "status": STATUSES[TenderStatus(process.status)],
            "procuringEntity": _buyer(project),
            "value": _money(process.hps),
            "procurementMethod": method,
            "procurementMethodDetails": process.method or None,
            "mainProcurementCategory": CATEGORIES[Kind(project.kind)],
            "tenderPeriod": _period(process.announced_on, process.closes_on),
            "numberOfTenderers": process.bidders,
            "items": [_item(project, process, place)],
        }
    )


def _item(project: Project, process: Process, place: Document | None) -> Document:
    code = getattr(project, "region_code", None)
    location = _without_none(
        {
            "description": project.stated_place or None,
            "geometry": place,
            "gazetteer": {"scheme": GAZETTEER, "identifiers": [code]} if code else None,
        }
    )
    return {"id": process.code, "description": project.title, **({"deliveryLocation": location} if location else {})}


def _award(award: Award, process: Process) -> Document:
    return _without_none(
        {
            "id": f"{process.code}-{award.provider_slug}",
            "status": "active",
            "date": _moment(award.decided_on),
            "value": _money(award.value),
            "suppliers": [{"id": award.provider_slug, "name": award.provider}],
        }
    )


def _contract(contract: Contract, awards: Sequence[Award], *, done: bool) -> Document:
    ends = [each.ends_on for each in contract.addenda.all() if each.ends_on]
    held = next((each for each in awards if each.provider_slug == contract.provider_slug), None)
    award = held or (awards[0] if awards else None)
    code = contract.process.code
    return _without_none(
        {
            "id": contract.number,
            "awardID": f"{code}-{award.provider_slug}" if award else code,
            "status": "terminated" if done else "active",
            "value": _money(contract.newest_value),
            "dateSigned": _moment(contract.signed_on),
            "period": _period(contract.starts_on, ends[-1] if ends else contract.ends_on),
        }
    )


def _buyer(project: Project) -> Document:
    return {"id": f"ID-{project.agency}", "name": project.agency}


def _party(project: Project) -> Document:
    return {**_buyer(project), "roles": ["buyer", "procuringEntity"]} | _above(project)


def _above(project: Project) -> Document:
    return {"details": {"government": project.buyer}} if project.buyer else {}


def _suppliers(awards: Iterable[Award]) -> Iterator[Document]:
    for slug, name in {each.provider_slug: each.provider for each in awards}.items():
        yield {"id": slug, "name": name, "roles": ["supplier"]}


def _money(rupiah: int | None) -> Document | None:
    return None if rupiah is None else {"amount": rupiah, "currency": "IDR"}


def _moment(day: date | None) -> str | None:
    return datetime.combine(day, time(), WITA).isoformat() if day else None


def _period(begins: date | None, ends: date | None) -> Document | None:
    return _without_none({"startDate": _moment(begins), "endDate": _moment(ends)}) or None


def _without_none(document: Document) -> Document:
    return {name: value for name, value in document.items() if value is not None}
