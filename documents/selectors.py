"""Reads across documents. Each states how many queries it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Max, Q, Subquery, When
from django.utils import timezone

from boundaries.facts import RegionFacts
from boundaries.models import Kind

from .kinds import DocumentType, PpidClass, types_for
from .models import Document, DocumentVersion
from .querysets import DocumentQuerySet

HIT_LIMIT = 10
MOST_VERSIONS = 32_767


@dataclass(frozen=True)
class Missing:
    """A type a region should have and has not: for which years; none named where it lacks one in force altogether."""

    type: DocumentType
    years: tuple[int, ...] = ()


def newest(region: RegionFacts, day: date, *, limit: int) -> list[Document]:
    """Return the newest documents of a region itself. One query.

    A kelurahan has no budget of its own: that of its kecamatan, which pays for it, stands before them.
    """
    told = Document.objects.in_force().published_until(day).exclude(ppid_class=PpidClass.EXCLUDED)
    own = told.of_region(region.pk).newest_first()
    if region.kind == Kind.KELURAHAN:
        budget = Subquery(_budgets(region).published_until(day).newest_first().values("pk")[:1])
        paid_for = Case(When(pk=budget, then=0), default=1)
        own = told.filter(Q(region=region.pk) | Q(pk=budget)).order_by(paid_for, "-year", "-pk")
    return list(own.as_lines(day)[:limit])


def _budgets(region: RegionFacts) -> DocumentQuerySet:
    return Document.objects.in_force().filter(region=region.parent_pk, agency="", type="dpa")


def count_inside(region: RegionFacts, day: date) -> int:
    """Count what `/dokumen/` lists for a region and all below it. One query."""
    return listed_documents().published_until(day).inside(region.pk).count()


def listed_documents() -> DocumentQuerySet:
    """Return what lists show: all but what was withdrawn, whose address alone stays."""
    return Document.objects.not_withdrawn()


def by_class(region: RegionFacts) -> dict[str, int]:
    """Count the documents of a region itself in force, for each of the four classes. One query."""
    rows = Document.objects.in_force().of_region(region.pk).values("ppid_class").annotate(count=Count("pk"))
    found = {row["ppid_class"]: row["count"] for row in rows.order_by()}
    return {each.value: found.get(each.value, 0) for each in PpidClass}


def missing(region: RegionFacts, day: date) -> list[Missing]:
    """Return what a region has to give out by `day` and does not. One query.

    Only what applies to its kind is asked for: a kelurahan never lacks an APBDes. What an agency of it made is no answer.
    """
    own = Document.objects.in_force().of_region(region.pk).filter(agency="")
    rows = own.exclude(ppid_class=PpidClass.EXCLUDED).values_list("type", "year", "year_until")
    there = [(code, year, until or year) for code, year, until in rows]
    return _lacks(region, there, day)


def missing_by_region(regions: Iterable[RegionFacts], day: date) -> dict[int, list[Missing]]:
    """Return the same as `missing` of many regions by their keys, those that lack nothing left out. One query."""
    there: dict[int, list[tuple[str, int, int]]] = {}
    rows = Document.objects.in_force().values_list("region", "type", "year", "year_until")
    for region, code, year, until in rows:
        there.setdefault(region, []).append((code, year, until or year))
    found = {each.pk: _lacks(each, there.get(each.pk, []), day) for each in regions}
    return {region: lacks for region, lacks in found.items() if lacks}


def newest_by_region() -> dict[int, date]:
    """Return the day each region's newest document in force was published. One query."""
    rows = Document.objects.in_force().published_until(timezone.localdate()).order_by().values("region")
    return dict(rows.annotate(day=Max("published_on")).values_list("region", "day"))


def _lacks(region: RegionFacts, there: list[tuple[str, int, int]], day: date) -> list[Missing]:
    return [lack for each in types_for(region.kind) if (lack := _lacking(each, there, day)) is not None]


def _lacking(kind: DocumentType, there: list[tuple[str, int, int]], day: date) -> Missing | None:
    def covered(year: int) -> bool:
        return any(code == kind.code and first <= year <= last for code, first, last in there)

    years = tuple(year for year in kind.due_years(day) if not covered(year))
    if years:
        return Missing(kind, years)
    lasts = kind.every is not None and kind.every > 1
    return Missing(kind) if lasts and not covered(day.year) else None


def versions(document: Document) -> list[DocumentVersion]:
    """Return every version, the newest first, without text and picture. One query."""
    return list(document.versions.defer("text", "preview").order_by("-number"))


def version_of(document: Document, number: int) -> DocumentVersion | None:
    """Return one version, without text and picture. One query."""
    if number > MOST_VERSIONS:
        return None
    found = document.versions.filter(number=number).select_related("document__region").defer("text", "preview")
    return found.first()


def years() -> list[int]:
    """Return the years there are documents of, newest first. One query."""
    return list(listed_documents().order_by("-year").values_list("year", flat=True).distinct())


def agencies() -> list[str]:
    """Return the agencies (perangkat daerah) there are documents of. One query."""
    return list(listed_documents().exclude(agency="").order_by("agency").values_list("agency", flat=True).distinct())


def budget_of_kecamatan(region: RegionFacts) -> Document | None:
    """Return the newest DPA of the kecamatan that pays for a kelurahan; None for any other region. One query at most."""
    if region.kind != Kind.KELURAHAN:
        return None
    return _budgets(region).newest_first().defer("words").first()


def hits(words: str) -> DocumentQuerySet:
    """Narrow to the documents in which `words` stand, as lists show them, the newest first."""
    day = timezone.localdate()
    return listed_documents().published_until(day).saying(words).newest_first().as_lines(day)


def search(words: str, limit: int = HIT_LIMIT) -> list[Document]:
    """Return the newest documents in which `words` stand, for the one search box. One query."""
    return list(hits(words)[:limit])
