"""Reads across documents. Each states how many queries it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from boundaries.facts import RegionFacts
from boundaries.models import Kind

from .kinds import DocumentType, PpidClass, types_for
from .models import Document, DocumentVersion
from .querysets import DocumentQuerySet

HIT_LIMIT = 10


@dataclass(frozen=True)
class Missing:
    """A type a region should have and has not: for which years; none named where it lacks one in force altogether."""

    type: DocumentType
    years: tuple[int, ...] = ()


def newest(region: RegionFacts, day: date, *, limit: int) -> list[Document]:
    """Return the newest documents of a region itself. One query.

    A kelurahan has no budget of its own: that of its kecamatan, which pays for it, stands among them.
    """
    own = Q(region=region.pk)
    if region.kind == Kind.KELURAHAN:
        own |= Q(region=region.parent_pk, type="dpa")
    found = Document.objects.in_force().published_until(day).filter(own).exclude(ppid_class=PpidClass.EXCLUDED)
    return list(found.newest_first().as_lines(day)[:limit])


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

    Only what applies to its kind is asked for: a kelurahan never lacks an APBDes.
    """
    rows = Document.objects.in_force().of_region(region.pk).values_list("type", "year", "year_until")
    there = [(code, year, until or year) for code, year, until in rows]
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


def years() -> list[int]:
    """Return the years there are documents of, newest first. One query."""
    return list(listed_documents().order_by("-year").values_list("year", flat=True).distinct())


def search(words: str, limit: int = HIT_LIMIT) -> list[Document]:
    """Return the newest documents in which `words` stand, for the one search box. One query."""
    day = timezone.localdate()
    return list(listed_documents().published_until(day).saying(words).newest_first().as_lines(day)[:limit])
