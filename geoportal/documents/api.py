"""`/api/documents`: documents with their class and file, newest year first, page by page."""

import re
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from boundaries.register import REGISTER
from documents import selectors
from documents.actions import DOCUMENTS
from documents.kinds import PpidClass, types
from documents.models import Document
from documents.querysets import DocumentQuerySet
from geoportal import list_asking
from layers import parameters
from layers.api.base import ApiView
from layers.api.common import link
from layers.api.negotiation import JSON
from layers.api.words import told
from layers.geojson import as_json
from layers.problems import BadParameter
from layers.releases import current_numbers, fingerprint

from .records import Record, record

TAG = told("Dokumen", "Documents")
DEFAULT_LIMIT, MAX_LIMIT = 50, 200
MOST_WORDS = 120


class DocumentsView(ApiView):
    """GET /api/documents?region=&descendants=&agency=&year=&type=&class=&q="""

    parameters = {"region", "descendants", "agency", "year", "type", "class", "q", "limit", "after"}

    @extend_schema(
        operation_id="listDocuments",
        summary=told("Dokumen yang terbit, dengan berkasnya", "Published documents with their files"),
        tags=[TAG],
        parameters=[
            list_asking.REGION,
            list_asking.descendants(default=False),
            OpenApiParameter("year", {"type": "integer", "minimum": 1945}, description=told("Tahun", "Year")),
            OpenApiParameter(
                "type", {"type": "string", "enum": sorted(types())}, description=told("Jenis dokumen", "Type")
            ),
            OpenApiParameter(
                "class",
                {"type": "string", "enum": PpidClass.values},
                description=told("Kelas informasi publik", "Class of public information"),
            ),
            OpenApiParameter(
                "agency",
                {"type": "string", "maxLength": MOST_WORDS},
                description=told("Nama perangkat daerah, persis", "Name of the agency, exactly"),
            ),
            OpenApiParameter(
                "q",
                {"type": "string", "maxLength": MOST_WORDS},
                description=told("Kata dalam judul atau isinya", "Words in the title or the text"),
            ),
            list_asking.limit(default=DEFAULT_LIMIT, most=MAX_LIMIT),
            OpenApiParameter(
                "after",
                {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,12}$"},
                description=told("Dari tautan next", "From the next link"),
            ),
        ],
        responses={(200, JSON): OpenApiResponse(response={"type": "object"})},
    )
    def get(self, request: Request) -> HttpResponseBase:
        documents = self.asked()
        releases = current_numbers([REGISTER, DOCUMENTS])
        tag = fingerprint(releases, request.path_info, sorted(request.query_params.items()), self.base)
        return self.tagged(tag, JSON, lambda: as_json(self.page(documents)))

    def asked(self) -> DocumentQuerySet:
        params = self.request.query_params
        documents = selectors.listed_documents()
        year, kind = (parameters.single(params, name) for name in ("year", "type"))
        region, below = list_asking.asked_region(params), list_asking.asked_descendants(params, default=False)
        if region is not None:
            documents = documents.inside(region.pk) if below else documents.of_region(region.pk)
        if year is not None:
            documents = documents.filter(year=parameters.whole_number("year", year, least=1945, most=9999))
        if kind is not None:
            documents = documents.filter(type=known("type", kind, types(), ("jenis dokumen", "type of document")))
        return self.worded(documents)

    def worded(self, documents: DocumentQuerySet) -> DocumentQuerySet:
        params = self.request.query_params
        agency, ppid_class, words = (parameters.single(params, name) for name in ("agency", "class", "q"))
        if agency is not None:
            documents = documents.filter(agency=short("agency", agency))
        if ppid_class is not None:
            asked = known("class", ppid_class, PpidClass.values, ("kelas informasi", "class of information"))
            documents = documents.filter(ppid_class=asked)
        return documents if words is None else documents.saying(short("q", words))

    def page(self, documents: DocumentQuerySet) -> Record:
        params = self.request.query_params
        after = parameters.single(params, "after")
        limit = list_asking.asked_limit(params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        if after is not None:
            documents = documents.after(*place("after", after))
        lines: QuerySet[Document] = documents.newest_first().as_lines(timezone.localdate())
        found = list(lines[: limit + 1])
        shown = found[:limit]
        links = [link("self", f"{self.api}/documents{self.query()}", JSON)]
        if len(found) > limit:
            last = f"{shown[-1].year}-{shown[-1].pk}"
            links.append(link("next", f"{self.api}/documents{self.query(after=last)}", JSON))
        return {"documents": [record(each, self.base) for each in shown], "links": links}

    def query(self, **changed: str) -> str:
        query: Any = self.request.query_params.copy()
        for name, value in changed.items():
            query[name] = value
        return f"?{query.urlencode()}" if query else ""


def known(name: str, code: str, offered: Collection[str], kind: tuple[str, str]) -> str:
    if code not in offered:
        listed = ", ".join(sorted(offered))
        raise BadParameter(
            name,
            f"{code!r} bukan {kind[0]}; pilih dari: {listed}.",
            f"{code!r} is no {kind[1]}; choose from: {listed}.",
        )
    return code


def short(name: str, text: str) -> str:
    if len(text) > MOST_WORDS or "\0" in text:
        raise BadParameter(name, f"Paling panjang {MOST_WORDS} huruf.", f"At most {MOST_WORDS} letters.")
    return text


def place(name: str, text: str) -> tuple[int, int]:
    """Read where a page ended: the year and number of its last document."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,12})", text)
    if not found:
        raise BadParameter(name, f"{text!r} tidak berasal dari tautan next.", f"{text!r} comes from no next link.")
    return int(found[1]), int(found[2])
