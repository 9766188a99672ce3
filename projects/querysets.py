"""Chainable filters over projects and their sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Prefetch, Q, QuerySet

from layers.querysets import VersionedQuerySet

from .words import Certainty, Stage, Way

if TYPE_CHECKING:
    from .models import Project, ProjectSite  # noqa: F401  # named in strings below


def _inside(region: int) -> Q:
    return Q(region=region) | Q(region__parent=region) | Q(region__parent__parent=region)


class ProjectQuerySet(QuerySet["Project"]):
    def of_region(self, region: int) -> Self:
        return self.filter(region=region)

    def inside(self, region: int) -> Self:
        """Narrow to what lies in a region or in one below it (two levels)."""
        return self.filter(_inside(region))

    def unplaced(self) -> Self:
        return self.filter(place_certainty=Certainty.NONE)

    def at_stage(self, stage: Stage | str) -> Self:
        return self.filter(stage=stage)

    def tendered(self) -> Self:
        """Narrow to what goes through a provider; works of a village and swakelola never meet SPSE."""
        return self.filter(way=Way.PROVIDER)

    def worded(self, words: str) -> Self:
        """Narrow to those whose title, agency or tender code holds every word."""
        found = self
        for word in words.split():
            tender = Q(pk__in=_with_code(word)) if word.isdigit() else Q()
            found = found.filter(Q(title__icontains=word) | Q(agency__icontains=word) | Q(key=word) | tender)
        return found

    def of_provider(self, slug: str) -> Self:
        """Narrow to the packages a provider won or holds the contract of."""
        won = Q(processes__awards__provider_slug=slug) | Q(processes__contracts__provider_slug=slug)
        return self.filter(pk__in=self.model._default_manager.filter(won).values("pk"))

    def newest_first(self) -> Self:
        return self.order_by("-year", "-pk")

    def with_chain(self) -> Self:
        """Fetch tenders with awards, contracts and addenda. Five queries more."""
        return self.prefetch_related("processes__repeats", "processes__awards", "processes__contracts__addenda")

    def with_site(self) -> Self:
        """Fetch the site the newest release says as `site_now`, a list of one or none. One query more."""
        from .models import ProjectSite

        return self.prefetch_related(Prefetch("sites", ProjectSite.objects.current(), to_attr="site_now"))


def _with_code(word: str) -> Any:
    from .models import Process

    return Process.objects.filter(Q(code=word) | Q(rup_codes__contains=[word])).values("project")


class SiteQuerySet(VersionedQuerySet["ProjectSite"]):
    def inside(self, region: int) -> Self:
        return self.filter(_inside(region))
