"""What was found in a file, and what publishing it would change: in pages, by key."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from layers.parameters import single, whole_number

from . import documents, schemas
from .base import UploadView

PAGE, LARGEST_PAGE = 100, 1000


class PagedView(UploadView):
    """A list that is read on from `after`."""

    parameters = {"limit", "after", "rule"}

    def paged(self, rows: QuerySet[Any], key: str) -> tuple[list[Any], int | None]:
        """Return one page, and the key the next one goes on behind."""
        params = self.request.query_params
        limit, after = single(params, "limit"), single(params, "after")
        most = whole_number("limit", limit, least=1, most=LARGEST_PAGE) if limit is not None else PAGE
        if after is not None:
            rows = rows.filter(**{f"{key}__gt": whole_number("after", after, least=0, most=2**31 - 1)})
        found = list(rows.order_by(key)[: most + 1])
        return found[:most], getattr(found[most - 1], key) if len(found) > most else None


class ProblemsView(PagedView):
    """The first thousand of each rule; all of them are in the files at `downloads`."""

    @extend_schema(**schemas.PROBLEMS)
    def get(self, request: Request, run: str) -> HttpResponseBase:
        rows = self.run(run).problems.all()
        rule = single(request.query_params, "rule")
        if rule is not None:
            rows = rows.filter(rule=rule)
        found, after = self.paged(rows, "id")
        return self.document({"problems": [documents.problem(each) for each in found], "after": after})


class DifferenceView(PagedView):
    parameters = {"limit", "after"}

    @extend_schema(**schemas.DIFFERENCE)
    def get(self, request: Request, run: str) -> HttpResponseBase:
        shown = self.run(run)
        found, after = self.paged(shown.changes.all(), "place")
        changes = [documents.change(each) for each in found]
        return self.document({"counts": shown.counts, "changes": changes, "after": after})
