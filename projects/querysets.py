"""Chainable filters over projects and their sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from layers.querysets import VersionedQuerySet
from layers.wording import exact_else_like

from .words import Certainty, Stage, TenderStatus, ValueClass, Way

if TYPE_CHECKING:
    from .models import Project, ProjectSite  # noqa: F401  # named in strings below


def inside(region: int | OuterRef) -> Q:
    """Return the condition that something lies in a region or in one below it (two levels)."""
    return Q(region=region) | Q(region__parent=region) | Q(region__parent__parent=region)


def worth(asked: ValueClass) -> Q:
    """Return the condition of a class of values, for packages and for their sites."""
    if asked.least is None:
        return Q(value__isnull=True)
    least = Q(value__gte=asked.least)
    return least & Q(value__lt=asked.below) if asked.below is not None else least


class ProjectQuerySet(QuerySet["Project"]):
    def of_region(self, region: int) -> Self:
        return self.filter(region=region)

    def inside(self, region: int | OuterRef) -> Self:
        """Narrow to what lies in a region or in one below it (two levels); it may be that of an outer row."""
        return self.filter(inside(region))

    def unplaced(self) -> Self:
        return self.filter(place_certainty=Certainty.NONE)

    def at_stage(self, stage: Stage | str) -> Self:
        return self.filter(stage=stage)

    def worth(self, asked: ValueClass) -> Self:
        return self.filter(worth(asked))

    def with_source(self) -> Self:
        """Tell of the last tender `spse_address`, `tender_code` and `rup_codes`: where the package stands elsewhere."""
        from .models import Process

        last = Process.objects.filter(project=OuterRef("pk")).order_by("-announced_on", "-pk")
        return self.annotate(
            spse_address=Subquery(last.values("address")[:1]),
            tender_code=Subquery(last.values("code")[:1]),
            rup_codes=Subquery(last.values("rup_codes")[:1]),
        )

    def tendered(self) -> Self:
        """Narrow to what goes through a provider; works of a village and swakelola never meet SPSE."""
        return self.filter(way=Way.PROVIDER)

    def worded(self, words: str) -> Self:
        """Narrow to those whose title, agency or tender code holds every word; where none does, to the titles most alike."""
        exact = Q()
        for word in words.split():
            tender = Q(pk__in=_with_code(word)) if word.isdigit() else Q()
            exact &= Q(title__icontains=word) | Q(agency__icontains=word) | Q(key=word) | tender
        return exact_else_like(self, exact, words, "title")

    def of_provider(self, slug: str) -> Self:
        """Narrow to the packages a provider won or holds the contract of; what it won of a tender that failed is gone."""
        from .models import Process

        won = Q(awards__provider_slug=slug) | Q(contracts__provider_slug=slug)
        held = Process.objects.filter(won).exclude(status__in=(TenderStatus.FAILED, TenderStatus.CANCELLED))
        return self.filter(pk__in=held.values("project"))

    def newest_first(self) -> Self:
        return self.order_by("-year", "-pk")

    def with_chain(self) -> Self:
        """Fetch tenders with awards, contracts and addenda. Five queries more."""
        return self.prefetch_related("processes__repeats", "processes__awards", "processes__contracts__addenda")

    def with_progress(self) -> Self:
        """Fetch how far the work was day by day, and what is told of the photos, not their bytes. One query more."""
        from .models import Progress

        told = Progress.objects.select_related("photo").defer("photo__small", "photo__large")
        return self.prefetch_related(Prefetch("progress", told))

    def with_site(self) -> Self:
        """Fetch the site the newest release says as `site_now`, a list of one or none. One query more."""
        from .models import ProjectSite

        return self.prefetch_related(Prefetch("sites", ProjectSite.objects.current(), to_attr="site_now"))


def _with_code(word: str) -> Any:
    from .models import Process

    return Process.objects.filter(Q(code=word) | Q(rup_codes__contains=[word])).values("project")


class SiteQuerySet(VersionedQuerySet["ProjectSite"]):
    def inside(self, region: int) -> Self:
        return self.filter(inside(region))
