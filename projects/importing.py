"""Packages that were read -> rows: found again by code, changed where they differ, never doubled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts import audit
from accounts.models import User
from accounts.permissions import require

from . import feeds
from .feeds import Package
from .models import Award, Contract, Process, Project
from .proposing import propose
from .words import Way
from .writing import begin, release, say, settle, with_keys

PERMISSION = "projects.import"
PROJECT_FIELDS = ("title", "agency", "buyer", "year", "fund", "kind", "pagu", "stated_place")


@dataclass(frozen=True)
class Outcome:
    """How many rows were read, and what became of the packages and tenders they speak of."""

    rows: int
    packages: int
    new: int
    changed: int
    unchanged: int
    proposals: int


class Refused(Exception):
    """Rows with faults: nothing was written. `faults` names each."""

    def __init__(self, faults: Sequence[feeds.Fault]) -> None:
        super().__init__(f"{len(faults)} galat")
        self.faults = list(faults)


@transaction.atomic
def import_feed(content: bytes, *, by: User, origin: str = "spse", year: int | None = None) -> Outcome:
    """Store a feed, all of it or nothing, in one release; a feed read again changes nothing and opens none.

    Raise FeedError for what is no feed, Refused for rows that cannot be; PermissionDenied without a mandate.
    """
    require(by, PERMISSION)
    begin()
    rows = feeds.rows_of(content)
    found, faults = feeds.packages(rows, year=year)
    if faults:
        raise Refused(faults)
    groups = list(feeds.chains(found))
    states = [_store(group, origin) for group in groups]
    touched = [project for project, state in states if state != "same"]
    proposals = 0
    if touched:
        settled = settle(Project.objects.with_chain().filter(pk__in=[each.pk for each in touched]))
        Project.objects.bulk_update(settled, ["value", "basis", "stage"])
        say(settled, {}, number=release(by, f"Impor {origin}: {len(touched)} paket").number, by=by)
        proposals = propose([each for each in settled if each.region_id is None])
        audit.record(by=by, action="projects.import", subject="layer:proyek", rows=len(rows), packages=len(touched))
    tally = [state for _project, state in states]
    return Outcome(len(rows), len(groups), tally.count("new"), tally.count("changed"), tally.count("same"), proposals)


def _store(group: list[Package], origin: str) -> tuple[Project, str]:
    """Write one chain; return its project and whether it is new, changed or the same."""
    project = _known(group, origin)
    state = "same"
    if project is None:
        (project,) = with_keys([Project(origin=origin, source_key=_source_key(group[0]), way=Way.PROVIDER)])
        state = "new"
    changed = _fill(project, _facts(group))
    if changed or state == "new":
        project.save(force_insert=state == "new")
    before: Process | None = None
    for package in group:
        if package.code:
            process, moved = _process(project, package, before)
            # Each is written, whatever the others changed.
            changed = any([_winner(process, package), _contract(process, package), moved, changed])
            before = process
    return project, "new" if state == "new" else "changed" if changed else "same"


def _known(group: list[Package], origin: str) -> Project | None:
    codes = [package.code for package in group if package.code]
    by_code = Project.objects.filter(processes__code__in=codes).order_by("pk").first()
    if by_code is not None:
        return by_code
    rup = [code for package in group for code in package.rup_codes]
    like = Project.objects.filter(agency__iexact=group[0].agency, origin=origin)
    planned = like.filter(source_key__in=[f"rup:{code}" for code in rup]).first()
    if planned is not None:
        return planned
    tendered = like.filter(processes__rup_codes__overlap=rup).distinct()
    return next((each for each in tendered if feeds.plain_title(each.title) == group[0].plain_title), None)


def _source_key(package: Package) -> str:
    return f"tender:{package.code}" if package.code else f"rup:{package.rup_codes[0]}"


def _facts(group: list[Package]) -> dict[str, Any]:
    """Return what the last of a chain says; a figure it lacks comes from one before."""
    last = group[-1]
    facts: dict[str, Any] = {name: getattr(last, name) for name in PROJECT_FIELDS}
    facts["title"] = feeds.AGAIN.sub(" ", last.title).strip() or last.title
    facts["pagu"] = next((each.pagu for each in reversed(group) if each.pagu is not None), None)
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _fill(row: Any, values: dict[str, Any]) -> bool:
    """Set what differs; return whether anything did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _process(project: Project, package: Package, before: Process | None) -> tuple[Process, bool]:
    found = Process.objects.filter(code=package.code).first()
    process = found or Process(code=package.code, project=project)
    values: dict[str, Any] = {
        "title": package.title,
        "rup_codes": list(package.rup_codes),
        "method": package.method,
        "hps": package.hps,
        "pagu": package.pagu,
        "announced_on": package.announced_on,
        "status": package.status,
        "status_told": package.status_told,
        "repeat_reason": package.reason,
        "bidders": package.bidders,
        "address": package.address,
    }
    told = {name: value for name, value in values.items() if value not in (None, "", [])}
    changed = _fill(process, {**told, **({"repeats_id": before.pk} if before and before.pk != process.pk else {})})
    if changed or found is None:
        process.save()
    return process, changed or found is None


def _winner(process: Process, package: Package) -> bool:
    if not package.provider:
        return False
    slug = slugify(package.provider)[:200]
    award = Award.objects.filter(process=process, provider_slug=slug).first() or Award(
        process=process, provider_slug=slug
    )
    values = {"provider": package.provider, "value": package.offer, "decided_on": package.decided_on}
    changed = _fill(award, {name: value for name, value in values.items() if value is not None})
    if changed:
        award.save()
    return changed


def _contract(process: Process, package: Package) -> bool:
    if not package.contract and package.contract_value is None:
        return False
    number = package.contract or f"tanpa nomor/{process.code}"
    contract = Contract.objects.filter(process=process, number=number).first() or Contract(
        process=process, number=number
    )
    values: dict[str, Any] = {
        "provider": package.provider,
        "provider_slug": slugify(package.provider)[:200],
        "value": package.contract_value,
        "signed_on": package.signed_on,
        "starts_on": package.starts_on,
        "ends_on": package.ends_on,
    }
    changed = _fill(contract, {name: value for name, value in values.items() if value not in (None, "")})
    if changed or contract.pk is None:
        contract.save()
        return True
    return False
